import type { z } from 'zod'
import type { CarrierEvent, DeliveryReceipt, WebhookRequest } from '../../../src/core/carrier.ts'
import { readReport } from '../../../src/core/carrier-webhook.ts'
import { CarrierError } from '../../../src/core/errors.ts'
import { definite } from '../../../src/lib/definite.ts'
import { jsonOf } from '../../../src/lib/json.ts'
import { pictureOf, textOf } from './incoming.ts'
import { type Parts, readMessageId } from './parts.ts'
import type { Pictures } from './pictures.ts'
import { reasonOf } from './reasons.ts'
import { mmsDownloaded, mmsReceived, smsReceived, stateReport, webhook } from './schemas.ts'
import { signatureFault } from './signature.ts'
import { lineOf, type Sim, senderOf } from './sims.ts'

export interface ReceiveDeps {
  readonly signingKey: string
  readonly sims: readonly Sim[]
  readonly parts: Parts
  readonly pictures: Pictures
  readonly now: () => number
}

/** What a webhook of the phone reports. docs.sms-gate.app/features/webhooks */
export function createReceive({ signingKey, sims, parts, pictures, now }: ReceiveDeps) {
  async function eventsOf(given: z.infer<typeof webhook>): Promise<readonly CarrierEvent[]> {
    switch (given.event) {
      case 'sms:received':
        return [textOf(sims, readReport(smsReceived, given.payload), given.id)]
      case 'mms:received':
        return await announced(readReport(mmsReceived, given.payload))
      case 'mms:downloaded':
        return await brought(readReport(mmsDownloaded, given.payload))
      case 'sms:sent':
        return await sent(readReport(stateReport, given.payload))
      case 'sms:delivered':
        return await delivered(readReport(stateReport, given.payload), given.id)
      case 'sms:failed':
        return failed(readReport(stateReport, given.payload))
      case 'sms:cancelled':
        return cancelled(readReport(stateReport, given.payload))
      default:
        return []
    }
  }

  async function announced(given: z.infer<typeof mmsReceived>): Promise<readonly CarrierEvent[]> {
    const to = lineOf(sims, given)
    const { messageId: id, subject, receivedAt: at } = given
    const from = senderOf(given, to)
    await pictures.announced(definite({ id, from, to, subject, at }))
    return []
  }

  async function brought(given: z.infer<typeof mmsDownloaded>): Promise<readonly CarrierEvent[]> {
    const picture = pictureOf(sims, given)
    await pictures.brought(picture)
    return [picture]
  }

  async function sent({ messageId, partsCount = 0 }: Report): Promise<readonly CarrierEvent[]> {
    const areAllThere = await parts.sent(messageId, partsCount)
    const states = areAllThere ? (['sent', 'delivered'] as const) : (['sent'] as const)
    return states.map((state) => receiptOf(messageId, state))
  }

  /** A part that arrived says that the text was sent, at least. */
  async function delivered(
    { messageId }: Report,
    report: string,
  ): Promise<readonly CarrierEvent[]> {
    const areAllThere = await parts.delivered(messageId, report)
    return [receiptOf(messageId, areAllThere ? 'delivered' : 'sent')]
  }

  return async ({ body, headers }: WebhookRequest): Promise<readonly CarrierEvent[]> => {
    const fault = signatureFault(signingKey, body, headers, now())
    if (fault !== undefined) throw new CarrierError('unauthorized', fault)
    return await eventsOf(readReport(webhook, jsonOf(body)))
  }
}

/** One text's state, with our key where it is one of ours. */
export function receiptOf(
  id: string,
  state: DeliveryReceipt['state'],
  why: { readonly message?: string; readonly code?: string } = {},
): DeliveryReceipt {
  const { message: reason, code } = why
  return definite({
    kind: 'receipt' as const,
    id,
    key: readMessageId(id)?.key,
    state,
    reason,
    code,
  })
}

/** Why a text that the phone took was not sent, or not delivered. */
export function failureOf(id: string, reason = ''): DeliveryReceipt {
  return receiptOf(id, 'failed', reasonOf(reason))
}

/** Somebody took it back at the gateway before it went out. */
export function cancellationOf(id: string): DeliveryReceipt {
  return receiptOf(id, 'failed', { message: 'This text was taken back at the phone that sends.' })
}

function failed({ messageId, reason }: Report): readonly CarrierEvent[] {
  return [failureOf(messageId, reason)]
}

function cancelled({ messageId }: Report): readonly CarrierEvent[] {
  return [cancellationOf(messageId)]
}

type Report = z.infer<typeof stateReport>
