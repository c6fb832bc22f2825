import { afterEach, beforeEach, expect, it } from 'vitest'
import { pointNumbers } from '../../src/app/carriers.ts'
import { CarrierError } from '../../src/core/errors.ts'
import { botWorld, type World } from '../support/bot-world.ts'
import { fakeCarrier } from '../support/fake-carrier.ts'

let world: World
beforeEach(() => {
  world = botWorld()
})
afterEach(() => world[Symbol.dispose]())

/** A carrier where some numbers can't be pointed. */
function carrierWhere(refusals: ReadonlyMap<string, CarrierError>) {
  const pointed: string[] = []
  const { numbers } = fakeCarrier('acme', [])
  if (numbers === undefined) throw new Error('no market')
  async function configure(id: string): Promise<void> {
    const refusal = refusals.get(id)
    if (refusal !== undefined) throw refusal
    pointed.push(id)
  }
  return { pointed, carrier: { id: 'acme', numbers: { ...numbers, configure } } }
}

it('points all numbers once for an address', async () => {
  const { settings } = world.store
  const { carrier, pointed } = carrierWhere(new Map())
  for (const address of ['here', 'here', 'there']) {
    await pointNumbers(carrier, ['PN1', 'PN2'], settings, address)
  }
  expect(pointed).toEqual(['PN1', 'PN2', 'PN1', 'PN2'])
})

it('leaves a number alone that the carrier has not any more', async () => {
  const { settings } = world.store
  const gone = new CarrierError('not-found', 'The carrier does not know this.')
  const { carrier, pointed } = carrierWhere(new Map([['PN1', gone]]))
  await pointNumbers(carrier, ['PN1', 'PN2'], settings, 'here')
  await pointNumbers(carrier, ['PN1', 'PN2'], settings, 'here')
  expect(pointed).toEqual(['PN2'])
})

it('points the others when one fails, and tries again the next time', async () => {
  const { settings } = world.store
  const failure = new CarrierError('unavailable', 'The carrier gave no answer.')
  const refusals = new Map([['PN1', failure]])
  const { carrier, pointed } = carrierWhere(refusals)
  await expect(pointNumbers(carrier, ['PN1', 'PN2'], settings, 'here')).rejects.toBe(failure)
  refusals.clear()
  await pointNumbers(carrier, ['PN1', 'PN2'], settings, 'here')
  expect(pointed).toEqual(['PN2', 'PN1', 'PN2'])
})
