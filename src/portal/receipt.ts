import type { DeliveryReceipt } from '../core/carrier.ts'
import type { Settlement } from '../core/inbox.ts'
import type { Message, Messages } from '../core/message.ts'

/** Moves an outgoing message forward by what its carrier reports; its key proves that it was accepted. */
export async function receive(
  messages: Messages,
  carrier: string,
  receipt: DeliveryReceipt,
): Promise<Settlement> {
  const message = await messageOf(messages, carrier, receipt)
  if (message !== undefined) {
    const { id, state, reason, code } = receipt
    await messages.advance(message.key, {
      state,
      carrierMessageId: id,
      ...(reason === undefined ? {} : { reason }),
      ...(code === undefined ? {} : { code }),
    })
  }
  return { state: 'done' }
}

async function messageOf(
  messages: Messages,
  carrier: string,
  { key, id }: DeliveryReceipt,
): Promise<Message | undefined> {
  const byKey = key === undefined ? undefined : await messages.byKey(key)
  return byKey ?? (await messages.byCarrierId(carrier, id))
}
