import type { DeliveryReceipt } from '../../../src/core/carrier.ts'
import type { Api } from './api.ts'
import { readMessageId } from './parts.ts'
import { cancellationOf, failureOf, receiptOf } from './receive.ts'
import { messageState } from './schemas.ts'

/**
 * A text's present state. The gateway calls it delivered when the first of its parts is, which says of a
 * longer text only that it was sent.
 */
export async function stateOf(
  api: Api,
  messageId: string,
  signal?: AbortSignal,
): Promise<DeliveryReceipt> {
  const path = `/messages/${encodeURIComponent(messageId)}`
  const { state, recipients } = await api({ method: 'GET', path }, messageState, signal)
  const isWhole = (readMessageId(messageId)?.parts ?? 1) <= 1
  switch (state) {
    case 'Failed':
      return failureOf(messageId, recipients[0]?.error)
    case 'Cancelled':
      return cancellationOf(messageId)
    case 'Delivered':
      return receiptOf(messageId, isWhole ? 'delivered' : 'sent')
    default:
      return receiptOf(messageId, 'sent')
  }
}
