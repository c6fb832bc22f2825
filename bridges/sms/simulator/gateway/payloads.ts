import type { MessageRow } from '../messages.ts'
import { numberOf, simOf } from './phone.ts'
import type { TextRow } from './texts.ts'

/** What the phone says of a text that came. docs.sms-gate.app/features/webhooks, "Receive the Payload" */
export function receivedPayload({ sender, recipient, body, created_at: at }: MessageRow) {
  return {
    ...ends(sender, recipient, sender),
    messageId: contentHash(`${sender} ${wholeSecond(at)} ${body}`),
    message: body,
    simNumber: simOf(recipient) ?? null,
    receivedAt: wholeSecond(at),
  }
}

/** What it says of a text that it was to send; `more` is of the event. */
export function statePayload({ id, sim, recipient }: TextRow, more: object) {
  return {
    ...ends(numberOf(sim) ?? null, recipient, recipient),
    messageId: id,
    simNumber: sim,
    ...more,
  }
}

/** The far end has an older name besides. */
function ends(sender: string | null, recipient: string, phoneNumber: string) {
  return { sender, recipient, phoneNumber }
}

/** Networks tell no fractions. */
export function wholeSecond(millis: number): string {
  return new Date(Math.floor(millis / 1000) * 1000).toISOString()
}

/** As the app makes it: of the content, and not unique. */
function contentHash(text: string): string {
  let hash = 0
  for (let index = 0; index < text.length; index += 1) {
    hash = (Math.imul(31, hash) + text.charCodeAt(index)) | 0
  }
  return (hash >>> 0).toString(16)
}
