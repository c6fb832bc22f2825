import type { z } from 'zod'
import type { IncomingText, InlineMedia } from '../../../src/core/carrier.ts'
import { definite } from '../../../src/lib/definite.ts'
import type { mmsDownloaded, smsReceived } from './schemas.ts'
import { type Arrival, lineOf, type Sim, senderOf } from './sims.ts'
import { textId } from './text-id.ts'

/** @throws CarrierError `malformed` when it can't be told whose it is */
export function textOf(
  sims: readonly Sim[],
  given: Arrival & Pick<z.infer<typeof smsReceived>, 'message' | 'receivedAt'>,
  /** Tells it apart from others where the phone knows no time. */
  report: string,
): IncomingText {
  const { message: text, receivedAt: at } = given
  const to = lineOf(sims, given)
  const from = senderOf(given, to)
  const id = `sms ${textId(to, from, at ?? report, text)}`
  return definite({ kind: 'text' as const, id, from, to, text, media: [], at })
}

/** @throws CarrierError `malformed` when it can't be told whose it is */
export function pictureOf(
  sims: readonly Sim[],
  given: z.infer<typeof mmsDownloaded>,
): IncomingText {
  const { messageId, subject, body, attachments, receivedAt: at } = given
  const to = lineOf(sims, given)
  const from = senderOf(given, to)
  const media = attachments.flatMap(mediaOf)
  const missing = attachments.length - media.length
  const lines = [subject, body, unread(missing)].filter((line = '') => line !== '')
  return definite({
    kind: 'text' as const,
    id: `mms ${textId(to, from, at ?? 0, messageId)}`,
    from,
    to,
    text: [...new Set(lines)].join('\n'),
    media,
    at,
  })
}

function unread(count: number): string {
  if (count === 0) return ''
  return `(${count === 1 ? 'an attachment' : `${count} attachments`} could not be read on the phone)`
}

/** What the phone could not read comes without content. */
function mediaOf({ data = '', contentType: type, name }: Attachment): InlineMedia[] {
  return data === '' ? [] : [definite({ kind: 'inline' as const, base64: data, type, name })]
}

type Attachment = z.infer<typeof mmsDownloaded>['attachments'][number]
