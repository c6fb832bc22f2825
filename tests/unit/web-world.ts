import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { getExpectedTwilioSignature } from 'twilio/lib/webhooks/webhooks.js'
import { twilio } from '../../bridges/sms/twilio/twilio.ts'
import { close, listen } from '../../src/lib/listen.ts'
import { createShelf, type FileShelf } from '../../src/media/shelf.ts'
import { openStore, type Store } from '../../src/store/sqlite/store.ts'
import { createMetrics } from '../../src/web/metrics.ts'
import { createWeb } from '../../src/web/web.ts'
import { webhookPath } from '../../src/web/webhooks.ts'
import { keptLog } from '../support/kept-log.ts'

export const authToken = 'shared-with-the-carrier'
export const adminToken = 'shared-with-the-command-line'
export const webhook = webhookPath('main', 'unguessable')
export const publicUrl = 'https://texts.example.org'

/** Everything that comes by HTTP, with the real adapter and a store of its own behind it. */
export interface WebWorld extends AsyncDisposable {
  readonly url: string
  readonly port: number
  readonly store: Store
  readonly log: ReturnType<typeof keptLog>
  readonly problems: string[]
  /** Files on the public address. */
  readonly shelf: FileShelf
  /** Time passes. */
  later(ms: number): void
  woken(): number
  /** The next appends fail, or not any more. */
  break(isBroken: boolean): void
  post(target: string, body: string, headers?: Record<string, string>): Promise<Response>
  /** Posts a form to an address of the carrier as the carrier signs it. */
  report(form: Readonly<Record<string, string>>, below?: string): Promise<number>
  scrape(): Promise<string>
}

export async function webWorld(): Promise<WebWorld> {
  const folder = mkdtempSync(path.join(tmpdir(), 'web '))
  const store = openStore(path.join(folder, 'homeline.db'))
  const log = keptLog()
  const problems: string[] = []
  const metrics = createMetrics(store.inbox.depth)
  const carrier = twilio({
    id: 'main',
    accountSid: 'AC1',
    authToken,
    webhook: publicUrl + webhook,
  })
  let woken = 0
  let now = Date.now()
  const shelf = createShelf({
    folder: path.join(folder, 'shelf'),
    publicUrl,
    secret: 'of this installation',
    now: () => now,
  })
  let isBroken = false
  const app = createWeb({
    webhooks: {
      publicUrl,
      carriers: new Map([['main', carrier]]),
      secretOf: (id) => (id === 'main' ? 'unguessable' : undefined),
      inbox: {
        async append(...given) {
          if (isBroken) throw new Error('disk full')
          return await store.inbox.append(...given)
        },
      },
      messages: store.messages,
      wake() {
        woken += 1
      },
      caughtUp: async () => {},
      metrics,
      log,
    },
    health: { problems: () => problems },
    admin: {
      token: adminToken,
      inbox: store.inbox,
      wake() {
        woken += 1
      },
    },
    media: { shelf },
    metrics,
    log,
  })
  const server = createServer(app)
  const port = await listen(server, '127.0.0.1', 0)
  const url = `http://127.0.0.1:${port}`

  const post: WebWorld['post'] = async (target, body, headers = {}) =>
    await fetch(url + target, { method: 'POST', body, headers })

  return {
    url,
    port,
    store,
    log,
    problems,
    shelf,
    later(ms) {
      now += ms
    },
    post,
    woken: () => woken,
    break(to) {
      isBroken = to
    },
    async report(form, below = '') {
      const signature = getExpectedTwilioSignature(authToken, publicUrl + webhook + below, form)
      const headers = {
        'x-twilio-signature': signature,
        'content-type': 'application/x-www-form-urlencoded',
      }
      return (await post(webhook + below, new URLSearchParams(form).toString(), headers)).status
    },
    scrape: async () => await (await fetch(`${url}/metrics`)).text(),
    async [Symbol.asyncDispose]() {
      await close(server, 0)
      store[Symbol.dispose]()
      rmSync(folder, { recursive: true })
    },
  }
}

export const text = {
  MessageSid: 'SM1',
  From: '+12025550123',
  To: '+15550100001',
  Body: 'a secret text',
  NumMedia: '0',
}
