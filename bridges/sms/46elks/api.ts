import { z } from 'zod'
import { ask, basicAuth, type CarrierCall } from '../../../src/core/carrier-http.ts'
import type { ElksOptions } from './elks.ts'
import { refused } from './errors.ts'

export type Api = ReturnType<typeof createApi>

/** Calls of the provider. @throws CarrierError */
export function createApi({ username, password, timeoutMs = 15_000, ...options }: ElksOptions) {
  const { apiBase = 'https://api.46elks.com' } = options
  const authorization = basicAuth(username, password)

  async function call<Schema extends z.ZodType>(
    path: string,
    schema: Schema,
    signal?: AbortSignal,
    form?: CarrierCall['form'],
  ): Promise<z.infer<Schema>> {
    const url = `${apiBase}/a1${path}`
    return await ask({ url, form, authorization, timeoutMs, signal }, schema, refused)
  }

  /** A whole list, in the provider's order, without what is no such item. */
  async function all<Item extends z.ZodType>(
    path: string,
    item: Item,
    signal?: AbortSignal,
    query: Readonly<Record<string, string>> = {},
  ): Promise<z.infer<Item>[]> {
    const asked = new URLSearchParams({ ...query, limit: '100' })
    const { data, next } = await call(`${path}?${asked}`, page, signal)
    const found = data.flatMap((each) => item.safeParse(each).data ?? [])
    if (!next || next === query['start']) return found
    return [...found, ...(await all(path, item, signal, { ...query, start: next }))]
  }

  return { call, all }
}

const page = z.object({ data: z.array(z.unknown()), next: z.string().nullish() })
