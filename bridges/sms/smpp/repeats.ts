import { z } from 'zod'
import { onceDone } from '../../../src/lib/once-done.ts'
import { randomToken } from '../../../src/lib/secrets.ts'
import type { Kept } from './kept.ts'

/**
 * Tells a delivery that the SMSC repeats from a text that says the same. A repeat brings nothing by which it
 * could be known but its content, so what counts is whether the SMSC can have missed our answer: it can when
 * the session ended before the SMSC was seen to read it, and when the answer took so long that nobody
 * waited for it any more. On a running session equal texts are two texts.
 *
 * What can't be known: the answer was read, the session ended within that one round trip, and the same
 * person sends the same words again within {@link patience} of the next bind. That text is taken for the
 * repeat that is far more likely.
 */
export interface Repeats {
  /** Deliveries from before the start that the SMSC may repeat, with the parts that they brought. */
  load(): Promise<readonly Delivery[]>
  /** The delivery that this one repeats; undefined when it is a new one. */
  repeated(content: string, arrival: Arrival): Delivery | undefined
  /** @param part what it brings of a longer text; it is kept until {@link Repeats.release} */
  add(content: string, arrival: Arrival, part?: KeptPart): Delivery
  /** Keeps that the part is not waited for any more. */
  giveUp(delivery: Delivery): Promise<void>
  answered(delivery: Delivery): void
  /** The SMSC was told to bring it again. */
  refused(delivery: Delivery): void
  /** The SMSC read our answer. */
  read(delivery: Delivery): void
  /** Its part is not needed any more. */
  release(delivery: Delivery): void
  /** Forgets what nobody will repeat any more. */
  sweep(session: SessionTime | undefined): void
}

export interface SessionTime {
  /** Counts up; 0 is whatever was before the start. */
  readonly number: number
  /** On the clock of `now`. */
  readonly boundAt: number
}

export interface Arrival {
  readonly session: SessionTime
  readonly sequence: number
}

export interface Delivery {
  readonly id: string
  readonly content: string
  readonly part?: KeptPart
  /** Resolves once it is on disk; tries again when that failed. */
  readonly keep: () => Promise<void>
}

export type KeptPart = z.infer<typeof keptPart>
export type KeptDelivery = z.infer<typeof keptDelivery>

/** So long after a bind an SMSC brings what it had not brought to an end before, milliseconds. */
const patience = 120_000
/** After so long an SMSC may have given up waiting for an answer, milliseconds. */
const slow = 5000

interface State {
  readonly delivery: Delivery
  session: number
  sequence: number
  arrivedAt: number
  answeredAt?: number
  isNeeded: boolean
  isRead: boolean
}

export function createRepeats(
  kept: Kept<KeptDelivery>,
  { now = () => performance.now(), newId = () => randomToken(12) } = {},
): Repeats {
  const states = new Map<string, State>()
  const byContent = new Map<string, Set<State>>()

  function remember(delivery: Delivery, session: number, sequence: number): void {
    const isNeeded = delivery.part !== undefined
    const state = { delivery, session, sequence, arrivedAt: now(), isNeeded, isRead: false }
    const alike = byContent.get(delivery.content) ?? new Set()
    states.set(delivery.id, state)
    byContent.set(delivery.content, alike.add(state))
  }

  function forget({ delivery: { id, content } }: State): void {
    const alike = byContent.get(content)
    const state = states.get(id)
    if (state === undefined || alike === undefined) return
    states.delete(id)
    alike.delete(state)
    if (alike.size === 0) byContent.delete(content)
    kept.drop(id)
  }

  function wasSlow({ arrivedAt, answeredAt = now() }: State): boolean {
    return answeredAt - arrivedAt > slow
  }

  function mayBeRepeated(state: State, { session, sequence }: Arrival): boolean {
    if (state.isRead) return false
    if (state.session !== session.number) return now() - session.boundAt < patience
    return state.sequence === sequence || wasSlow(state)
  }

  function change(delivery: Delivery, what: Partial<State>): void {
    const state = states.get(delivery.id)
    if (state === undefined) return
    Object.assign(state, what)
    if (state.isRead && !state.isNeeded) forget(state)
  }

  return {
    async load() {
      const found = await kept.all()
      return found.map(([id, { content, part }]) => {
        const rest = part === undefined ? {} : { part }
        const delivery = { id, content, keep: async () => {}, ...rest }
        remember(delivery, 0, 0)
        return delivery
      })
    },

    repeated(content, arrival) {
      for (const state of byContent.get(content) ?? []) {
        if (!mayBeRepeated(state, arrival)) continue
        state.session = arrival.session.number
        state.sequence = arrival.sequence
        state.arrivedAt = now()
        delete state.answeredAt
        return state.delivery
      }
      return undefined
    },

    add(content, { session, sequence }, part) {
      const id = newId()
      const rest = part === undefined ? {} : { part }
      const keep = onceDone(() => kept.put(id, { content, ...rest }))
      const delivery = { id, content, keep, ...rest }
      remember(delivery, session.number, sequence)
      return delivery
    },

    async giveUp({ id, content, part }) {
      if (part !== undefined) await kept.put(id, { content, part: { ...part, isGivenUp: true } })
    },

    answered: (delivery) => change(delivery, { answeredAt: now() }),

    refused(delivery) {
      const state = states.get(delivery.id)
      if (state?.isNeeded === false) forget(state)
    },

    read(delivery) {
      const state = states.get(delivery.id)
      if (state !== undefined && !wasSlow(state)) change(delivery, { isRead: true })
    },

    release: (delivery) => change(delivery, { isNeeded: false }),

    sweep(session) {
      if (session === undefined) return
      for (const state of states.values()) {
        const since = state.session === session.number ? state.answeredAt : session.boundAt
        if (now() - (since ?? now()) >= patience) change(state.delivery, { isRead: true })
      }
    },
  }
}

const keptPart = z.object({
  /** Of the parts that belong together. */
  group: z.string(),
  /** The same for the parts of one text, and perhaps for those of another one. */
  key: z.string(),
  from: z.string(),
  to: z.string(),
  number: z.number(),
  total: z.number(),
  dataCoding: z.number(),
  base64: z.string(),
  /** It was delivered without those that are missing. */
  isGivenUp: z.literal(true).optional(),
})

export const keptDelivery = z.object({ content: z.string(), part: keptPart.optional() })
