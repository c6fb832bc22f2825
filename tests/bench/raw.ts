import { z } from 'zod'
import { type BareClient, bareClient, path } from './bare-client.ts'
import { type BenchHomeserver, serverName } from './homeserver.ts'
import { rawRoom } from './raw-room.ts'

export interface RawChat {
  readonly ghost: string
  readonly room: string
}

/** What a bare script does with the same homeserver calls that Homeline needs. */
export interface Raw {
  /** Makes a ghost and opens its chat with the account. */
  open(number: string): Promise<RawChat>
  /** The ghost's message. */
  send(chat: RawChat, body: string): Promise<void>
}

const device = 'homeline'
const client = '/_matrix/client/v3'
const directChats = z.record(z.string(), z.array(z.string()))
const withRoom = z.object({ room_id: z.string() })

export async function startRaw(homeserver: BenchHomeserver, token: string): Promise<Raw> {
  const { url, accountsToken, account } = homeserver
  const appservice = bareClient(url, token)
  const accounts = bareClient(url, accountsToken)
  const bot = `@rawbot:${serverName}`
  await makeUser(appservice, bot, 'Raw')
  const space = await openSpace()
  let transactions = 0
  let lastDirect: Promise<void> = Promise.resolve()

  async function openSpace(): Promise<string> {
    const made = await appservice.request('POST', `${client}/createRoom`, {
      as: bot,
      device,
      body: { invite: [account.userId], creation_content: { type: 'm.space' } },
    })
    const { room_id: room } = withRoom.parse(made)
    await join(room)
    return room
  }

  async function join(room: string): Promise<void> {
    const to = path`/_matrix/client/v3/join/${room}`
    await accounts.request('POST', to, { as: account.userId, body: {} })
  }

  async function addDirect(ghost: string, room: string): Promise<void> {
    const to = path`/_matrix/client/v3/user/${account.userId}/account_data/m.direct`
    const as = account.userId
    const known = await accounts.request('GET', to, { as }).catch(() => ({}))
    const body = { ...directChats.parse(known), [ghost]: [room] }
    await accounts.request('PUT', to, { as, body })
  }

  return {
    async open(number) {
      const ghost = `@raw_${number.slice(1)}:${serverName}`
      await makeUser(appservice, ghost, number)
      await nameNumber(appservice, ghost, number)
      const made = await appservice.request('POST', `${client}/createRoom`, {
        as: ghost,
        device,
        body: rawRoom({ number, space, bot, account: account.userId, serverName }),
      })
      const { room_id: room } = withRoom.parse(made)
      await appservice.request(
        'PUT',
        path`/_matrix/client/v3/rooms/${space}/state/m.space.child/${room}`,
        {
          as: bot,
          device,
          body: { via: [serverName] },
        },
      )
      await join(room)
      // Read, changed and written as a whole: one at a time.
      lastDirect = lastDirect.then(async () => await addDirect(ghost, room))
      await lastDirect
      return { ghost, room }
    },
    async send({ ghost, room }, body) {
      transactions += 1
      const transaction = `raw-${transactions}`
      const to = path`/_matrix/client/v3/rooms/${room}/send/m.room.message/${transaction}`
      await appservice.request('PUT', to, { as: ghost, device, body: { msgtype: 'm.text', body } })
    },
  }
}

/** A user with a device without keys and a name. */
async function makeUser(appservice: BareClient, user: string, name: string): Promise<void> {
  const username = user.slice(1, user.indexOf(':'))
  const type = 'm.login.application_service'
  const body = { type, username, inhibit_login: true }
  await appservice.request('POST', `${client}/register`, { body })
  await appservice.request('PUT', `${client}/devices/${device}`, {
    as: user,
    body: { display_name: 'Raw' },
  })
  await appservice.request('PUT', path`/_matrix/client/v3/profile/${user}/displayname`, {
    as: user,
    body: { displayname: name },
  })
}

async function nameNumber(appservice: BareClient, ghost: string, number: string): Promise<void> {
  const field = 'com.beeper.bridge.identifiers'
  await appservice.request('PUT', path`/_matrix/client/v3/profile/${ghost}/${field}`, {
    as: ghost,
    body: { [field]: [`tel:${number}`] },
  })
}
