import type { CarrierMedia } from '../../../src/core/carrier.ts'
import { askForAttachment, attachmentIn, misplaced } from '../../../src/core/carrier-media.ts'
import { publicLookup } from '../../../src/lib/public-address.ts'

export interface MediaOptions {
  /** A place that may be asked although it is not on the public Internet: where a provider of one's own is. */
  readonly trusted?: string
  readonly timeoutMs: number
}

/**
 * Attachments lie on file servers of the provider's that want no credentials, for 30 days. Their addresses
 * come with the message: nothing but https on the public Internet is asked, and no redirection followed.
 * developers.telnyx.com/docs/messaging/messages/send-receive-mms
 */
export function createMedia({ trusted, timeoutMs }: MediaOptions): CarrierMedia {
  const origin = trusted === undefined ? undefined : new URL(trusted).origin
  return {
    async fetch({ url: text }, signal) {
      const url = URL.parse(text)
      const isTrusted = url !== null && url.origin === origin
      if (url === null || (!isTrusted && url.protocol !== 'https:')) throw misplaced()
      const call = { timeoutMs, ...(isTrusted ? {} : { lookup: publicLookup() }) }
      const answer = await askForAttachment(url.href, call, signal)
      if (answer.status >= 300 && answer.status < 400) throw misplaced()
      return attachmentIn(answer)
    },
  }
}
