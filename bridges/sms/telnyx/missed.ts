import type { z } from 'zod'
import type { CarrierEvent } from '../../../src/core/carrier.ts'
import { CarrierError } from '../../../src/core/errors.ts'
import { type MessageKey, parseMessageKey } from '../../../src/core/message.ts'
import type { Api } from './api.ts'
import { ignoreRefused } from './errors.ts'
import { read } from './receive.ts'
import { delivery, page } from './schemas.ts'

/**
 * Reports that were given up, oldest first: the provider tries for seconds only, but remembers what it tried.
 * developers.telnyx.com/api-reference/webhooks/list-webhook-deliveries
 */
export async function* missed(
  api: Api,
  since: Date,
  signal?: AbortSignal,
): AsyncIterable<CarrierEvent> {
  const found: Delivery[] = []
  for (let number = 1; ; number += 1) {
    const query = {
      'filter[status][eq]': 'failed',
      'filter[event_type]': 'message.received,message.sent,message.finalized',
      'filter[finished_at][gte]': since.toISOString(),
      'page[number]': String(number),
      'page[size]': '250',
    }
    const request = { path: '/webhook_deliveries', query }
    // Texts go on where an account may not look at this.
    const answer = await api.call(request, page(delivery), signal).catch(ignoreRefused)
    found.push(...(answer?.data ?? []))
    if (number >= (answer?.meta?.total_pages ?? 0)) break
  }
  // The newest come first; those of one moment keep that order, turned round.
  const inOrder = found.reverse().sort((a, b) => startOf(a) - startOf(b))
  for (const each of inOrder) yield* eventsOf(each)
}

type Delivery = z.infer<typeof delivery>

function startOf({ started_at }: Delivery): number {
  return Date.parse(started_at ?? '') || 0
}

/** One that can't be read is no reason to lose the others. */
function eventsOf({ webhook, attempts }: Delivery): readonly CarrierEvent[] {
  try {
    return read({ data: webhook }, keyOf(attempts))
  } catch (error) {
    if (error instanceof CarrierError) return []
    throw error
  }
}

/** States of a text are posted to an address of its own. */
function keyOf(attempts: Delivery['attempts']): MessageKey | undefined {
  for (const { http } of attempts ?? []) {
    const url = http?.request?.url ?? ''
    const key = parseMessageKey(url.slice(url.lastIndexOf('/') + 1))
    if (key !== undefined) return key
  }
  return undefined
}
