import { exchange } from '../../../src/lib/http.ts'
import type { Settings } from './settings.ts'
import { signature } from './sign.ts'

export interface PosterDeps {
  readonly authToken: string
  readonly settings: () => Settings
  readonly random: () => number
}

/** One attempt. Never rejects: that nobody answered is an outcome. */
export type Poster = (request: PostRequest, signal: AbortSignal) => Promise<PostOutcome>

interface PostRequest {
  readonly url: string
  readonly form: Readonly<Record<string, string>>
  /** The same for every attempt. */
  readonly token: string
  readonly timeoutMs: number
}

/** `refused`: answered with something else than success. `unanswered`: no connection, or no answer in time. */
export type PostOutcome = 'accepted' | 'refused' | 'unanswered'

export function createPoster({ authToken, settings, random }: PosterDeps): Poster {
  return async ({ url, form, token, timeoutMs }, signal) => {
    const isBroken = random() * 100 < settings().brokenSignaturePercent
    const signed = signature(isBroken ? `not ${authToken}` : authToken, url, form)
    try {
      const { status } = await exchange(url, {
        method: 'POST',
        headers: {
          'content-type': 'application/x-www-form-urlencoded; charset=UTF-8',
          'user-agent': 'TwilioProxy/1.1 (simulated)',
          'x-twilio-signature': signed,
          'i-twilio-idempotency-token': token,
        },
        body: new URLSearchParams(form).toString(),
        signal,
        timeoutMs,
      })
      return status >= 200 && status < 300 ? 'accepted' : 'refused'
    } catch {
      return 'unanswered'
    }
  }
}
