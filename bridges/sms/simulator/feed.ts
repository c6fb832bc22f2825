/** Tells whoever watches that something changed; what it is now is read from the database. */
export interface Feed {
  publish(change: Change): void
  subscribe(watcher: (change: Change) => void): Disposable
}

/** A message by its row's ID, or anything of what the page shows around the messages. */
export type Change = { readonly kind: 'message'; readonly id: number } | { readonly kind: 'state' }

export function createFeed(): Feed {
  const watchers = new Set<(change: Change) => void>()
  return {
    publish(change) {
      for (const watcher of watchers) watcher(change)
    },
    subscribe(watcher) {
      watchers.add(watcher)
      return { [Symbol.dispose]: () => void watchers.delete(watcher) }
    },
  }
}
