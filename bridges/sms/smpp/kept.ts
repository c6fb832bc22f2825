import type { z } from 'zod'
import type { Log } from '../../../src/core/log.ts'
import type { Settings } from '../../../src/core/settings.ts'
import { jsonOf } from '../../../src/lib/json.ts'

/** Durable values by ID, all of one shape. */
export interface Kept<Value> {
  all(): Promise<readonly (readonly [id: string, value: Value])[]>
  /** Resolves once it is on disk. */
  put(id: string, value: Value): Promise<void>
  /** Nobody waits for it: what is still there after a crash does no harm. */
  drop(id: string): void
  /** Resolves when nothing is being written. */
  written(): Promise<void>
}

/** @param name unlike any other's; values of another shape are dropped */
export function createKept<Value>(
  { settings, log }: { readonly settings: Settings; readonly log: Log },
  name: string,
  shape: z.ZodType<Value>,
): Kept<Value> {
  const prefix = `${name} `
  const writing = new Set<Promise<void>>()

  function drop(id: string): void {
    const work = settings.set(`${prefix}${id}`, undefined).catch((error: unknown) => {
      log.warn({ err: error }, 'what is needed no more could not be taken away')
    })
    writing.add(work)
    void work.finally(() => writing.delete(work))
  }

  return {
    drop,
    async all() {
      const found: (readonly [string, Value])[] = []
      for (const [key, text] of await settings.entries(prefix)) {
        const id = key.slice(prefix.length)
        const parsed = shape.safeParse(jsonOf(text))
        if (parsed.success) found.push([id, parsed.data])
        else drop(id)
      }
      return found
    },
    put: async (id, value) => await settings.set(`${prefix}${id}`, JSON.stringify(value)),
    written: async () => void (await Promise.all(writing)),
  }
}
