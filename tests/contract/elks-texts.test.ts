import { describe, expect, it } from 'vitest'
import type { ListedMessage } from '../../src/core/carrier.ts'
import { text } from './carrier-suite.ts'
import { accepted, adapterAt, key, posted, received, webhook } from './elks/adapter.ts'
import { startElks } from './elks/provider.ts'
import { json, startProvider } from './told-provider.ts'

const carrier = adapterAt('http://127.0.0.1:9')
const lost = 'The phone network did not deliver it and does not say why.'

describe('a webhook', () => {
  it('reports the text of the documentation, with the provider’s time', () => {
    expect(carrier.receive(posted(received))).toEqual([
      {
        kind: 'text',
        id: received.id,
        from: '+46706861004',
        to: '+46706860000',
        text: 'Hello how are you?',
        media: [],
        at: Date.UTC(2018, 6, 13, 13, 57, 23, 741),
      },
    ])
  })

  it.each([
    ['ACME', 'name:ACME'],
    ['71120', 'short:71120'],
    ['', 'withheld'],
  ])('from %j is from %s', (from, contact) => {
    expect(carrier.receive(posted({ ...received, from }))).toMatchObject([{ from: contact }])
  })

  it('whose time can not be read is a text all the same, without it', () => {
    for (const created of ['', 'yesterday']) {
      const [event] = carrier.receive(posted({ ...received, created }))
      expect(event).toMatchObject({ kind: 'text', text: received.message })
      expect(event).not.toHaveProperty('at')
    }
  })

  it.each([
    ['sent', { state: 'sent' }],
    ['delivered', { state: 'delivered' }],
    ['failed', { state: 'failed', reason: lost }],
    ['created', { state: 'sent' }],
    ['never heard of', { state: 'sent' }],
  ])('on a text’s own address tells its state: %s', (status, state) => {
    const receipt = { kind: 'receipt', id: accepted.id, key, ...state }
    const form = { id: accepted.id, status, delivered: '2024-05-04T13:38:15.123000' }
    expect(carrier.receive(posted(form, { key }))).toEqual([receipt])
  })

  it('about a text of ours on the numbers’ address reports nothing', () => {
    expect(carrier.receive(posted({ ...received, direction: 'outgoing' }))).toEqual([])
  })

  it.each([
    ['nothing', {}, {}],
    ['no ID', { ...received, id: '' }, {}],
    ['no number of ours', { ...received, to: 'ACME' }, {}],
    ['no direction', { ...received, direction: '' }, {}],
    ['an endless ID', { id: 'x'.repeat(65), status: 'sent' }, { key }],
    ['a state without its text', { status: 'sent' }, { key }],
  ])('that holds %s is malformed', (_, form, to) => {
    expect(() => carrier.receive(posted(form, to))).toThrow(
      expect.objectContaining({ code: 'malformed' }),
    )
  })
})

describe('a text', () => {
  it('is sent with the address where its states are to be posted', async () => {
    await using provider = await startProvider((_, response) => json(response, 200, accepted))
    const sent = await adapterAt(provider.url).send(text)
    expect(sent).toEqual({ id: accepted.id, state: 'sent' })
    const [asked] = provider.asked
    expect(asked).toMatchObject({ method: 'POST', url: '/a1/sms' })
    expect(Object.fromEntries(new URLSearchParams(asked?.body))).toEqual({
      from: text.from,
      to: text.to,
      message: text.text,
      whendelivered: `${webhook}/${key}`,
    })
  })

  it('that failed at once says so', async () => {
    const answer = { ...accepted, status: 'failed' }
    await using provider = await startProvider((_, response) => json(response, 200, answer))
    const sent = await adapterAt(provider.url).send(text)
    expect(sent).toEqual({ id: accepted.id, state: 'failed', reason: lost })
  })

  it('has a state, until nobody knows it any more', async () => {
    await using provider = await startElks()
    const { id } = provider.remember({ status: 'delivered' })
    const at = adapterAt(provider.url)
    expect(await at.state(id)).toEqual({ kind: 'receipt', id, state: 'delivered' })
    await expect(at.state('../me')).rejects.toMatchObject({ code: 'not-found' })
  })
})

describe('the list', () => {
  const at = (minute: number, part = 0) =>
    new Date(Date.UTC(2024, 1, 3, 4, minute, 0, part)).toISOString().replace('Z', '000')

  async function listed(url: string, since: Date): Promise<readonly ListedMessage[]> {
    return await Array.fromAsync(adapterAt(url).list(since))
  }

  it('has texts of both directions in the order of creation', async () => {
    await using provider = await startElks()
    const [ada, own] = ['+46706861004', '+46766861004']
    provider.remember({ ...received, to: own, id: 's1', created: at(1) })
    const answer = { from: own, to: ada, message: 'Hi', status: 'delivered' }
    provider.remember({ ...answer, id: 's2', created: at(2) })
    expect(await listed(provider.url, new Date(0))).toEqual([
      {
        direction: 'in',
        message: {
          kind: 'text',
          ...{ id: 's1', from: ada, to: own, text: received.message, media: [] },
          at: Date.UTC(2024, 1, 3, 4, 1),
        },
      },
      {
        direction: 'out',
        ...{ from: own, to: ada, text: 'Hi' },
        receipt: { kind: 'receipt', id: 's2', state: 'delivered' },
        at: Date.UTC(2024, 1, 3, 4, 2),
      },
    ])
  })

  it('goes on over all pages, back to the time that is asked for', async () => {
    await using provider = await startElks()
    const own = { from: '+46766861004', to: '+46706861004' }
    for (let part = 0; part < 250; part += 1) {
      provider.remember({ ...own, message: String(part), created: at(3, part) })
    }
    const all = await listed(provider.url, new Date(Date.UTC(2024, 1, 3, 4, 3, 0, 10)))
    const texts = all.map((each) => (each.direction === 'out' ? each.text : ''))
    expect(texts).toEqual(Array.from({ length: 240 }, (_, index) => String(index + 10)))
    expect(provider.asked).toHaveLength(3)
  })

  it('leaves out what the provider or somebody else sent, and what can not be read', async () => {
    await using provider = await startElks()
    provider.remember({ direction: 'outgoing-reply', from: '+46766861004', to: '+46706861004' })
    provider.remember({ from: 'ACME', to: '+46706861004' })
    provider.remember({ ...received, id: '' })
    provider.remember({ ...received, to: 'ACME' })
    provider.remember(received)
    expect(await listed(provider.url, new Date(0))).toMatchObject([{ direction: 'in' }])
  })

  it('ends where a page leads to itself', async () => {
    const page = { data: [received], next: '2018-07-13T13:57:23.741000' }
    await using provider = await startProvider((_, response) => json(response, 200, page))
    expect(await listed(provider.url, new Date(0))).toHaveLength(2)
  })
})
