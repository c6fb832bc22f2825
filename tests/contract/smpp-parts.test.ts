import { fc } from '@fast-check/vitest'
import { describe, expect, it } from 'vitest'
import { cutText } from '../../src/lib/smpp/cut.ts'
import { statuses } from '../../src/lib/smpp/statuses.ts'
import { until } from '../support/wait.ts'
import { text as outgoing } from './carrier-suite.ts'
import { partsOf } from './smpp/parts.ts'
import { createSmppWorld, memorySettings } from './smpp/world.ts'

const long = `${'One [two] three € '.repeat(20)}the end`
const wide = `${'Ünï©öde 👋🏽 '.repeat(20)}the end`

describe('a text in parts', () => {
  it.each(['header of 8 bits', 'header of 16 bits', 'parameters'] as const)(
    'arrives whole, by a %s',
    async (way) => {
      await using world = await createSmppWorld()
      const session = await world.session()
      for (const text of [long, wide]) {
        const parts = partsOf(text, way)
        expect(parts.length).toBeGreaterThan(2)
        for (const part of parts) expect(await session.deliver(part)).toBe(0)
      }
      expect(world.texts()).toEqual([long, wide])
      expect(world.taken.every((event) => !('isIncomplete' in event))).toBe(true)
    },
  )

  it('arrives once, in whatever order and however often its parts come', async () => {
    const parts = partsOf(wide)
    const places = fc
      .tuple(
        fc.shuffledSubarray([...parts.keys()], { minLength: parts.length }),
        fc.array(fc.nat(parts.length - 1), { maxLength: 6 }),
        fc.nat(),
      )
      .map(([all, again, at]) => {
        // What comes again comes while the text is not whole.
        const place = at % all.length
        return [
          ...all.slice(0, place),
          ...again.filter((one) => all.indexOf(one) < place),
          ...all.slice(place),
        ]
      })
    await fc.assert(
      fc.asyncProperty(places, async (order) => {
        await using world = await createSmppWorld()
        const session = await world.session()
        for (const place of order) expect(await session.deliver(parts[place] ?? {})).toBe(0)
        expect(world.texts()).toEqual([wide])
      }),
      { numRuns: 25 },
    )
  })

  it('loses nothing and doubles nothing in a crash between any two of its parts', async () => {
    const parts = partsOf(long)
    await using world = await createSmppWorld({ incompleteSeconds: 30 })
    for (const [index, part] of parts.entries()) {
      world.smsc.isAwake = false
      await (await world.session()).deliver(part)
      await world.crash()
      world.smsc.isAwake = true
      // Our answer may have been lost with the process.
      if (index % 2 === 0) expect(await (await world.session()).deliver(part)).toBe(0)
    }
    expect(world.texts()).toEqual([long])
  })

  it('is acknowledged part by part, each only when it is on disk', async () => {
    const settings = memorySettings()
    await using world = await createSmppWorld({}, { settings })
    const [first = {}] = partsOf(long)
    const session = await world.session()
    settings.isFull = true
    expect(await session.deliver(first)).toBe(statuses.ESME_RX_T_APPN)
    settings.isFull = false
    expect(await session.deliver(first)).toBe(0)
    await world.crash()
    const rest = partsOf(long).slice(1)
    for (const part of rest) await (await world.session()).deliver(part)
    expect(world.texts()).toEqual([long])
  })

  it('is brought again to its end when it could not be taken in', async () => {
    await using world = await createSmppWorld()
    const session = await world.session()
    const parts = partsOf(long)
    world.onTake = async () => await Promise.reject(new Error('The disk is full'))
    const answers = []
    for (const part of parts) answers.push(await session.deliver(part))
    expect(answers).toEqual([...parts.slice(1).map(() => 0), statuses.ESME_RX_T_APPN])
    world.onTake = async () => {}
    expect(await session.deliver(parts.at(-1) ?? {})).toBe(0)
    expect(world.texts()).toEqual([long])
  })

  it('is not mixed up with another one of the same reference', async () => {
    await using world = await createSmppWorld()
    const session = await world.session()
    const [one, other] = [partsOf(long), partsOf(long.toUpperCase())]
    const source = { ton: 1, npi: 1, address: '447911123456' }
    const inTurns = one.flatMap((part, index) => [part, { ...other[index], source }])
    for (const part of inTurns) await session.deliver(part)
    for (const part of partsOf(wide)) await session.deliver(part)
    expect(world.texts()).toEqual([long, long.toUpperCase(), wide])
  })

  it('that is sent again on a running session is two texts', async () => {
    await using world = await createSmppWorld()
    const session = await world.session()
    for (const part of [...partsOf(long), ...partsOf(long)]) await session.deliver(part)
    expect(world.texts()).toEqual([long, long])
  })
})

describe('a text whose parts do not all come', () => {
  it('arrives as far as it came, and says so', async () => {
    await using world = await createSmppWorld({ incompleteSeconds: 0.1 })
    const session = await world.session()
    const [first = {}, , third = {}] = partsOf(long)
    await session.deliver(third)
    await session.deliver(first)
    await until('the text', () => world.taken.length > 0)
    const { dataCoding, parts } = cutText(long)
    const [one = '', two = ''] = [parts[0], parts[2]].map((part) => textOf(part, dataCoding))
    expect(world.taken).toMatchObject([{ text: `${one}…${two}`, isIncomplete: true }])
  })

  it('arrives after a restart, and the rest of it when that comes after all', async () => {
    await using world = await createSmppWorld({ incompleteSeconds: 0.15 })
    const [first = {}, ...rest] = partsOf(long)
    await (await world.session()).deliver(first)
    await world.crash()
    await until('the text', () => world.taken.length === 1)
    for (const part of rest) await (await world.session()).deliver(part)
    await until('the rest', () => world.taken.length === 2)
    expect(world.taken).toMatchObject([{ isIncomplete: true }, { isIncomplete: true }])
    expect(world.texts().join('').replaceAll('…', '')).toBe(long)
  })

  it('is nothing when a network brought a part of a whole one again', async () => {
    const settings = memorySettings()
    await using world = await createSmppWorld({ incompleteSeconds: 0.1 }, { settings })
    const session = await world.session()
    const parts = partsOf(long)
    for (const part of [...parts, ...parts.slice(1)]) await session.deliver(part)
    await world.carrier.send(outgoing)
    await until('nothing to remember', () => settings.size === 0)
    expect(world.texts()).toEqual([long])
  })
})

function textOf(octets: Uint8Array | undefined, dataCoding: number): string {
  expect(dataCoding).toBe(0)
  return Buffer.from(octets ?? [])
    .toString('latin1')
    .replaceAll('\x1b<', '[')
    .replaceAll('\x1b>', ']')
    .replaceAll('\x1be', '€')
}
