import { randomUUID } from 'node:crypto'
import type { Route } from './routing.ts'
import { paged } from './shapes.ts'
import { proof } from './signer.ts'

interface Delivery {
  readonly id: string
  readonly status: 'delivered' | 'failed'
  readonly webhook: unknown
  readonly started_at: string
  readonly finished_at: string
  readonly attempts: readonly object[]
}

/** Posts signed webhooks, once each, and remembers what became of them. */
export interface Deliveries {
  /** @returns the status of the answer; 0 when there was none */
  post(url: string, content: object): Promise<number>
  readonly route: Route
}

export function createDeliveries(): Deliveries {
  const deliveries: Delivery[] = []
  return {
    async post(url, content) {
      const body = Buffer.from(JSON.stringify(content))
      const headers = { 'content-type': 'application/json', ...proof(body) }
      const started_at = new Date().toISOString()
      const status = await fetch(url, { method: 'POST', headers, body }).then(
        (response) => response.status,
        () => 0,
      )
      const outcome = status >= 200 && status < 300 ? 'delivered' : 'failed'
      const http = {
        request: { url, headers: Object.entries(headers) },
        ...(status === 0 ? {} : { response: { status, headers: [], body: '' } }),
      }
      const times = { started_at, finished_at: new Date().toISOString() }
      deliveries.unshift({
        id: randomUUID(),
        status: outcome,
        webhook: Object(content).data,
        ...times,
        attempts: [{ status: outcome, ...times, http, errors: [] }],
      })
      return status
    },
    route: [
      'GET',
      /^\/webhook_deliveries$/,
      ({ query }) => {
        const since = query.get('filter[finished_at][gte]') ?? ''
        const wanted = query.get('filter[status][eq]')
        const types = query.get('filter[event_type]')?.split(',') ?? []
        const fits = ({ status, finished_at, webhook }: Delivery) =>
          status === wanted && finished_at >= since && types.includes(Object(webhook).event_type)
        const shown = { record_type: 'webhook_delivery', user_id: randomUUID() }
        return paged(
          deliveries.filter(fits).map((each) => ({ ...shown, ...each })),
          query,
        )
      },
    ],
  }
}
