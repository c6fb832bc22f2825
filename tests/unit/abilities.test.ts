import { expect, it } from 'vitest'
import type { Carrier } from '../../src/core/carrier.ts'
import { abilitiesOf } from '../../src/lines/abilities.ts'
import { fakeCarrier } from '../support/fake-carrier.ts'

const mediaOut = { maxBytes: 600_000, maxCount: 1, types: ['image/jpeg'] }
const connect = () => ({ [Symbol.asyncDispose]: async () => undefined })
const state = async (id: string) => ({ kind: 'receipt', id, state: 'sent' }) as const
async function* nothing() {}

function able(capabilities: Partial<Carrier['capabilities']>, parts: Partial<Carrier> = {}) {
  return abilitiesOf({ ...fakeCarrier('acme', [], capabilities), ...parts }).join('; ')
}

it.each([
  [{}, 'no pictures'],
  [{ mediaIn: true }, 'pictures come in, none go out'],
  [{ mediaOut }, 'pictures go out, none come in'],
  [{ mediaIn: true, mediaOut }, 'pictures both ways'],
])('a carrier with %j: %s', (given, words) => expect(able(given)).toContain(words))

it.each([
  ['delivery is told', 'final', {}],
  ['delivery is told', 'perPart', {}],
  ['delivery is looked up', 'none', { state }],
  ['nobody tells whether a text arrives', 'none', {}],
] as const)('"%s" where the receipts are "%s"', (words, receipts, parts) => {
  expect(able({ receipts }, parts)).toContain(words)
})

it.each([
  ['lists', { list: nothing }, 'a text missed while Homeline was away is fetched'],
  ['remembers its reports', { missed: nothing }, 'away is fetched'],
  ['reports again', { reportAgain: async () => undefined, connect }, 'away is fetched'],
  ['keeps a connection', { connect }, 'away comes if the carrier has kept it'],
  ['does nothing of it', {}, 'a text missed while Homeline was away can not be fetched'],
] as const)('one that %s says what becomes of a missed text', (_what, parts, words) =>
  expect(able({}, parts)).toContain(words),
)

it('one that leaves STOP to Homeline says so', () => {
  expect(able({ optOut: 'carrier' })).toContain('the carrier heeds STOP')
  expect(able({ optOut: 'self' })).toContain('Homeline heeds STOP')
})
