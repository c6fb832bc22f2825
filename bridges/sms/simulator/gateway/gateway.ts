import type { Router } from 'express'
import type { Log } from '../../../../src/core/log.ts'
import type { Commit } from '../commit.ts'
import type { Db } from '../database.ts'
import type { MessageRow, Messages } from '../messages.ts'
import type { Network } from '../network.ts'
import type { OwnedNumbers } from '../owned-numbers.ts'
import type { Poster } from '../post.ts'
import type { Serve } from '../rest/serve.ts'
import type { Settings } from '../settings.ts'
import { controlRoutes } from './control.ts'
import { createHearing } from './hearing.ts'
import { createInbox } from './inbox.ts'
import { withSims } from './phone.ts'
import { createReports, type PhoneState, type Reports } from './reports.ts'
import { gatewayRoutes } from './routes.ts'
import { createSending, type Sending } from './sending.ts'
import { createTexts, type Texts } from './texts.ts'
import { createWebhooks, type Webhooks } from './webhooks.ts'

export interface GatewayOptions {
  readonly db: Db
  readonly commit: Commit
  readonly messages: Messages
  /** Those of the account. */
  readonly numbers: OwnedNumbers
  readonly settings: () => Settings
  readonly log: Log
  readonly now: () => number
  readonly random: () => number
}

/** An Android phone on the simulated network, which a server of SMSGate on this machine speaks for. */
export interface Gateway extends AsyncDisposable {
  /** The account's, and those of the phone's SIMs. */
  readonly numbers: OwnedNumbers
  /** Takes from the courier what is for the phone. */
  hearing(post: Poster): Poster
  /** From then on it sends, too. */
  connect(network: Network): ConnectedGateway
}

export interface ConnectedGateway extends AsyncDisposable {
  /** The API. */
  routes(serve: Serve): Router
  /** What programs do with the phone. */
  readonly control: Router
}

/** What the routes work with. */
export interface GatewayDeps {
  readonly commit: Commit
  readonly webhooks: Webhooks
  readonly texts: Texts
  readonly reports: Reports
  readonly sending: Sending
  /** What arrived at the SIMs between these times, milliseconds since 1970. */
  readonly inbox: (since: number, until: number) => readonly MessageRow[]
  /** When the server heard of the phone, milliseconds since 1970. */
  readonly lastSeen: () => number
  readonly serve: Serve
  readonly now: () => number
}

export function createGateway(options: GatewayOptions): Gateway {
  const { db, commit, messages, numbers, settings, log, now, random } = options
  let current: PhoneState = { isOffline: false, retryPause: 10_000 }
  let offlineSince = 0
  const state = () => current
  const webhooks = createWebhooks(db)
  const texts = createTexts(db)
  const inbox = createInbox(db)
  const reports = createReports({ db, commit, webhooks, settings, state, log, now, random })

  return {
    numbers: withSims(numbers, () => webhooks.list().length > 0),
    hearing: createHearing({ commit, messages, texts, reports, now }),

    connect(network) {
      const sending = createSending({ commit, texts, reports, network, state, log, now })
      const lastSeen = () => (current.isOffline ? offlineSince : now())
      const change = (next: PhoneState) => {
        if (next.isOffline && !current.isOffline) offlineSince = now()
        current = next
        sending.go()
        reports.go()
      }
      return {
        control: controlRoutes({ state, change, reports }),
        routes: (serve) =>
          gatewayRoutes({
            commit,
            webhooks,
            texts,
            reports,
            sending,
            inbox,
            lastSeen,
            serve,
            now,
          }),
        [Symbol.asyncDispose]: () => sending[Symbol.asyncDispose](),
      }
    },
    [Symbol.asyncDispose]: () => reports[Symbol.asyncDispose](),
  }
}
