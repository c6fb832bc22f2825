import type { Contact } from '../core/contact.ts'
import type { Ghosts } from '../core/ghosts.ts'
import type { Actor, Homeserver } from '../core/homeserver.ts'
import { type EventId, serverOf, type UserId } from '../core/ids.ts'
import { createDirectChats } from './direct-chats.ts'
import { contactOfGhost, ghostId, isGhostId } from './ghost-ids.ts'
import { createGhostMaker, device, ensureUser } from './ghosts.ts'
import { joinRoom } from './join.ts'
import { createMediaRequests, type MediaRequests } from './media.ts'
import {
  type ActorRequest,
  createRequests,
  path,
  type RequestOptions,
  type Requests,
} from './requests.ts'
import { createRoom } from './rooms.ts'
import { getEvent, getState, members, readForward, recent } from './timeline.ts'

export interface HomeserverOptions {
  readonly url: string
  readonly serverName: string
  /** Token of the registration for ghosts and bot. */
  readonly token: string
  readonly botLocalpart: string
  /** Token of the registration for the server's own accounts, where there is one. */
  readonly accountsToken?: string
  readonly ghosts: Ghosts
}

export interface HomeserverClient extends Homeserver {
  /** The bot's user, device and name; once at the start. */
  ensureBot(): Promise<void>
  /** Requests as the appservice itself. */
  readonly requests: Requests
}

/** The client-server API for the rest of Homeline. */
export function createHomeserver(options: HomeserverOptions): HomeserverClient {
  const { url, serverName, token, botLocalpart, accountsToken, ghosts } = options
  const requests = createRequests(url, token)
  const accounts = accountsToken === undefined ? undefined : createRequests(url, accountsToken)
  const media = createMediaRequests(url, token)
  const accountsMedia = createMediaRequests(url, accountsToken ?? token)
  const bot = `@${botLocalpart}:${serverName}` as UserId
  const ghostOf = (contact: Contact) => ghostId(contact, serverName)
  const isOurs = (userId: UserId) => userId === bot || isGhostId(userId, serverName)
  const ghostMaker = createGhostMaker({ requests, ghosts, idOf: ghostOf })

  async function senderOf(as: Actor): Promise<{ via: Requests; who: RequestOptions }> {
    switch (as.kind) {
      case 'bot':
        return { via: requests, who: { as: bot, device } }
      case 'ghost':
        await ghostMaker.ensure(as.contact)
        return { via: requests, who: { as: ghostOf(as.contact), device } }
      case 'account':
        return { via: accounts ?? requests, who: { as: as.userId } }
      default:
        return as satisfies never
    }
  }

  const request: ActorRequest = async (as, method, to, given) => {
    const { via, who } = await senderOf(as)
    return await via.request(method, to, { ...given, ...who })
  }
  const directChats = createDirectChats(request)

  async function mediaOf(as: Actor): Promise<{ via: MediaRequests; user: string | undefined }> {
    const { who } = await senderOf(as)
    return { via: as.kind === 'account' ? accountsMedia : media, user: who.as }
  }

  return {
    serverName,
    bot,
    requests,
    ghostOf,
    contactOf: (userId) => contactOfGhost(userId, serverName),
    isOurs,
    actsFor: (userId) =>
      accounts !== undefined && serverOf(userId) === serverName && !isOurs(userId),
    ensureBot: async () => await ensureUser(requests, bot, 'Homeline'),
    ensureGhost: async (contact) => await ghostMaker.ensure(contact),
    createRoom: async (as, room) => await createRoom(request, serverName, as, room),

    async send(as, room, { type, content }, { transactionId, at }) {
      const to = path`/_matrix/client/v3/rooms/${room}/send/${type}/${transactionId}`
      const query = at === undefined ? {} : { ts: at }
      const sent = (await request(as, 'PUT', to, { body: content, query })) as SentEvent
      return sent.event_id
    },
    async setState(as, room, { type, stateKey, content }) {
      const to = path`/_matrix/client/v3/rooms/${room}/state/${type}/${stateKey}`
      await request(as, 'PUT', to, { body: content })
    },
    getState: async (as, room, type, stateKey = '') =>
      await getState(request, as, room, type, stateKey),
    members: async (as, room) => await members(request, as, room),
    getEvent: async (as, room, id) => await getEvent(request, as, room, id),
    recent: async (as, room, limit) => await recent(request, as, room, limit),
    readForward: (as, room, after) => readForward(request, as, room, after),

    async invite(as, room, userId) {
      const present = (await members(request, as, room)).some((member) => member.userId === userId)
      if (present) return
      const to = path`/_matrix/client/v3/rooms/${room}/invite`
      await request(as, 'POST', to, { body: { user_id: userId } })
    },
    join: async (as, room) => await joinRoom(request, as, room),
    async leave(as, room) {
      await request(as, 'POST', path`/_matrix/client/v3/rooms/${room}/leave`, { body: {} })
    },
    async markRead(as, room, event) {
      const to = path`/_matrix/client/v3/rooms/${room}/receipt/m.read/${event}`
      await request(as, 'POST', to, { body: {} })
    },
    markDirect: async (account, chats) => await directChats.add(account, chats),

    async upload(as, file) {
      const { via, user } = await mediaOf(as)
      return await via.upload(user, file)
    },
    async download(as, uri, maxBytes) {
      const { via, user } = await mediaOf(as)
      return await via.download(user, uri, maxBytes)
    },
  }
}

interface SentEvent {
  readonly event_id: EventId
}
