import { z } from 'zod'
import type { PhoneFile } from './simulator.ts'
import { until } from './wait.ts'

/** The simulated phones by their control API, as the page uses it. */
export interface Phones {
  text(from: string, to: string, text: string, media?: readonly PhoneFile[]): Promise<void>
  configure(settings: object): Promise<void>
  messages(): Promise<readonly PhoneMessage[]>
  /** The first text from a line to a phone that fits, once it has the state. */
  received(to: string, text: string, status?: string): Promise<PhoneMessage>
  /** The bytes of an attachment that a phone sent or got. */
  attachment(sid: string): Promise<Uint8Array>
}

export type PhoneMessage = z.infer<typeof message>

/** @param base URL of the simulator, that of its page or without a path */
export function phonesAt(base: string): Phones {
  const api = new URL('/_sim', base).href

  async function call(method: string, path: string, body?: object): Promise<unknown> {
    const response = await fetch(`${api}${path}`, {
      method,
      headers: { 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    if (!response.ok)
      throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`)
    return await response.json()
  }

  const messages: Phones['messages'] = async () =>
    journal.parse(await call('GET', '/messages')).messages

  return {
    messages,
    text: async (from, to, text, media = []) =>
      void (await call('POST', '/messages', { from, to, text, media })),
    async attachment(sid) {
      const response = await fetch(`${api}/media/${sid}`)
      if (!response.ok) throw new Error(`${response.status} for the file ${sid}`)
      return await response.bytes()
    },
    configure: async (settings) => void (await call('PUT', '/settings', settings)),
    received: async (to, text, status) =>
      await until(`"${text}" on the phone ${to}`, async () =>
        (await messages()).find(
          (found) =>
            found.direction === 'out' &&
            found.to === to &&
            found.text === text &&
            (status === undefined || found.status === status),
        ),
      ),
  }
}

const message = z.object({
  sid: z.string(),
  direction: z.enum(['in', 'out']),
  from: z.string(),
  to: z.string(),
  text: z.string(),
  media: z.array(z.object({ sid: z.string(), type: z.string(), size: z.number() })),
  segments: z.number(),
  status: z.string(),
})
const journal = z.object({ messages: z.array(message) })
