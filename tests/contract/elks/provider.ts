import { randomUUID } from 'node:crypto'
import type { ServerResponse } from 'node:http'
import { basicAuth } from '../../../src/core/carrier-http.ts'
import { type Asked, json, startProvider, type ToldProvider } from '../told-provider.ts'
import { password, username } from './adapter.ts'

export interface Sms {
  readonly id: string
  readonly direction: string
  readonly from: string
  readonly to: string
  readonly message: string
  readonly created: string
  status?: string
  readonly whendelivered?: string
}

interface OwnNumber {
  readonly id: string
  readonly number: string
  readonly active: string
  readonly sms_url?: string
}

/** The provider, as far as texts and numbers go: it remembers, and posts webhooks. */
export interface FakeElks extends ToldProvider {
  /** Oldest first. */
  readonly history: readonly Sms[]
  readonly numbers: ReadonlyMap<string, OwnNumber>
  own(number: string, change?: Partial<OwnNumber>): string
  /** One that is in the history, and nothing is posted about. */
  remember(sms: Partial<Sms>): Sms
  /** A phone texts a number of the account. @returns the status of the webhook's answer; 0 when there was none */
  text(from: string, to: string, message: string): Promise<number>
  /** A text gets into this state. */
  report(sms: Sms, status: string): Promise<number>
  /** The next text is taken, and its answer is lost. */
  loseAnswer(): void
}

export async function startElks(): Promise<FakeElks> {
  const history: Sms[] = []
  const numbers = new Map<string, OwnNumber>()
  let isLost = false

  function remember(sms: Partial<Sms>): Sms {
    const created = `${new Date().toISOString().slice(0, -1)}${String(history.length).padStart(3, '0')}`
    const usual = { id: `s${randomUUID()}`, direction: 'outgoing', from: '', to: '', message: '' }
    const one = { ...usual, created, ...sms }
    history.push(one)
    return one
  }

  function send(form: URLSearchParams): Answer {
    const { from = '', to = '', message = '', whendelivered = '' } = Object.fromEntries(form)
    const isOurs = [...numbers.values()].some(({ number }) => number === from)
    if (!isOurs) return [403, 'Invalid from number']
    return [200, remember({ from, to, message, whendelivered, status: 'created' })]
  }

  function change(id: string, form: URLSearchParams): Answer {
    const number = numbers.get(id)
    if (number === undefined) return notFound
    const { sms_url, ...rest } = { ...number, ...Object.fromEntries(form) }
    numbers.set(id, sms_url === 'none' || sms_url === undefined ? rest : { ...rest, sms_url })
    return [200, numbers.get(id)]
  }

  function show(kind: string, id: string | undefined, query: URLSearchParams): Answer {
    if (kind === 'me') return [200, { currency: 'SEK', balance: 9_670_500 }]
    const all = kind === 'sms' ? history.toReversed() : [...numbers.values()]
    if (id === undefined) return [200, pageOf(all, query)]
    const found = all.find((each) => each.id === id)
    return found === undefined ? notFound : [200, found]
  }

  function answerTo({ method, url, authorization, body }: Asked): Answer {
    const { pathname, searchParams } = new URL(url, 'http://provider')
    const [, , kind = '', id] = pathname.split('/')
    const form = new URLSearchParams(body)
    if (authorization !== basicAuth(username, password)) return [401, 'Authorization Required']
    if (method !== 'POST') return show(kind, id, searchParams)
    return id === undefined ? send(form) : change(id, form)
  }

  function answer(asked: Asked, response: ServerResponse): void {
    const [status, content] = answerTo(asked)
    if (!isLost || asked.method !== 'POST') return void json(response, status, content)
    isLost = false
    response.destroy()
  }

  return {
    ...(await startProvider(answer)),
    history,
    numbers,
    own(number, given = {}) {
      const id = `n${randomUUID()}`
      numbers.set(id, { id, number, active: 'yes', ...given })
      return id
    },
    remember,
    async text(from, to, message) {
      const { id, direction, created } = remember({ direction: 'incoming', from, to, message })
      const owned = [...numbers.values()].find(({ number }) => number === to)
      return await post(owned?.sms_url, { direction, id, from, to, created, message })
    },
    async report(sms, status) {
      sms.status = status
      const delivered = status === 'delivered' ? { delivered: sms.created } : {}
      return await post(sms.whendelivered, { id: sms.id, status, ...delivered })
    },
    loseAnswer() {
      isLost = true
    },
  }
}

type Answer = readonly [number, unknown]
const notFound: Answer = [404, 'Not found']

/** What was created before `start` and after `end`, in this order. 46elks.com/docs/sms-history */
function pageOf(all: readonly object[], query: URLSearchParams): object {
  const { start = '9', end = '', limit = '100' } = Object.fromEntries(query)
  const timeOf = (each: object) => ('created' in each ? String(each.created) : '1')
  const wanted = all.filter((each) => timeOf(each) < start && timeOf(each) > end)
  const data = wanted.slice(0, Math.min(Number(limit), 100))
  const last = data.at(-1)
  const isMore = wanted.length > data.length && last !== undefined
  return { data, ...(isMore ? { next: timeOf(last) } : {}) }
}

async function post(
  url: string | undefined,
  form: Readonly<Record<string, string>>,
): Promise<number> {
  if (url === undefined) return 0
  const answer = await fetch(url, { method: 'POST', body: new URLSearchParams(form) }).catch(
    () => undefined,
  )
  return answer?.status ?? 0
}
