import type { z } from 'zod'
import type { Settings } from '../../../src/core/settings.ts'
import { createGate } from '../../../src/lib/gate.ts'
import { jsonOf } from '../../../src/lib/json.ts'

/** A value that outlives a restart. */
export interface Memory<Kept> {
  readonly read: () => Promise<Kept>
  /** Changes come one after the other. Resolves to what the step says once the new value is on disk. */
  readonly change: <Result>(step: (kept: Kept) => readonly [Kept, Result]) => Promise<Result>
}

export function createMemory<Schema extends z.ZodType>(
  settings: Settings,
  key: string,
  schema: Schema,
  initial: z.infer<Schema>,
): Memory<z.infer<Schema>> {
  const inTurn = createGate(1)

  async function read(): Promise<z.infer<Schema>> {
    const text = await settings.get(key)
    return schema.safeParse(jsonOf(text ?? '')).data ?? initial
  }

  return {
    read,
    change: async (step) =>
      await inTurn(async () => {
        const kept = await read()
        const [next, result] = step(kept)
        if (next !== kept) await settings.set(key, JSON.stringify(next))
        return result
      }),
  }
}
