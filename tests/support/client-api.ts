import { setTimeout as pause } from 'node:timers/promises'
import { z } from 'zod'

/** The client-server API by bare requests, for programs that must go on while the homeserver comes and goes. */
export interface ClientApi {
  readonly userId: string
  readonly token: string
  /** Repeats until the homeserver has taken it; once for each transaction ID. */
  send(roomId: string, transactionId: string, content: object): Promise<string>
  joinedRooms(): Promise<readonly string[]>
  /** All messages of a room, oldest first. */
  messages(roomId: string): Promise<readonly RoomMessage[]>
  state(
    roomId: string,
    type: string,
    key?: string,
  ): Promise<Readonly<Record<string, unknown>> | undefined>
  request(method: string, path: string, body?: object): Promise<unknown>
}

export type RoomMessage = z.infer<typeof message>

export async function logIn(
  baseUrl: string,
  account: { readonly userId: string; readonly password: string },
): Promise<ClientApi> {
  const login = await call(`${baseUrl}/_matrix/client/v3/login`, 'POST', undefined, {
    type: 'm.login.password',
    identifier: { type: 'm.id.user', user: account.userId },
    password: account.password,
  })
  const { access_token: token } = z.object({ access_token: z.string() }).parse(login)
  const request: ClientApi['request'] = async (method, path, body) =>
    await call(`${baseUrl}/_matrix/client/v3${path}`, method, token, body)
  const room = (roomId: string) => `/rooms/${encodeURIComponent(roomId)}`

  return {
    userId: account.userId,
    token,
    request,
    async send(roomId, transactionId, content) {
      const path = `${room(roomId)}/send/m.room.message/${transactionId}`
      return sent.parse(await persistently(async () => await request('PUT', path, content)))
        .event_id
    },
    async joinedRooms() {
      const answer = await persistently(async () => await request('GET', '/joined_rooms'))
      return z.object({ joined_rooms: z.array(z.string()) }).parse(answer).joined_rooms
    },
    async messages(roomId) {
      const found: RoomMessage[] = []
      for (let from: string | undefined = ''; from !== undefined; ) {
        const path = `${room(roomId)}/messages?dir=f&limit=500${from === '' ? '' : `&from=${from}`}`
        const answer: z.infer<typeof page> = page.parse(
          await persistently(async () => await request('GET', path)),
        )
        found.push(...answer.chunk.filter(({ type }) => type === 'm.room.message'))
        from = answer.end
      }
      return found
    },
    async state(roomId, type, key = '') {
      const path = `${room(roomId)}/state/${encodeURIComponent(type)}/${encodeURIComponent(key)}`
      const answer = await request('GET', path).catch((error: unknown) => {
        if (error instanceof RefusedRequest && error.status < 500) return undefined
        throw error
      })
      return answer === undefined ? undefined : z.record(z.string(), z.unknown()).parse(answer)
    },
  }
}

/** The homeserver answered no. */
export class RefusedRequest extends Error {
  readonly status: number
  constructor(status: number, text: string) {
    super(`${status}: ${text}`)
    this.status = status
  }
}

/** Tries again while the homeserver is away or asks for patience. */
async function persistently<Answer>(
  work: () => Promise<Answer>,
  timeoutMs = 120_000,
): Promise<Answer> {
  const deadline = Date.now() + timeoutMs
  for (;;) {
    try {
      return await work()
    } catch (error) {
      const isFinal = error instanceof RefusedRequest && error.status < 500 && error.status !== 429
      if (isFinal || Date.now() > deadline) throw error
      await pause(100)
    }
  }
}

async function call(url: string, method: string, token?: string, body?: object): Promise<unknown> {
  const response = await fetch(url, {
    method,
    headers: {
      'content-type': 'application/json',
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    },
    signal: AbortSignal.timeout(30_000),
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  const text = await response.text()
  if (!response.ok) throw new RefusedRequest(response.status, text)
  return JSON.parse(text)
}

const sent = z.object({ event_id: z.string() })
const message = z.object({
  event_id: z.string(),
  type: z.string(),
  sender: z.string(),
  origin_server_ts: z.number(),
  content: z.looseObject({
    body: z.string().optional(),
    msgtype: z.string().optional(),
    'm.relates_to': z
      .object({ 'm.in_reply_to': z.object({ event_id: z.string() }).optional() })
      .optional(),
  }),
})
const page = z.object({ chunk: z.array(message), end: z.string().optional() })
