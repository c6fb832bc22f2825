import type { Db } from '../database.ts'

export interface WebhookRow {
  readonly id: string
  readonly url: string
  readonly event: string
}

/** Who wants to hear of what happens at the phone. */
export interface Webhooks {
  /** Replaces the one of the same ID. */
  put(webhook: WebhookRow): void
  remove(id: string): void
  list(): readonly WebhookRow[]
  of(event: string): readonly WebhookRow[]
}

export function createWebhooks(db: Db): Webhooks {
  const put = db.prepare<[WebhookRow]>(
    'INSERT OR REPLACE INTO gateway_webhook (id, url, event) VALUES (@id, @url, @event)',
  )
  const remove = db.prepare<[string]>('DELETE FROM gateway_webhook WHERE id = ?')
  const list = db.prepare<[], WebhookRow>('SELECT * FROM gateway_webhook ORDER BY rowid')
  const ofEvent = db.prepare<[string], WebhookRow>(
    'SELECT * FROM gateway_webhook WHERE event = ? ORDER BY rowid',
  )
  return {
    put: (webhook) => void put.run(webhook),
    remove: (id) => void remove.run(id),
    list: () => list.all(),
    of: (event) => ofEvent.all(event),
  }
}

/** docs.sms-gate.app/features/webhooks, "Supported Events" */
export const webhookEvents = [
  'sms:received',
  'sms:data-received',
  'sms:sent',
  'sms:delivered',
  'sms:failed',
  'sms:cancelled',
  'system:ping',
  'mms:received',
  'mms:downloaded',
  'app:started',
] as const
