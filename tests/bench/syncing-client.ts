import { z } from 'zod'
import { createArrivals } from './arrivals.ts'

/** The account's client: one long poll after the other, the same for both sides. */
export interface SyncingClient extends AsyncDisposable {
  /** Resolves when the message with this body is seen. */
  seen(body: string): Promise<Seen>
  /** Resolves with the moment at which an event's final state is seen. */
  settled(event: string): Promise<number>
}

export interface Seen {
  /** By `performance.now()`. */
  readonly at: number
  readonly room: string
}

export async function startSyncing(url: string, token: string): Promise<SyncingClient> {
  const messages = createArrivals<Seen>('in the account’s client')
  const states = createArrivals<number>('as a final state')
  const stopping = new AbortController()

  async function sync(since: string | undefined): Promise<z.infer<typeof answer>> {
    const query = new URLSearchParams({
      filter,
      timeout: since === undefined ? '0' : '30000',
      ...(since === undefined ? {} : { since }),
    })
    const response = await fetch(`${url}/_matrix/client/v3/sync?${query}`, {
      headers: { authorization: `Bearer ${token}` },
      signal: stopping.signal,
    })
    return answer.parse(await response.json())
  }

  function note(room: string, events: readonly { readonly content: Content }[]): void {
    const at = performance.now()
    for (const { content } of events) {
      if (content.body !== undefined) messages.note(content.body, { at, room })
      const event = content['m.relates_to']?.event_id
      if (event !== undefined && isFinal(content)) states.note(event, at)
    }
  }

  async function run(first: string): Promise<void> {
    for (let since = first; !stopping.signal.aborted; ) {
      const { next_batch, rooms } = await sync(since)
      for (const [room, { timeline }] of Object.entries(rooms?.join ?? {})) {
        note(room, timeline.events)
      }
      since = next_batch
    }
  }

  const { next_batch } = await sync(undefined)
  const running = run(next_batch).catch((error: unknown) => {
    if (!stopping.signal.aborted) throw error
  })
  return {
    seen: async (body) => await messages.of(body),
    settled: async (event) => await states.of(event),
    async [Symbol.asyncDispose]() {
      stopping.abort()
      await running
    },
  }
}

function isFinal({ status, delivered_to_users: to }: Content): boolean {
  return (to?.length ?? 0) > 0 || status?.startsWith('FAIL') === true
}

const nothing = { types: [] }
const filter = JSON.stringify({
  presence: nothing,
  account_data: nothing,
  room: {
    state: nothing,
    ephemeral: nothing,
    account_data: nothing,
    timeline: { types: ['m.room.message', 'com.beeper.message_send_status'], limit: 100 },
  },
})

const content = z.object({
  body: z.string().optional(),
  status: z.string().optional(),
  delivered_to_users: z.array(z.string()).optional(),
  'm.relates_to': z.object({ event_id: z.string().optional() }).optional(),
})
type Content = z.infer<typeof content>
const timeline = z.object({ events: z.array(z.object({ content })) })
const answer = z.object({
  next_batch: z.string(),
  rooms: z.object({ join: z.record(z.string(), z.object({ timeline })).optional() }).optional(),
})
