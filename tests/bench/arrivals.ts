/** Who waits for something that arrives elsewhere, by its key. What arrived before anybody asked is kept. */
export interface Arrivals<Value> {
  note(key: string, value: Value): void
  /** @throws Error naming the key when it does not arrive within a minute */
  of(key: string): Promise<Value>
}

const patience = 60_000

/** @param where for the error: "at the carrier" */
export function createArrivals<Value>(where: string): Arrivals<Value> {
  const entries = new Map<string, PromiseWithResolvers<Value>>()

  function entry(key: string): PromiseWithResolvers<Value> {
    const known = entries.get(key) ?? Promise.withResolvers<Value>()
    entries.set(key, known)
    return known
  }

  return {
    note: (key, value) => entry(key).resolve(value),
    async of(key) {
      const { promise, reject } = entry(key)
      const late = setTimeout(
        () => reject(new Error(`"${key}" did not arrive ${where} within ${patience} ms`)),
        patience,
      )
      return await promise.finally(() => {
        clearTimeout(late)
        entries.delete(key)
      })
    },
  }
}
