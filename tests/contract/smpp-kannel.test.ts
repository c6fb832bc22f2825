import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { until } from '../support/wait.ts'
import { hasKannel, type Kannel, startKannel } from './smpp/kannel.ts'
import { account, number, type SimulatedSmsc, startSimulatedSmsc } from './smpp/simulated.ts'

const ada = '+12025550123'
const long = 'One (two) three € '.repeat(25).trim()

describe.skipIf(!hasKannel())('Kannel (Debian package kannel) at the simulated SMSC', () => {
  let smsc: SimulatedSmsc
  let kannel: Kannel

  beforeAll(async () => {
    smsc = await startSimulatedSmsc()
    const { port } = smsc
    kannel = await startKannel({ port, ...account, from: number, to: ada })
  })

  afterAll(async () => {
    await kannel[Symbol.asyncDispose]()
    await smsc[Symbol.asyncDispose]()
  })

  it.each([
    ['Hi Ada [€]', 'gsm'],
    ['👋🏽 Grüße', 'ucs-2'],
    [long, 'gsm'],
    ['שלום '.repeat(30).trim(), 'ucs-2'],
  ] as const)('sends "%s" in %s and hears that it was delivered', async (text, coding) => {
    const before = delivered().length
    expect(await kannel.send(text, coding)).toMatch(/Accepted for delivery/)
    expect(await smsc.phones.received(ada, text, 'delivered')).toMatchObject({ from: number })
    await until('the delivery', () => delivered().length > before)
    // 8 is what the SMSC took, 1 what arrived.
    expect(kannel.called.some(({ fields }) => fields['type'] === '8')).toBe(true)
  })

  it.each(['Hello [back] €', '👋🏽 שלום', long])('gets "%s" from a phone', async (text) => {
    await smsc.phones.text(ada, number, text)
    await until('the text', () => texts().includes(text))
    const call = kannel.called.find(({ fields }) => fields['text'] === text)
    expect(call?.fields).toMatchObject({ from: ada, to: number })
  })

  function delivered() {
    return kannel.called.filter(({ path, fields }) => path === '/dlr' && fields['type'] === '1')
  }

  function texts() {
    return kannel.called.map(({ fields }) => fields['text'])
  }
})
