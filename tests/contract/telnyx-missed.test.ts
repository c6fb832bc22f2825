import { describe, expect, it } from 'vitest'
import { adapterAt, from, key, message, startProvider, webhook } from './telnyx/adapter.ts'
import { startTelnyx } from './telnyx/provider.ts'
import { others, received, stated, stateId, textId } from './telnyx/webhooks.ts'
import { json } from './told-provider.ts'

const since = new Date(Date.now() - 60_000)
/** Nobody listens there. */
const nowhere = 'http://127.0.0.1:1/webhooks/main/secret'

function delivered(content: object, change: object = {}): object {
  const request = { url: webhook, headers: [] }
  return {
    id: 'delivery-1',
    status: 'failed',
    webhook: Object(content).data,
    started_at: '2024-01-15T20:16:07Z',
    attempts: [{ status: 'failed', http: { request } }],
    ...change,
  }
}

const startRemembering = async (...deliveries: readonly object[]) =>
  await startProvider((_, response) => json(response, 200, { data: deliveries }))

describe('what webhooks missed', () => {
  it('is had from the provider, in its order: texts, and states with their key', async () => {
    await using provider = await startTelnyx()
    const id = provider.account.own(from)
    const carrier = adapterAt(provider.url, { webhook: nowhere })
    await carrier.numbers.configure(id)
    await provider.text('+12025550123', from, 'first')
    await carrier.send(message)
    const [sent] = provider.sent
    if (sent === undefined) throw new Error('nothing was sent')
    await provider.report(sent, 'sent')
    await provider.text('+12025550123', from, 'second')
    const found = await Array.fromAsync(carrier.missed(since))
    expect(found).toMatchObject([
      { kind: 'text', text: 'first', to: from },
      { kind: 'receipt', id: sent.id, key, state: 'sent' },
      { kind: 'text', text: 'second' },
    ])
    expect(await Array.fromAsync(carrier.missed(new Date(Date.now() + 1000)))).toEqual([])
  })

  it('is had over all pages', async () => {
    await using provider = await startProvider(({ url }, response) => {
      const page = Number(/page\[number\]=(\d+)/.exec(url)?.[1])
      const data = [delivered(received({ id: `text-${page}` }))]
      json(response, 200, { data, meta: { total_pages: 3 } })
    })
    const found = await Array.fromAsync(provider.carrier.missed(since))
    expect(found.map((event) => event.id)).toEqual(['text-3', 'text-2', 'text-1'])
  })

  it('comes oldest first, whatever the provider’s order is', async () => {
    const at = (second: number) => ({ started_at: `2024-01-15T20:16:0${second}Z` })
    await using provider = await startRemembering(
      delivered(received({ id: 'c' }), at(3)),
      delivered(received({ id: 'a' }), at(1)),
      delivered(received({ id: 'b' }), at(2)),
    )
    const found = await Array.fromAsync(provider.carrier.missed(since))
    expect(found.map((event) => event.id)).toEqual(['a', 'b', 'c'])
  })

  it('is nothing where the account may not look, and is told where it can not be asked', async () => {
    for (const [status, outcome] of [
      [404, 'nothing'],
      [400, 'nothing'],
      [429, 'rate-limited'],
      [500, 'unavailable'],
    ] as const) {
      await using provider = await startProvider((_, response) => json(response, status, ''))
      const found = await Array.fromAsync(provider.carrier.missed(since)).then(
        ([first]) => first ?? 'nothing',
        (error: unknown) => Object(error).code,
      )
      expect(found).toBe(outcome)
    }
  })

  it('is had as far as it can be read', async () => {
    await using provider = await startRemembering(
      delivered({}),
      delivered(received({ to: 'nobody' })),
      ...others.map((content) => delivered(content)),
      delivered(received(), { attempts: 'many', started_at: null }),
      delivered(stated('delivered'), { attempts: [{ http: null }, {}] }),
    )
    const found = await Array.fromAsync(provider.carrier.missed(since))
    expect(found).toMatchObject([{ id: textId }, { id: stateId }])
    expect(found[1]).not.toHaveProperty('key')
  })
})
