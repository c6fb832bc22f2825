import type { Webhook } from './courier.ts'

/** What is to be done once a commit is on disk. */
export interface Effects {
  readonly ids: readonly number[]
  readonly webhooks: readonly Webhook[]
}

export const nothing: Effects = { ids: [], webhooks: [] }

export function merged(...effects: readonly Effects[]): Effects {
  return {
    ids: effects.flatMap(({ ids }) => ids),
    webhooks: effects.flatMap(({ webhooks }) => webhooks),
  }
}
