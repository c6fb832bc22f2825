import type { Carrier, DeliveryReceipt } from '../../core/carrier.ts'
import type { Log } from '../../core/log.ts'
import { parseMessageKey } from '../../core/message.ts'
import type { PhoneNumber } from '../../core/phone.ts'
import { randomToken } from '../../lib/secrets.ts'
import { abilitiesOf } from '../../lines/abilities.ts'
import type { TakeInDeps } from '../../portal/take-in.ts'
import { checkAnswers, checkPublicUrl } from './carriers.ts'
import { type Finding, fine, type Subject, skipped } from './check.ts'
import { keptConnection, makeConnection } from './connection.ts'
import { sendTestText } from './test-text.ts'

export interface OneCarrierDeps {
  readonly subject: Subject
  /** Undefined while a Homeline runs: then that one has it, and the connections. */
  readonly store: TakeInDeps | undefined
  readonly log: Log
  /** Where a test text goes; without it nothing is sent. */
  readonly to?: PhoneNumber
}

/** Everything that there is to know of one carrier. */
export async function* checkOneCarrier(
  deps: OneCarrierDeps,
  carrier: Carrier,
): AsyncIterable<Finding> {
  const { subject, store, to } = deps
  const receipts: DeliveryReceipt[] = []
  await using stack = new AsyncDisposableStack()
  yield* await connected(deps, carrier, receipts, stack)
  yield* await checkAnswers(carrier, { isConnected: store !== undefined, naming: true })
  yield fine(`What it can do: ${abilitiesOf(carrier).join('; ')}`)
  if (carrier.receive !== undefined) yield await checkPublicUrl(subject)
  if (to !== undefined) yield await texted(deps, carrier, receipts, to)
}

async function connected(
  { subject: { running }, store, log }: OneCarrierDeps,
  carrier: Carrier,
  receipts: DeliveryReceipt[],
  stack: AsyncDisposableStack,
): Promise<Finding[]> {
  const { id, connect } = carrier
  if (connect === undefined) return []
  if (store === undefined) return running === undefined ? [] : [await keptConnection(running, id)]
  const onReceipt = (receipt: DeliveryReceipt) => void receipts.push(receipt)
  const made = stack.use(await makeConnection({ store, log, onReceipt }, { ...carrier, connect }))
  return [made.finding]
}

async function texted(
  { store }: OneCarrierDeps,
  carrier: Carrier,
  receipts: readonly DeliveryReceipt[],
  to: PhoneNumber,
): Promise<Finding> {
  if (carrier.connect !== undefined && store === undefined) {
    const what = `Test text: the Homeline that runs has the connection to "${carrier.id}"`
    return skipped(what, 'Text from a chat, or stop Homeline and ask again.')
  }
  const key = parseMessageKey(randomToken(16))
  if (key === undefined) throw new Error('A key was made that is none')
  const reported = (id: string) =>
    receipts.findLast((receipt) => receipt.id === id || receipt.key === key)
  return await sendTestText({ carrier, key, reported }, to)
}
