import { describe, expect, it } from 'vitest'
import { smpp } from '../../bridges/sms/smpp/smpp.ts'
import type { CarrierEvent } from '../../src/core/carrier.ts'
import { keptLog } from '../support/kept-log.ts'
import { until } from '../support/wait.ts'
import { text as outgoing } from './carrier-suite.ts'
import { hasNetSmpp, startPerl } from './smpp/perl.ts'
import { account, number, startSimulatedSmsc } from './smpp/simulated.ts'
import { memorySettings } from './smpp/world.ts'

const ada = '+12025550123'
const words = [
  'Hi @ [Ada] €5',
  '👋🏽 Grüße',
  'One (two) three € '.repeat(30),
  '😀 and more '.repeat(20),
]

describe.skipIf(!hasNetSmpp())('Net::SMPP (Debian package libnet-smpp-perl) as SMSC', () => {
  it.each(['udh', 'payload'] as const)(
    'reads what the carrier writes, and the other way round; long texts by %s',
    async (longTexts) => {
      await using smsc = startPerl('smsc.pl')
      const { port } = await until('the port', () => smsc.told[0])
      const taken: CarrierEvent[] = []
      const place = { host: '127.0.0.1', port: Number(port), systemId: 'homeline' }
      const options = { id: 'main', settings: memorySettings().open(), longTexts, ...place }
      const carrier = smpp({ ...options, password: 'secret08', numbers: [number], maxSegments: 20 })
      const log = keptLog()
      await using _connected = carrier.connect?.({
        take: async (events) => void taken.push(...events),
        tell: () => {},
        log,
      })
      expect(await smsc.many('bind', 1)).toMatchObject([
        { system_id: 'homeline', password: 'secret08', interface_version: 0x34 },
      ])
      await until('the session', () => log.lines.some((line) => line.includes('bound')))
      const ids: string[] = []
      for (const text of words) {
        ids.push((await carrier.send({ ...outgoing, from: number, to: ada, text })).id)
      }
      await until('the receipts', () => receipts().length >= words.length)
      expect(receipts()).toEqual(ids)
      await until('the texts', () => texts().length >= words.length)
      expect(texts(), 'brought back as they were sent').toEqual(words)
      for (const submit of await smsc.many('submit', words.length)) {
        expect(submit).toMatchObject({
          source_addr_ton: 1,
          source_addr_npi: 1,
          source_addr: number.slice(1),
          destination_addr: ada.slice(1),
          registered_delivery: 1,
        })
      }
      const answers = await smsc.many('delivered', 2 * words.length)
      expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([0]))
      expect(smsc.told.filter(({ cmd }) => cmd === 'unknown')).toEqual([])

      function texts(): string[] {
        return taken.flatMap((event) => (event.kind === 'text' ? [event.text] : []))
      }
      function receipts(): string[] {
        return taken.flatMap((event) =>
          event.kind === 'receipt' && event.state === 'delivered' ? [event.id] : [],
        )
      }
    },
  )
})

describe.skipIf(!hasNetSmpp())('Net::SMPP (Debian package libnet-smpp-perl) as ESME', () => {
  it('texts through the simulated SMSC, and repeats and receipts reach it', async () => {
    await using smsc = await startSimulatedSmsc()
    const bind = [String(smsc.port), account.systemId, account.password] as const
    await using esme = startPerl('esme.pl', ...bind)
    expect(await esme.many('bound', 1)).toMatchObject([{ status: 0, system_id: 'simulator' }])
    const address = { source_addr: number.slice(1), destination_addr: ada.slice(1) }
    esme.say({ ...address, data_coding: 0, short_message: 'Hi Ada' })
    const [submitted] = await esme.many('submitted', 1)
    expect(submitted).toMatchObject({ status: 0, id: expect.stringMatching(/^[\da-f]+$/) })
    await smsc.phones.received(ada, 'Hi Ada', 'delivered')
    const [receipt] = await esme.many('deliver', 1)
    expect(receipt).toMatchObject({
      esm_class: 4,
      source_addr: ada.slice(1),
      destination_addr: number.slice(1),
      message_state: '\u0002',
      short_message: expect.stringContaining(`id:${submitted?.['id']} `),
    })
    await smsc.phones.text(ada, number, 'Hello [back]')
    const delivered = await esme.many('deliver', 3)
    for (const one of delivered.slice(1)) {
      expect(one).toMatchObject({
        esm_class: 0,
        source_addr: ada.slice(1),
        source_addr_ton: 1,
        destination_addr: number.slice(1),
        short_message: 'Hello \u001b<back\u001b>',
      })
    }
    esme.end()
    await esme.many('unbound', 1)
  })

  it('is told when its password is wrong', async () => {
    await using smsc = await startSimulatedSmsc()
    await using esme = startPerl('esme.pl', String(smsc.port), account.systemId, 'wrong')
    expect(await esme.many('bound', 1)).toMatchObject([{ status: 0x0e }])
  })
})
