import {
  createClient,
  type MatrixClient,
  type MatrixEvent,
  type Room,
  RoomEvent,
  SyncState,
} from 'matrix-js-sdk'
import { type Logger, logger } from 'matrix-js-sdk/lib/logger.js'
import { until } from './wait.ts'

const silent: Logger = {
  trace() {},
  debug() {},
  info() {},
  warn() {},
  error() {},
  getChild: () => silent,
}

/** A person with an ordinary client. */
export interface MatrixUser extends AsyncDisposable {
  readonly client: MatrixClient
  readonly userId: string
  /** The joined room with exactly the other as second member, or that a predicate picks. */
  room(pick: (room: Room) => boolean, what?: string): Promise<Room>
  /** The room whose name is this. */
  roomNamed(name: string): Promise<Room>
  /** The first event of a room that fits, already there or still to come. */
  event(roomId: string, pick: (event: MatrixEvent) => boolean, what?: string): Promise<MatrixEvent>
  /** The first text or notice of somebody else whose body fits. */
  message(roomId: string, body: string | RegExp): Promise<MatrixEvent>
  say(roomId: string, body: string): Promise<string>
  /** From now on joins every room that it is invited to. */
  acceptInvitations(): void
  /** Bodies of all messages in the order of the timeline. */
  bodies(roomId: string): string[]
}

// Some parts of the SDK use this one whatever logger they are given.
Object.assign(logger, silent, { log() {} })

export async function signIn(
  baseUrl: string,
  credentials: { readonly userId: string; readonly password: string },
): Promise<MatrixUser> {
  const plain = createClient({ baseUrl, logger: silent })
  const { access_token, device_id, user_id } = await plain.loginRequest({
    type: 'm.login.password',
    identifier: { type: 'm.id.user', user: credentials.userId },
    password: credentials.password,
  })
  const client = createClient({
    baseUrl,
    accessToken: access_token,
    deviceId: device_id,
    userId: user_id,
    logger: silent,
  })
  await client.startClient({ initialSyncLimit: 100 })
  await until(
    'the first sync',
    () =>
      client.getSyncState() === SyncState.Syncing || client.getSyncState() === SyncState.Prepared,
  )
  return userOf(client, user_id)
}

function userOf(client: MatrixClient, userId: string): MatrixUser {
  const timeline = (roomId: string) => client.getRoom(roomId)?.getLiveTimeline().getEvents() ?? []

  const user: MatrixUser = {
    client,
    userId,
    room: async (pick, what = 'a room') =>
      await until(what, () =>
        client.getRooms().find((room) => room.getMyMembership() === 'join' && pick(room)),
      ),
    roomNamed: async (name) => await user.room((room) => room.name === name, `the room "${name}"`),
    event: async (roomId, pick, what = 'an event') =>
      await until(what, () => timeline(roomId).find(pick)),
    async message(roomId, body) {
      const fits = (text: unknown) =>
        typeof body === 'string' ? text === body : body.test(String(text))
      return await user.event(
        roomId,
        (event) =>
          event.getType() === 'm.room.message' &&
          event.getSender() !== userId &&
          fits(event.getContent()['body']),
        `the message ${body}`,
      )
    },
    async say(roomId, text) {
      const { event_id } = await client.sendTextMessage(roomId, text)
      return event_id
    },
    acceptInvitations() {
      const accept = (room: Room) => {
        if (room.getMyMembership() === 'invite') client.joinRoom(room.roomId).catch(() => {})
      }
      client.getRooms().forEach(accept)
      client.on(RoomEvent.MyMembership, accept)
    },
    bodies: (roomId) =>
      timeline(roomId)
        .filter((event) => event.getType() === 'm.room.message')
        .map((event) => String(event.getContent()['body'])),
    async [Symbol.asyncDispose]() {
      client.stopClient()
    },
  }
  return user
}
