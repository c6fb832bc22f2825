import type { SendingRate } from '../../src/core/carrier-capabilities.ts'
import type { MessageKey } from '../../src/core/message.ts'
import type { PhoneNumber } from '../../src/core/phone.ts'
import { createPacer } from '../../src/portal/out/pacer.ts'
import { fakeCarrier } from '../support/fake-carrier.ts'

export interface Text {
  readonly at: number
  readonly number: string
  readonly segments: number
}

export interface Gone extends Text {
  readonly index: number
  readonly went: number
  /** How often it was told to wait. */
  readonly waits: number
}

export const start = 1_700_000_000_000

/** A pacer with a clock to set, and how its texts ask. */
export function pacerAt(rate: SendingRate | undefined) {
  const clock = { now: start }
  const carrier = fakeCarrier('acme', [], rate === undefined ? {} : { rate })
  const carriers = new Map([[carrier.id, carrier]])
  const pacer = createPacer({ carriers, now: () => clock.now })
  const ask = (key: string, number: string, segments = 1, from = 'acme') =>
    pacer.delay({
      key: key as MessageKey,
      carrier: from,
      number: number as string as PhoneNumber,
      segments,
    })
  return { clock, pacer, ask }
}

/** Everybody asks when told to, `late` milliseconds later at most, until all have gone. */
export function run(rate: SendingRate, texts: readonly Text[], late = (_: number) => 0): Gone[] {
  const { clock, ask } = pacerAt(rate)
  const gone: Gone[] = []
  let queue = texts.map((text, index) => ({ ...text, index, due: start + text.at, waits: 0 }))
  while (queue.length > 0) {
    queue.sort((one, other) => one.due - other.due || one.index - other.index)
    const [next] = queue
    if (next === undefined) break
    clock.now = next.due
    const wait = ask(String(next.index), next.number, next.segments)
    if (wait === 0) {
      gone.push({ ...next, went: clock.now - start })
      queue = queue.slice(1)
    } else {
      next.waits += 1
      next.due = clock.now + wait + late(next.index)
    }
  }
  return gone
}
