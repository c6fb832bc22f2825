import { z } from 'zod'
import type { WebhookCarrier } from '../../../src/core/carrier.ts'
import { createApi } from './api.ts'
import { receipt, receive, text } from './messages.ts'
import { createNumbers } from './numbers.ts'

export interface ElksOptions {
  readonly id: string
  readonly username: string
  readonly password: string
  /** Our public URL for this carrier, secret included, without a slash at the end. */
  readonly webhook: string
  readonly apiBase?: string
  readonly timeoutMs?: number
}

/** 46elks, a provider in Sweden with numbers of several European countries. 46elks.com/docs */
export function elks(options: ElksOptions): WebhookCarrier {
  const { id, webhook } = options
  const api = createApi(options)

  return {
    id,
    capabilities: {
      // No limit is documented; this is what others take.
      maxTextLength: 1600,
      shortCodes: false,
      settleTime: 20_000,
      isSimulated: false,
      idempotentSend: false,
      receipts: 'final',
      mediaIn: false,
      optOut: 'self',
      registration: 'none',
      signature: 'none',
      // No rate: what is faster than 100 texts a minute waits at the provider, in order.
    },
    receive,

    async send({ from, to, text: message, key }, signal) {
      const form = { from, to, message, whendelivered: `${webhook}/${key}` }
      const { kind: _, state, ...sent } = await api.call('/sms', receipt, signal, form)
      return { ...sent, state: state === 'failed' ? 'failed' : 'sent' }
    },

    /** The newest come first, those after `end` as the last. 46elks.com/docs/sms-history */
    async *list(since, signal) {
      const end = new Date(since.getTime() - 1).toISOString().replace('Z', '000')
      yield* (await api.all('/sms', text, signal, { end })).reverse()
    },

    state: (sms, signal) => api.call(`/sms/${encodeURIComponent(sms)}`, receipt, signal),
    numbers: createNumbers(api, webhook),
    balance: (signal) => api.call('/me', balance, signal),
  }
}

/** In ten-thousandths, as ours. */
const balance = z
  .object({ balance: z.number().int(), currency: z.string().length(3) })
  .transform(({ balance: amount, currency }) => ({ amount, currency }))
