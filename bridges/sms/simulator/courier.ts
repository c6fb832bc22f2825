import { randomUUID } from 'node:crypto'
import type { Log } from '../../../src/core/log.ts'
import { backoff } from '../../../src/lib/backoff.ts'
import { createLanes } from '../../../src/lib/lanes.ts'
import type { Commit } from './commit.ts'
import type { Db } from './database.ts'
import type { Handover } from './messages.ts'
import type { Poster, PostOutcome } from './post.ts'
import type { Settings } from './settings.ts'
import { isBySession } from './smsc/options.ts'

export interface CourierDeps {
  readonly db: Db
  readonly commit: Commit
  readonly post: Poster
  readonly settings: () => Settings
  /** Within the commit that ends the webhook. */
  readonly onHandover: (message: number, handover: Handover) => void
  readonly onChange: (message: number) => void
  readonly log: Log
  readonly now: () => number
  readonly random: () => number
}

/** Brings webhooks to whoever runs the numbers: one after the other within a lane, lanes at once. */
export interface Courier extends AsyncDisposable {
  /** Within a commit; {@link Courier.start} what it returns afterwards. */
  keep(webhook: NewWebhook): Webhook
  start(webhook: Webhook): void
}

interface NewWebhook {
  readonly message: number
  readonly lane: string
  readonly url: string
  readonly form: Readonly<Record<string, string>>
  /** An inbound text's, whose fate is kept with the message. */
  readonly isText: boolean
  /** How often it is posted once somebody answers. */
  readonly times: number
}

export interface Webhook extends NewWebhook {
  readonly id: number
  readonly token: string
}

export function createCourier(deps: CourierDeps): Courier {
  const { db, commit, post, settings, onHandover, onChange, log, now, random } = deps
  const insert = db.prepare<[Record<string, unknown>], { id: number }>(`
    INSERT INTO webhook (message, lane, url, form, token, is_text, times)
    VALUES (@message, @lane, @url, @form, @token, @isText, @times) RETURNING id`)
  const countAttempt = db.prepare<[number], { attempts: number }>(
    'UPDATE webhook SET attempts = attempts + 1 WHERE id = ? RETURNING attempts',
  )
  const remove = db.prepare('DELETE FROM webhook WHERE id = ?')

  const lanes = createLanes<Webhook>()
  const deadlines = new Map<number, number>()
  const running = new Set<Promise<void>>()
  const stopping = new AbortController()
  let timer: NodeJS.Timeout | undefined

  function pump(): void {
    clearTimeout(timer)
    if (stopping.signal.aborted) return
    for (let next = lanes.take(now()); next !== undefined; next = lanes.take(now())) {
      const { lane } = next
      const work = bring(next).catch((error: unknown) => {
        log.error({ err: error }, 'the simulated carrier could not post a webhook')
        lanes.postpone(lane, now() + 1000)
      })
      running.add(work)
      void work.finally(() => {
        running.delete(work)
        pump()
      })
    }
    const due = lanes.nextDue()
    if (due !== undefined) timer = setTimeout(pump, Math.max(1, due - now()))
  }

  async function bring(webhook: Webhook): Promise<void> {
    const { webhookTimeout } = settings()
    const deadline = deadlines.get(webhook.id) ?? now() + webhookTimeout
    deadlines.set(webhook.id, deadline)
    const attempts = await commit(() => countAttempt.get(webhook.id)?.attempts ?? 1)
    const outcome = await attempt(webhook, deadline - now())
    if (stopping.signal.aborted) return
    const wait = waitBeforeNext(webhook, outcome, attempts, deadline)
    if (wait !== undefined) return lanes.postpone(webhook.lane, now() + wait)
    const isTwice = webhook.times > 1 || random() * 100 < settings().duplicatePercent
    // On a session, what comes twice is two texts.
    if (outcome !== 'unanswered' && isTwice && !isBySession(webhook.url))
      await attempt(webhook, webhookTimeout)
    await finish(webhook, outcome)
  }

  /** The time that is left limits it, so that nothing is posted after the last moment. */
  async function attempt({ url, form, token }: Webhook, left: number): Promise<PostOutcome> {
    const limit = retriesOf(url) === 'untilAccepted' ? settings().webhookTimeout : left
    if (limit <= 0) return 'unanswered'
    return await post({ url, form, token, timeoutMs: limit }, stopping.signal)
  }

  /** An SMSC brings what it has until it is taken. */
  function retriesOf(url: string): Settings['webhookRetries'] {
    return isBySession(url) ? 'untilAccepted' : settings().webhookRetries
  }

  /** Undefined: it is over, one way or the other. */
  function waitBeforeNext(
    { url }: Webhook,
    outcome: PostOutcome,
    attempts: number,
    deadline: number,
  ) {
    const webhookRetries = retriesOf(url)
    if (outcome === 'accepted' || (outcome === 'refused' && isBySession(url))) return undefined
    if (webhookRetries === 'untilAccepted') return backoff(attempts - 1, { first: 250, most: 5000 })
    if (outcome === 'refused' || attempts > webhookRetries) return undefined
    const wait = backoff(attempts - 1, { first: 500 })
    return now() + wait < deadline ? wait : undefined
  }

  async function finish(webhook: Webhook, outcome: PostOutcome): Promise<void> {
    const { id, message, lane, isText } = webhook
    await commit(() => {
      remove.run(id)
      if (isText) onHandover(message, outcome === 'unanswered' ? 'lost' : outcome)
    })
    deadlines.delete(id)
    lanes.release(lane)
    if (isText) onChange(message)
  }

  function start(webhook: Webhook): void {
    lanes.add(webhook.lane, webhook)
    pump()
  }

  for (const row of db.prepare<[], WebhookRow>('SELECT * FROM webhook ORDER BY id').all()) {
    const { is_text, form, ...rest } = row
    lanes.add(row.lane, { ...rest, form: JSON.parse(form), isText: is_text === 1 })
  }
  pump()

  return {
    keep(webhook) {
      const token = randomUUID()
      const form = JSON.stringify(webhook.form)
      const isText = webhook.isText ? 1 : 0
      const { id } = insert.get({ ...webhook, form, token, isText }) as { id: number }
      return { ...webhook, id, token }
    },
    start,
    async [Symbol.asyncDispose]() {
      stopping.abort()
      clearTimeout(timer)
      await Promise.all(running)
    },
  }
}

interface WebhookRow extends Omit<Webhook, 'form' | 'isText'> {
  readonly form: string
  readonly is_text: number
}
