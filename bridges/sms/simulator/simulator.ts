import { createServer } from 'node:http'
import type { Log } from '../../../src/core/log.ts'
import { close, listen } from '../../../src/lib/listen.ts'
import { openAccount } from './account.ts'
import { createApp } from './app.ts'
import { createCommit } from './commit.ts'
import { createCourier } from './courier.ts'
import { openDatabase } from './database.ts'
import { createFeed } from './feed.ts'
import { createGateway } from './gateway/gateway.ts'
import { withoutSims } from './gateway/phone.ts'
import { addFirstHandsets, createHandsets } from './handsets.ts'
import { createJourneys } from './journeys.ts'
import { createMedia } from './media.ts'
import { createMessages } from './messages.ts'
import { createNetwork } from './network.ts'
import { createOptOuts } from './opt-outs.ts'
import { createOwnedNumbers } from './owned-numbers.ts'
import { createPoster } from './post.ts'
import { mediaPath } from './rest/media.ts'
import { createSenderQueue } from './sender-queue.ts'
import { type Settings, usual } from './settings.ts'
import { createBringer } from './smsc/bring.ts'
import { createEsmes } from './smsc/esmes.ts'
import { withoutSessionNumbers, withSessionNumbers } from './smsc/numbers.ts'
import type { SmscOptions } from './smsc/options.ts'
import { startSmsc } from './smsc/smsc.ts'

export interface SimulatorOptions {
  /** The database; it is made when it is not there. */
  readonly file: string
  readonly host?: string
  /** 0 takes a free one. */
  readonly port: number
  /** For who speaks SMPP; there is no such way in when it is left out. */
  readonly smsc?: SmscOptions
  readonly log: Log
  readonly now?: () => number
}

/** A carrier on this machine that speaks Twilio's REST interface and signs its webhooks; no text leaves. */
export interface Simulator extends AsyncDisposable {
  /** Base of the REST interface and of the price list, without a slash at the end. */
  readonly url: string
  readonly accountSid: string
  readonly authToken: string
  /** The page with the phones. */
  readonly handset: string
  /** Where it is reached by SMPP. */
  readonly smscPort?: number
}

/** @throws RefusedError when the database can't be used; the system's error when the port can't */
export async function startSimulator(options: SimulatorOptions): Promise<Simulator> {
  const { file, host = '127.0.0.1', port, smsc, log, now = Date.now } = options
  const random = Math.random
  await using stack = new AsyncDisposableStack()
  const db = openDatabase(file)
  stack.defer(() => void db.close())

  let current: Settings = usual
  const settings = () => current
  const commit = createCommit(db)
  // What is being written when everything else has ended.
  stack.defer(() => commit(() => undefined))
  const account = openAccount(db)
  const messages = createMessages(db)
  const media = createMedia(db)
  const numbers = createOwnedNumbers(db)
  const handsets = createHandsets(db)
  if (account.isNew) addFirstHandsets(handsets)
  const optOuts = createOptOuts(db)
  const feed = createFeed()
  const byWebhook = createPoster({ authToken: account.authToken, settings, random })
  const gateway = stack.use(
    createGateway({ db, commit, messages, numbers, settings, log, now, random }),
  )
  const esmes = createEsmes()
  const post = gateway.hearing(createBringer(esmes, byWebhook, now))
  const sessionNumbers = smsc?.numbers ?? []
  const allNumbers = withSessionNumbers(gateway.numbers, sessionNumbers, now())
  const courier = stack.use(
    createCourier({
      db,
      commit,
      post,
      settings,
      onHandover: messages.handOver,
      onChange: (id) => feed.publish({ kind: 'message', id }),
      log,
      now,
      random,
    }),
  )
  let url = ''
  const journeys = createJourneys({
    account,
    messages,
    media,
    mediaUrl: (message, sid) => url + mediaPath(account.sid, message.sid, sid),
    numbers: allNumbers,
    optOuts: withoutSims(withoutSessionNumbers(optOuts, sessionNumbers)),
    courier,
    turnOf: createSenderQueue({ messages, settings, now }),
    settings,
    now,
  })
  const network = stack.use(createNetwork({ commit, messages, journeys, courier, feed, log, now }))
  const connected = stack.use(gateway.connect(network))
  const change = (next: Settings) => {
    current = next
    feed.publish({ kind: 'state' })
  }
  const app = createApp({
    db,
    commit,
    account,
    messages,
    media,
    numbers,
    allNumbers,
    handsets,
    optOuts,
    network,
    gateway: connected,
    feed,
    settings,
    change,
    host,
    log,
    now,
    random,
  })
  const server = createServer(app)
  url = `http://${host}:${await listen(server, host, port)}`
  stack.defer(() => close(server, 500))
  network.start()
  const deps = { host, network, esmes, settings, random, log }
  const centre = smsc && stack.use(await startSmsc({ ...deps, options: smsc }))

  const owned = stack.move()
  return {
    url,
    accountSid: account.sid,
    authToken: account.authToken,
    handset: `${url}/handset`,
    ...(centre === undefined ? {} : { smscPort: centre.port }),
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  }
}
