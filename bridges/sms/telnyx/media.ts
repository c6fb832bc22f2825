import type { CarrierMedia } from '../../../src/core/carrier.ts'
import { retryAfter } from '../../../src/core/carrier-http.ts'
import { CarrierError } from '../../../src/core/errors.ts'
import { exchange, type HttpAnswer, HttpError } from '../../../src/lib/http.ts'
import { publicLookup } from '../../../src/lib/public-address.ts'

export interface MediaOptions {
  /** A place that may be asked although it is not on the public Internet: where a provider of one's own is. */
  readonly trusted?: string
  readonly timeoutMs: number
}

/** More than phone networks let through. */
const maxBytes = 10_000_000

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
      if (url === null || (!isTrusted && url.protocol !== 'https:')) throw forbidden(undefined)
      const answer = await exchange(url.href, {
        method: 'GET',
        timeoutMs,
        maxBytes,
        ...(signal === undefined ? {} : { signal }),
        ...(isTrusted ? {} : { lookup: publicLookup() }),
      }).catch((error: unknown) => {
        throw notFetched(error)
      })
      if (answer.status !== 200) throw refused(answer)
      return answer.body
    },
  }
}

/** Asking again is harmless, and mostly helps. */
function notFetched(error: unknown): CarrierError {
  const code = error instanceof HttpError ? error.code : undefined
  if (code === 'ENOTPUBLIC') return forbidden(error)
  if (code === 'TOO_LONG') {
    return new CarrierError('content', 'The attachment is too large.', { cause: error })
  }
  const options = { cause: error, isRetryable: true }
  return new CarrierError('unavailable', 'The attachment can not be fetched now.', options)
}

function refused({ status, headers }: HttpAnswer): CarrierError {
  if (status >= 300 && status < 400) return forbidden(undefined)
  if (status >= 500 || status === 429 || status === 408) {
    const wait = retryAfter(headers['retry-after'])
    return new CarrierError('unavailable', 'The attachment can not be fetched now.', {
      isRetryable: true,
      ...(wait === undefined ? {} : { retryAfter: wait }),
    })
  }
  return new CarrierError('not-found', 'The carrier has this attachment no more.')
}

function forbidden(cause: unknown): CarrierError {
  const message = 'The attachment lies where it may not be fetched from.'
  return new CarrierError('malformed', message, cause === undefined ? {} : { cause })
}
