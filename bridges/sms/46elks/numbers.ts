import { z } from 'zod'
import { phoneNumber } from '../../../src/core/carrier-fields.ts'
import { ignoreUnknown } from '../../../src/core/carrier-refusal.ts'
import type { NumberMarket } from '../../../src/core/number-market.ts'
import { ownedNumbers } from '../../../src/core/owned-numbers.ts'
import type { Api } from './api.ts'

/**
 * The account's own numbers. The provider rents out a number of its own choice and takes it back for ever:
 * both are left to its dashboard. 46elks.com/docs/configure-number
 */
export function createNumbers(api: Api, webhook: string): NumberMarket {
  async function point(id: string, sms_url: string, signal?: AbortSignal): Promise<void> {
    // What a webhook is answered is never to be sent as a text.
    const form = { sms_url, sms_replies: 'no' }
    await api.call(`/numbers/${encodeURIComponent(id)}`, z.unknown(), signal, form)
  }

  return ownedNumbers('Numbers of this carrier are rented on its dashboard.', {
    owned: async (signal) => await api.all('/numbers', owned, signal),
    configure: async (id, signal) => await point(id, webhook, signal),
    release: async (id, signal) => await point(id, 'none', signal).catch(ignoreUnknown),
  })
}

/** Numbers that were given back stay in the list. */
const owned = z.object({ id: z.string().min(1), number: phoneNumber, active: z.literal('yes') })
