import { createServer } from 'node:http'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Finding } from '../../src/app/checks/check.ts'
import { makeConnection } from '../../src/app/checks/connection.ts'
import { checkOneCarrier, type OneCarrierDeps } from '../../src/app/checks/one-carrier.ts'
import type { Carrier, ConnectionHands, IncomingText } from '../../src/core/carrier.ts'
import { CarrierError } from '../../src/core/errors.ts'
import type { PhoneNumber } from '../../src/core/phone.ts'
import { close, listen } from '../../src/lib/listen.ts'
import { openStore, type Store } from '../../src/store/sqlite/store.ts'
import { type FakeCarrier, fakeCarrier } from '../support/fake-carrier.ts'
import { keptLog } from '../support/kept-log.ts'
import { load } from './load-config.ts'

const to = '+12025550181' as string as PhoneNumber
const own = '+14155550101' as string as PhoneNumber
const abroad = '+491711234567' as string as PhoneNumber
const forSale = [abroad, own].map((number) => ({ number, abilities: ['sms'] as const }))

let store: Store
let carrier: FakeCarrier
beforeEach(async () => {
  store = openStore(':memory:')
  carrier = fakeCarrier('acme', forSale)
  for (const { number } of forSale) await carrier.numbers?.buy(number)
})
afterEach(() => store[Symbol.dispose]())

async function check(
  checked: Carrier,
  given: Partial<OneCarrierDeps> & { readonly web?: string } = {},
): Promise<Finding[]> {
  const { web, ...more } = given
  const running = web === undefined ? undefined : { web, homeserver: web }
  const subject = { config: await load(''), running }
  const deps = { subject, store: web === undefined ? store : undefined, log: keptLog(), ...more }
  return await Array.fromAsync(checkOneCarrier(deps, checked))
}

/** What was found, a line each. */
async function said(...given: Parameters<typeof check>): Promise<string> {
  return (await check(...given)).map(({ kind, what }) => `${kind}: ${what}`).join('\n')
}

describe('a check', () => {
  it('says what the carrier knows of us and what it can do, and sends nothing', async () => {
    const found = await said(carrier)
    expect(found).toContain('fine: Carrier "acme": balance 12.34 USD, 2 numbers')
    expect(found).toContain('fine: Its numbers: +49 171 1234567, +1 415 555 0101')
    expect(found).toContain('fine: What it can do: no pictures; delivery is told;')
    expect(found).toContain('wrong: Carriers can not reach Homeline: web.publicUrl is not set')
    expect(carrier.sent).toEqual([])
  })

  it('needs no public address for a carrier that sends no webhooks', async () => {
    const { receive: _, ...silent } = carrier
    expect(await said(silent)).not.toContain('publicUrl')
  })

  it('says what keeps the carrier from working, and what it refuses', async () => {
    const stuck = { ...carrier, problem: async () => 'The phone has no signal.' }
    expect(await said(stuck)).toContain('warning: Carrier "acme": The phone has no signal.')
    const balance = async () => {
      throw new CarrierError('unauthorized', 'The credentials are wrong.')
    }
    expect(await said({ ...carrier, balance })).toContain(
      'wrong: Carrier "acme": The credentials are wrong.',
    )
  })
})

describe('a test text', () => {
  const state = (wanted: 'delivered' | 'failed'): NonNullable<Carrier['state']> => {
    const reason = wanted === 'failed' ? { reason: 'The phone is off.', code: '30003' } : {}
    return async (id) => ({ kind: 'receipt', id, state: wanted, ...reason })
  }

  it('goes out once, from a number of the same country, and is followed', async () => {
    const found = await said({ ...carrier, state: state('delivered') }, { to })
    expect(found).toContain('fine: Test text from +1 415 555 0101 to +1 202 555 0181: delivered')
    expect(carrier.sent).toMatchObject([{ from: own, to }])
    expect(carrier.sent[0]?.key).toMatch(/^[\w-]{22}$/)
  })

  it('that fails says why', async () => {
    expect(await said({ ...carrier, state: state('failed') }, { to })).toMatch(
      /^wrong: Test text .*0181: The phone is off\. \(30003\)$/m,
    )
  })

  it('is all that can be said where the carrier tells nothing', async () => {
    const mute = {
      ...carrier,
      capabilities: { ...carrier.capabilities, receipts: 'none' },
    } as const
    expect(await said(mute, { to })).toContain('accepted; this carrier does not tell what becomes')
  })

  it.each([
    [false, 'Nothing was sent.'],
    [true, 'It may have been sent all the same.'],
  ])('that is refused says whether it went out (%s)', async (maybeSent, remedy) => {
    const send = async () => {
      throw new CarrierError('unreachable', 'The carrier gives no answer.', { maybeSent })
    }
    const what = 'Test text: The carrier gives no answer.'
    expect(await check({ ...carrier, send }, { to })).toContainEqual({
      kind: 'wrong',
      what,
      remedy,
    })
  })

  it('needs a number to go out from', async () => {
    expect(await said(fakeCarrier('empty', []), { to })).toContain(
      'wrong: Test text: there is no number to send it from',
    )
  })
})

describe('a connection', () => {
  const text: IncomingText = {
    kind: 'text',
    id: 'in-1',
    from: to,
    to: own,
    text: 'Hi',
    media: [],
  }

  it('is made for the check; what arrives meanwhile is kept, and tells what became of the text', async () => {
    const open: ConnectionHands[] = []
    const connected: Carrier = {
      ...carrier,
      connect(hands) {
        open.push(hands)
        hands.tell('It is being made.')
        hands.tell(undefined)
        return { [Symbol.asyncDispose]: async () => void open.pop() }
      },
      async send({ key }) {
        const receipt = { kind: 'receipt', id: 'out-1', key, state: 'delivered' } as const
        await open[0]?.take([text, receipt])
        return { id: 'out-1', state: 'sent' }
      },
    }
    const found = await said(connected, { to })
    expect(found).toContain('fine: Connection to "acme": works')
    expect(found).toMatch(/^fine: Test text .*: delivered$/m)
    expect(open).toEqual([])
    expect(await store.inbox.take(5)).toMatchObject([{ payload: { event: { id: 'in-1' } } }])
  })

  it('that can not be made says what the carrier said last', async () => {
    const connect = (hands: ConnectionHands) => {
      hands.tell('The password is wrong.')
      return { [Symbol.asyncDispose]: async () => undefined }
    }
    const deps = { store, log: keptLog(), onReceipt: () => undefined, patience: 20 }
    await using made = await makeConnection(deps, { ...carrier, connect })
    expect(made.finding).toMatchObject({
      kind: 'wrong',
      what: 'Connection to "acme": The password is wrong.',
    })
  })

  it('of a Homeline that runs is left alone, and that one is asked', async () => {
    let problems = ['The carrier "acme": The password is wrong.', 'The carrier "acmes": Gone.']
    const server = createServer((_, res) => void res.end(JSON.stringify({ problems })))
    const web = `http://127.0.0.1:${await listen(server, '127.0.0.1', 0)}`
    const connect = () => {
      throw new Error('connected twice')
    }
    const wrong = await said({ ...carrier, connect }, { web, to })
    expect(wrong).toContain('wrong: The carrier "acme": The password is wrong.')
    expect(wrong).toContain('skipped: Test text: the Homeline that runs has the connection')
    expect(carrier.sent).toEqual([])
    problems = ['The carrier "acmes": Gone.']
    expect(await said({ ...carrier, connect }, { web })).toContain(
      'fine: Connection to "acme": kept by the Homeline that runs',
    )
    await close(server, 0)
  })
})
