import { type Contact, parseContact } from '../../src/core/contact.ts'
import { HomeserverError } from '../../src/core/errors.ts'
import type { Actor, Homeserver, StateEvent } from '../../src/core/homeserver.ts'
import { type EventId, type RoomId, serverOf, type UserId } from '../../src/core/ids.ts'
import type { MatrixEvent } from '../../src/core/matrix-event.ts'
import { type FakeFiles, fakeFiles } from './fake-files.ts'

type Membership = 'join' | 'invite' | 'leave'

interface Room {
  readonly members: Map<UserId, Membership>
  readonly state: Map<string, Readonly<Record<string, unknown>>>
  readonly events: MatrixEvent[]
  readonly sent: Map<string, EventId>
}

export interface FakeHomeserver extends Homeserver, FakeFiles {
  /** A room that a person opened, the others invited. */
  open(creator: UserId, invited: readonly UserId[], state?: readonly StateEvent[]): RoomId
  /** What a person, of whatever server, does in a room that it is in. */
  act(sender: UserId, room: RoomId, type: string, content: object): MatrixEvent
  eventsOf(room: RoomId): readonly MatrixEvent[]
  stateOf(room: RoomId, type: string, stateKey?: string): unknown
  membersOf(room: RoomId): ReadonlyMap<UserId, Membership>
  /** The next send is carried out, but its answer is lost. */
  loseAnswer(): void
  /** Sends into this room get an error with this status, 0 for no answer, until told otherwise. */
  trouble(room: RoomId, status: number | undefined): void
  /** What an appservice would be told: everything that neither bot nor ghosts do. */
  onEvent: (event: MatrixEvent) => void
}

/** A homeserver in memory: keeps rooms, members and events, and knows a transaction that comes again. */
export function fakeHomeserver(serverName = 'here.test'): FakeHomeserver {
  const rooms = new Map<RoomId, Room>()
  const aliases = new Map<string, RoomId>()
  const bot = `@homeline:${serverName}` as UserId
  let count = 0
  let losesAnswer = false
  const troubles = new Map<RoomId, number>()

  const ghostOf = (contact: Contact) =>
    `@phone_${Buffer.from(contact).toString('hex')}:${serverName}` as UserId
  const contactOf = (userId: UserId) => {
    const hex = /^@phone_([0-9a-f]+):/.exec(userId)?.[1]
    if (hex === undefined || serverOf(userId) !== serverName) return undefined
    return parseContact(Buffer.from(hex, 'hex').toString())
  }
  const isOurs = (userId: UserId) => userId === bot || contactOf(userId) !== undefined

  function userOf(as: Actor): UserId {
    if (as.kind === 'account') return as.userId
    return as.kind === 'bot' ? bot : ghostOf(as.contact)
  }

  function roomFor(user: UserId, id: RoomId): Room {
    const room = rooms.get(id)
    if (room?.members.get(user) !== 'join') {
      throw new HomeserverError('M_FORBIDDEN', 'not in the room', { status: 403 })
    }
    return room
  }

  function add(room: Room, event: Omit<MatrixEvent, 'id' | 'at'>): MatrixEvent {
    count += 1
    const added = { ...event, id: `$${count}` as EventId, at: 1_700_000_000_000 + count }
    room.events.push(added)
    if (!isOurs(event.sender)) fake.onEvent(added)
    return added
  }

  function setMember(id: RoomId, sender: UserId, user: UserId, membership: Membership): void {
    const room = rooms.get(id)
    if (room === undefined || room.members.get(user) === membership) return
    room.members.set(user, membership)
    add(room, { room: id, sender, type: 'm.room.member', stateKey: user, content: { membership } })
  }

  function create(creator: UserId, invited: readonly UserId[], state: readonly StateEvent[]) {
    const id = `!room${rooms.size + 1}:${serverName}` as RoomId
    const room: Room = { members: new Map(), state: new Map(), events: [], sent: new Map() }
    rooms.set(id, room)
    setMember(id, creator, creator, 'join')
    for (const event of state) setState(creator, id, event)
    for (const user of invited) setMember(id, creator, user, 'invite')
    return id
  }

  function setState(user: UserId, id: RoomId, { type, stateKey, content }: StateEvent): void {
    const room = roomFor(user, id)
    room.state.set(`${type} ${stateKey}`, content as Record<string, unknown>)
    add(room, {
      room: id,
      sender: user,
      type,
      stateKey,
      content: content as Record<string, unknown>,
    })
  }

  const fake: FakeHomeserver = {
    serverName,
    bot,
    ghostOf,
    contactOf,
    isOurs,
    actsFor: (user) => serverOf(user) === serverName && !isOurs(user),
    ensureGhost: async () => undefined,
    onEvent: () => undefined,
    loseAnswer: () => {
      losesAnswer = true
    },
    trouble: (id, status) =>
      void (status === undefined ? troubles.delete(id) : troubles.set(id, status)),
    ...fakeFiles(serverName, userOf),
    open: (creator, invited, state = []) => create(creator, invited, state),
    act: (sender, id, type, content) =>
      add(roomFor(sender, id), { room: id, sender, type, content: { ...content } }),
    eventsOf: (id) => rooms.get(id)?.events ?? [],
    stateOf: (id, type, stateKey = '') => rooms.get(id)?.state.get(`${type} ${stateKey}`),
    membersOf: (id) => rooms.get(id)?.members ?? new Map(),

    async createRoom(as, { alias, name, topic, invite, state }) {
      const known = aliases.get(alias)
      if (known !== undefined) return { room: known, isNew: false }
      const named = [
        { type: 'm.room.name', stateKey: '', content: { name } },
        { type: 'm.room.topic', stateKey: '', content: { topic } },
      ]
      const room = create(userOf(as), invite, [...named, ...state])
      aliases.set(alias, room)
      return { room, isNew: true }
    },
    async send(as, id, { type, content }, { transactionId }) {
      const sender = userOf(as)
      const room = roomFor(sender, id)
      const status = troubles.get(id)
      if (status !== undefined) throw new HomeserverError('M_UNKNOWN', 'in trouble', { status })
      const key = `${sender} ${transactionId}`
      const done = room.sent.get(key) ?? fake.act(sender, id, type, content).id
      // Without a device a transaction is forgotten when the homeserver restarts: here at once.
      if (as.kind !== 'account') room.sent.set(key, done)
      if (losesAnswer) {
        losesAnswer = false
        throw new HomeserverError('unreachable', 'no answer')
      }
      return done
    },
    setState: async (as, id, event) => setState(userOf(as), id, event),
    getState: async (_as, id, type, stateKey = '') =>
      rooms.get(id)?.state.get(`${type} ${stateKey}`),
    async members(as, id) {
      return [...roomFor(userOf(as), id).members].flatMap(([userId, membership]) =>
        membership === 'leave' ? [] : [{ userId, membership }],
      )
    },
    getEvent: async (as, id, event) =>
      roomFor(userOf(as), id).events.find((each) => each.id === event),
    recent: async (as, id, limit) => roomFor(userOf(as), id).events.toReversed().slice(0, limit),
    async *readForward(as, id, after) {
      const { events } = roomFor(userOf(as), id)
      yield* events.slice(events.findIndex((event) => event.id === after) + 1)
    },
    async invite(as, id, user) {
      if (roomFor(userOf(as), id).members.get(user) === 'join') return
      setMember(id, userOf(as), user, 'invite')
    },
    async join(as, id) {
      const user = userOf(as)
      const may = as.kind === 'account' || rooms.get(id)?.members.get(user) === 'invite'
      if (!may) throw new HomeserverError('M_FORBIDDEN', 'not invited', { status: 403 })
      setMember(id, user, user, 'join')
    },
    leave: async (as, id) => setMember(id, userOf(as), userOf(as), 'leave'),
    markRead: async () => undefined,
    markDirect: async () => undefined,
  }
  return fake
}
