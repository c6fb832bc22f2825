import { type BareAppservice, startBareAppservice } from './bare-appservice.ts'
import { type BareClient, bareClient, path } from './bare-client.ts'
import { type HomelineChat, type HomelineSide, startHomelineSide } from './homeline-side.ts'
import { startHomeserver } from './homeserver.ts'
import { type Raw, type RawChat, startRaw } from './raw.ts'
import { writeRawRegistration } from './raw-registration.ts'
import { type SyncingClient, startSyncing } from './syncing-client.ts'

/** Everything that is measured, on one fresh Synapse. */
export interface Stage extends AsyncDisposable {
  readonly homeline: HomelineSide
  readonly raw: Raw
  readonly bare: BareAppservice
  readonly client: SyncingClient
  /** The account's requests. */
  readonly account: BareClient
  /** The chats that are open on either side; opening them is measured, too. */
  readonly chats: { readonly raw: RawChat[]; readonly homeline: HomelineChat[] }
  /** The account writes. @returns the event's ID */
  write(room: string, body: string): Promise<string>
  /** A text that there was not yet. */
  newBody(): string
}

export async function openStage(folder: string): Promise<Stage> {
  await using stack = new AsyncDisposableStack()
  const bare = stack.use(await startBareAppservice())
  const { file, token } = await writeRawRegistration(folder, bare.url)
  const homeserver = stack.use(await startHomeserver(folder, file))
  const raw = await startRaw(homeserver, token)
  const homeline = stack.use(await startHomelineSide(folder, homeserver))
  const { url } = homeserver
  const client = stack.use(await startSyncing(url, homeserver.account.token))
  const account = bareClient(url, homeserver.account.token)
  let count = 0
  const rest = stack.move()
  return {
    homeline,
    raw,
    bare,
    client,
    account,
    chats: { raw: [], homeline: [] },
    async write(room, body) {
      const to = path`/_matrix/client/v3/rooms/${room}/send/m.room.message/${body}`
      const sent = await account.request('PUT', to, { body: { msgtype: 'm.text', body } })
      return (sent as { readonly event_id: string }).event_id
    },
    newBody() {
      count += 1
      return `message ${count}`
    },
    [Symbol.asyncDispose]: async () => await rest.disposeAsync(),
  }
}
