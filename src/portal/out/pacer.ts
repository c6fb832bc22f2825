import type { Carrier } from '../../core/carrier.ts'
import type { MessageKey } from '../../core/message.ts'
import type { PhoneNumber } from '../../core/phone.ts'
import { monotonic } from '../../lib/monotonic.ts'
import { createTokenBucket, type TokenBucket } from '../../lib/token-bucket.ts'

/** Keeps texts back that would come faster than their carrier takes them. Nothing waits in here: lanes do. */
export interface Pacer {
  /**
   * Milliseconds until the text may go; 0: it goes now, and counts. The text keeps its place while it asks
   * again, with the same key, when that time is over; it may be told to wait once more when others of the
   * account came in between. Who does not come for a while loses the place, and gets another.
   */
  delay(text: PacedText): number
  /** The text will not go: nobody waits for it any more. */
  leave(text: Pick<PacedText, 'key' | 'carrier'>): void
  /**
   * The carrier asked for a pause.
   * @param number undefined: all of the account's numbers pause
   * @param until milliseconds since 1970
   */
  hold(carrier: string, number: PhoneNumber | undefined, until: number): void
}

export interface PacedText {
  /** The entry's. */
  readonly key: MessageKey
  readonly carrier: string
  /** That it goes out from. */
  readonly number: PhoneNumber
  readonly segments: number
}

export interface PacerDeps {
  readonly carriers: ReadonlyMap<string, Pick<Carrier, 'capabilities'>>
  readonly now?: () => number
}

/**
 * Counts segments, for each number and for each account at a carrier. Numbers that share an account take
 * turns by segments, however many texts one of them has waiting (start-time fair queueing, Goyal, Vin and
 * Cheng 1996), and only those whose own limit lets them go take part. It remembers nothing over a restart.
 */
export function createPacer({ carriers, now = Date.now }: PacerDeps): Pacer {
  const accounts = new Map<string, Account>()
  const clock = monotonic(now)

  function accountOf(carrier: string): Account {
    const known = accounts.get(carrier)
    if (known !== undefined) return known
    const { perAccount, perNumber } = carriers.get(carrier)?.capabilities.rate ?? {}
    const account = createAccount(perAccount, perNumber, clock())
    accounts.set(carrier, account)
    return account
  }

  return {
    delay({ key, carrier, number, segments }) {
      const time = clock()
      const wanted = Math.max(1, segments)
      return Math.ceil(accountOf(carrier).goesAt(key, number, wanted, time) - time)
    },
    leave: ({ key, carrier }) => accounts.get(carrier)?.leave(key),
    hold(carrier, number, until) {
      const time = clock()
      accountOf(carrier).hold(number, time + until - now(), time)
    },
  }
}

/** How long after its time a text may come and still have its place, milliseconds. */
const patience = 10_000

interface Account {
  /** `time` when the text goes now, later otherwise. */
  goesAt(key: MessageKey, number: PhoneNumber, segments: number, time: number): number
  leave(key: MessageKey): void
  hold(number: PhoneNumber | undefined, until: number, time: number): void
}

/** A limit with a pause. */
interface Gate {
  readonly bucket: TokenBucket
  heldUntil: number
  /** What its number has taken, in the account's virtual time. */
  finish: number
}

interface Waiting {
  readonly number: PhoneNumber
  readonly segments: number
  /** The account's virtual time at which it is its turn. */
  readonly turn: number
  due: number
}

function createAccount(
  perAccount: number | undefined,
  perNumber: number | undefined,
  start: number,
): Account {
  const whole = gate(perAccount, start)
  const numbers = new Map<PhoneNumber, Gate>()
  /** In the order in which they came. */
  const waiting = new Map<MessageKey, Waiting>()
  /** The turn of the last text that went. */
  let virtual = 0

  function gateOf(number: PhoneNumber, time: number): Gate {
    const known = numbers.get(number) ?? gate(perNumber, time)
    numbers.set(number, known)
    return known
  }

  function forgetAbsent(time: number): void {
    for (const [key, { due }] of waiting) if (due + patience < time) waiting.delete(key)
  }

  function enter(key: MessageKey, number: PhoneNumber, segments: number, time: number): Waiting {
    let turn = Math.max(virtual, gateOf(number, time).finish)
    for (const each of waiting.values()) {
      if (each.number === number) turn = Math.max(turn, each.turn + each.segments)
    }
    const entered = { number, segments, turn, due: time }
    waiting.set(key, entered)
    return entered
  }

  /** When each may go as far as its number is concerned, in the order in which they came. */
  function* readyTimes(time: number): Generator<readonly [Waiting, number]> {
    const before = new Map<PhoneNumber, number>()
    for (const each of waiting.values()) {
      const { bucket, heldUntil } = gateOf(each.number, time)
      const ahead = before.get(each.number) ?? 0
      before.set(each.number, ahead + each.segments)
      yield [each, bucket.readyAt(each.segments, ahead, Math.max(time, heldUntil))]
    }
  }

  /** When it may go: after those whose turn it is before, as far as their numbers let them go by then. */
  function dueOf(text: Waiting, time: number): number {
    const times = [...readyTimes(time)]
    const place = times.findIndex(([each]) => each === text)
    const ready = times[place]?.[1] ?? time
    const earlier = times
      .filter(([{ turn }], index) => turn < text.turn || (turn === text.turn && index < place))
      .sort(([, one], [, other]) => one - other)
    const from = Math.max(time, whole.heldUntil)
    const after = (ahead: number) =>
      Math.max(ready, whole.bucket.readyAt(text.segments, ahead, from))
    let ahead = 0
    for (const [{ segments }, readyAt] of earlier) {
      if (readyAt > after(ahead)) break
      ahead += segments
    }
    return after(ahead)
  }

  return {
    goesAt(key, number, segments, time) {
      forgetAbsent(time)
      const text = waiting.get(key) ?? enter(key, number, segments, time)
      text.due = dueOf(text, time)
      if (text.due > time) return text.due
      const own = gateOf(number, time)
      waiting.delete(key)
      for (const { bucket } of [own, whole]) bucket.take(text.segments, time)
      virtual = Math.max(virtual, text.turn)
      own.finish = text.turn + text.segments
      return time
    },
    leave: (key) => void waiting.delete(key),
    hold(number, until, time) {
      const held = number === undefined ? whole : gateOf(number, time)
      held.heldUntil = Math.max(held.heldUntil, until)
    },
  }
}

/** Holds one segment and what a fifth of a second lets through: who comes a little late slows nobody. */
function gate(rate = Number.POSITIVE_INFINITY, start: number): Gate {
  const bucket = createTokenBucket(rate, 1 + rate / 5, start)
  return { bucket, heldUntil: 0, finish: 0 }
}
