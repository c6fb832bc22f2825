import type { Commit } from '../commit.ts'
import type { Messages } from '../messages.ts'
import type { Poster } from '../post.ts'
import { failureOf } from './failures.ts'
import { receivedPayload, statePayload } from './payloads.ts'
import { simUrl } from './phone.ts'
import type { Reports } from './reports.ts'
import type { TextRow, Texts } from './texts.ts'

export interface HearingDeps {
  readonly commit: Commit
  readonly messages: Messages
  readonly texts: Texts
  readonly reports: Reports
  readonly now: () => number
}

/**
 * The network tells the phone of texts and states as it tells everybody, by the courier; what is not for
 * the phone goes on to the web.
 */
export function createHearing({ commit, messages, texts, reports, now }: HearingDeps) {
  function hear(url: string, form: Form): void {
    const message = messages.bySid(form['MessageSid'] ?? '')
    const text = texts.byId(url.slice('gateway:'.length))
    if (message === undefined) return
    if (url === simUrl) reports.keep('sms:received', receivedPayload(message))
    else if (text !== undefined) changed(text, form, message.segments)
  }

  function changed(text: TextRow, form: Form, parts: number): void {
    const at = new Date(now()).toISOString()
    const tell = (event: string, more: object) => reports.keep(event, statePayload(text, more))
    switch (form['MessageStatus']) {
      case 'sent':
        texts.move(text.id, 'Sent', now())
        tell('sms:sent', { partsCount: parts, sentAt: at })
        break
      case 'delivered':
        texts.move(text.id, 'Delivered', now())
        for (let part = 0; part < parts; part += 1) tell('sms:delivered', { deliveredAt: at })
        break
      case 'undelivered':
      case 'failed': {
        const reason = failureOf(Number(form['ErrorCode']))
        texts.move(text.id, 'Failed', now(), reason)
        tell('sms:failed', { failedAt: at, reason })
        break
      }
      default:
    }
  }

  return (post: Poster): Poster =>
    async (request, signal) => {
      if (!request.url.startsWith('gateway:')) return await post(request, signal)
      await commit(() => hear(request.url, request.form))
      reports.go()
      return 'accepted'
    }
}

type Form = Readonly<Partial<Record<string, string>>>
