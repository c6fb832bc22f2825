import { createHmac, randomUUID } from 'node:crypto'
import type { Log } from '../../../../src/core/log.ts'
import { exchange } from '../../../../src/lib/http.ts'
import type { Commit } from '../commit.ts'
import type { Db } from '../database.ts'
import type { Settings } from '../settings.ts'
import { phone } from './phone.ts'
import type { Webhooks } from './webhooks.ts'

export interface ReportsDeps {
  readonly db: Db
  readonly commit: Commit
  readonly webhooks: Webhooks
  readonly settings: () => Settings
  readonly state: () => PhoneState
  readonly log: Log
  readonly now: () => number
  readonly random: () => number
}

/** What can be set while the phone runs. */
export interface PhoneState {
  /** Without internet: it reports nothing and hears of no text that it is to send. */
  readonly isOffline: boolean
  /** Milliseconds before a report is repeated for the first time; doubled each time. */
  readonly retryPause: number
}

/** What the phone has to report, kept until it is accepted or given up. */
export interface Reports extends AsyncDisposable {
  /** Within a commit: one report for each webhook of the event. {@link Reports.go} afterwards. */
  keep(event: string, payload: object): void
  go(): void
  waiting(): number
}

/** As the app does it. docs.sms-gate.app/features/webhooks, "Retry Policy" */
const retries = 14
const timeoutMs = 30_000

export function createReports(deps: ReportsDeps): Reports {
  const { db, commit, webhooks, settings, state, log, now, random } = deps
  const insert = db.prepare<[string, string, number]>(
    'INSERT INTO gateway_report (url, body, due_at) VALUES (?, ?, ?)',
  )
  const due = db.prepare<[number], ReportRow>(
    'SELECT * FROM gateway_report WHERE due_at <= ? ORDER BY due_at, id LIMIT 1',
  )
  const nextDue = db.prepare<[], number | null>('SELECT min(due_at) FROM gateway_report').pluck()
  const count = db.prepare<[], number>('SELECT count(*) FROM gateway_report').pluck()
  const remove = db.prepare<[number]>('DELETE FROM gateway_report WHERE id = ?')
  const postpone = db.prepare<[number, number]>(
    'UPDATE gateway_report SET attempts = attempts + 1, due_at = ? WHERE id = ?',
  )
  const stopping = new AbortController()
  let running: Promise<void> | undefined
  let timer: NodeJS.Timeout | undefined

  /** One after the other; one that fails waits while the others go on. */
  async function run(): Promise<void> {
    clearTimeout(timer)
    while (!stopping.signal.aborted && !state().isOffline) {
      const next = due.get(now())
      if (next === undefined) break
      const isAccepted = await post(next)
      if (!stopping.signal.aborted) await commit(() => conclude(next, isAccepted))
    }
  }

  function conclude({ id, attempts }: ReportRow, isAccepted: boolean): void {
    if (isAccepted || attempts >= retries) remove.run(id)
    else postpone.run(now() + state().retryPause * 2 ** attempts, id)
  }

  async function post({ url, body }: ReportRow): Promise<boolean> {
    const isBroken = random() * 100 < settings().brokenSignaturePercent
    const timestamp = String(Math.floor(now() / 1000))
    const key = isBroken ? `not ${phone.signingKey}` : phone.signingKey
    const headers = {
      'content-type': 'application/json',
      'x-signature': createHmac('sha256', key).update(`${body}${timestamp}`).digest('hex'),
      'x-timestamp': timestamp,
    }
    const call = { method: 'POST', headers, body, timeoutMs, signal: stopping.signal } as const
    return await exchange(url, call).then(
      ({ status }) => status >= 200 && status < 300,
      () => false,
    )
  }

  function go(): void {
    if (running !== undefined || stopping.signal.aborted) return
    running = run()
      .catch((error: unknown) => log.error({ err: error }, 'the simulated phone could not report'))
      .finally(() => {
        running = undefined
        plan()
      })
  }

  function plan(): void {
    const next = nextDue.get() ?? undefined
    if (next === undefined || stopping.signal.aborted || state().isOffline) return
    timer = setTimeout(go, Math.min(Math.max(1, next - now()), 60_000))
  }

  go()
  return {
    keep(event, payload) {
      for (const { id: webhookId, url } of webhooks.of(event)) {
        const { deviceId } = phone
        const body = { deviceId, event, id: randomUUID(), payload, webhookId }
        insert.run(url, JSON.stringify(body), now())
      }
    },
    go,
    waiting: () => count.get() ?? 0,
    async [Symbol.asyncDispose]() {
      stopping.abort()
      clearTimeout(timer)
      await running
    },
  }
}

interface ReportRow {
  readonly id: number
  readonly url: string
  readonly body: string
  readonly attempts: number
}
