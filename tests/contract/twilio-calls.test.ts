import { describe, expect, it } from 'vitest'
import { json } from './told-provider.ts'
import {
  accountSid,
  authToken,
  from,
  key,
  message,
  shown,
  startProvider,
  webhook,
} from './twilio/provider.ts'

const account = `/2010-04-01/Accounts/${accountSid}`
const basic = (user: string, password: string) =>
  `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`

describe('a text', () => {
  it('is sent with its key in the address of its own states', async () => {
    await using provider = await startProvider((_, response) => json(response, 201, shown()))
    expect(await provider.carrier.send(message)).toEqual({ id: 'SM1', state: 'sent' })
    expect(provider.asked).toEqual([
      {
        method: 'POST',
        url: `${account}/Messages.json`,
        authorization: basic(accountSid, authToken),
        form: {
          From: from,
          To: message.to,
          Body: message.text,
          StatusCallback: `${webhook}/${key}`,
        },
      },
    ])
  })

  it('is sent with an API key where there is one', async () => {
    const options = { apiKey: 'SK1', apiSecret: 'hush' }
    await using provider = await startProvider(
      (_, response) => json(response, 201, shown()),
      options,
    )
    await provider.carrier.send(message)
    expect(provider.asked[0]?.authorization).toBe(basic('SK1', 'hush'))
  })

  it('is sent through a messaging service where there is one, from its own number', async () => {
    await using provider = await startProvider((_, response) => json(response, 201, shown()), {
      messagingServiceSid: 'MG1',
    })
    await provider.carrier.send(message)
    expect(provider.asked[0]?.form).toMatchObject({ From: from, MessagingServiceSid: 'MG1' })
  })

  it('is sent with all its attachments, in their order', async () => {
    await using provider = await startProvider((_, response) => json(response, 201, shown()))
    const urls = ['https://here.example/1?a=b&c', 'https://here.example/2']
    const media = urls.map((url) => ({ url, type: 'image/png' }))
    await provider.carrier.send({ ...message, media })
    await provider.carrier.send({ ...message, text: '', media: media.slice(0, 1) })
    await provider.carrier.send({ ...message, media: [] })
    const [both, one, none] = provider.asked.map(({ form }) => form)
    expect(both).toMatchObject({ Body: message.text, MediaUrl: urls })
    expect(one).toMatchObject({ MediaUrl: urls[0] })
    expect([one, none].map((form) => Object.keys(form ?? {}))).toEqual([
      ['From', 'To', 'MediaUrl', 'StatusCallback'],
      ['From', 'To', 'Body', 'StatusCallback'],
    ])
  })

  it('that fails at once tells why', async () => {
    const failed = shown({ status: 'failed', error_code: 30006 })
    await using provider = await startProvider((_, response) => json(response, 201, failed))
    expect(await provider.carrier.send(message)).toMatchObject({ state: 'failed', code: '30006' })
  })

  it.each([
    ['queued', 'sent'],
    ['accepted', 'sent'],
    ['delivered', 'delivered'],
    ['undelivered', 'failed'],
  ])('asked for while %s is %s', async (status, state) => {
    await using provider = await startProvider((_, response) =>
      json(response, 200, shown({ status })),
    )
    expect(await provider.carrier.state?.('SM/1')).toMatchObject({ id: 'SM1', state })
    expect(provider.asked[0]).toMatchObject({
      method: 'GET',
      url: `${account}/Messages/SM%2F1.json`,
    })
  })
})

describe('the list of messages', () => {
  const since = new Date('2023-08-24T05:00:00Z')
  const at = (minute: number) => new Date(since.getTime() + minute * 60_000).toUTCString()

  it('is read back to the given time over all pages, and comes in the order of creation', async () => {
    const pages = [
      [shown({ sid: 'SM4', date_created: at(4) }), shown({ sid: 'SM3', date_created: at(3) })],
      [
        shown({ sid: 'SM2', date_created: at(2), direction: 'inbound', from: 'ACME', to: from }),
        shown({ sid: 'SM0', date_created: at(-1) }),
      ],
      [shown({ sid: 'never read' })],
    ]
    await using provider = await startProvider((asked, response) => {
      const number = Number(new URL(asked.url, 'http://x').searchParams.get('Page') ?? 0)
      const next = `${account}/Messages.json?Page=${number + 1}`
      json(response, 200, { messages: pages[number], next_page_uri: next })
    })
    const found = await Array.fromAsync(provider.carrier.list?.(since) ?? [])
    expect(found).toEqual([
      {
        direction: 'in',
        message: {
          kind: 'text',
          id: 'SM2',
          from: 'name:ACME',
          to: from,
          text: 'Hi',
          media: [],
          at: Date.parse(at(2)),
        },
      },
      expect.objectContaining({ direction: 'out', from, at: Date.parse(at(3)) }),
      expect.objectContaining({
        direction: 'out',
        receipt: expect.objectContaining({ id: 'SM4' }),
      }),
    ])
    expect(provider.asked).toHaveLength(2)
  })

  it('has the attachments of what was received, and the text when they are gone', async () => {
    const incoming = { direction: 'inbound', from: '+12025550123', to: from, num_media: '2' }
    const messages = [
      shown({ ...incoming, sid: 'MM2', date_created: at(2), num_media: 1 }),
      shown({ ...incoming, sid: 'MM1', date_created: at(1) }),
      shown({ sid: 'SM0', date_created: at(0), num_media: '1' }),
    ]
    const pages: Record<string, object> = {
      [`${account}/Messages.json?PageSize=200`]: { messages },
      [`${account}/Messages/MM1/Media.json`]: {
        media_list: [{ sid: 'ME1', content_type: 'image/png' }],
        next_page_uri: `${account}/Messages/MM1/Media.json?Page=1`,
      },
      [`${account}/Messages/MM1/Media.json?Page=1`]: {
        media_list: [{ sid: 'ME/2', content_type: null, future: [] }],
      },
    }
    await using provider = await startProvider((asked, response) => {
      const page = pages[asked.url]
      json(response, page === undefined ? 404 : 200, page ?? { code: 20404 })
    })
    const found = await Array.fromAsync(provider.carrier.list?.(since) ?? [])
    const folder = `${provider.url}${account}/Messages/MM1/Media`
    const media = [
      { kind: 'kept', url: `${folder}/ME1`, type: 'image/png' },
      { kind: 'kept', url: `${folder}/ME%2F2` },
    ]
    expect(found).toMatchObject([
      { direction: 'out' },
      { direction: 'in', message: { id: 'MM1', media } },
      { direction: 'in', message: { id: 'MM2', text: 'Hi', media: [] } },
    ])
    expect(provider.asked).toHaveLength(4)
  })

  it('is asked of the provider only, wherever the next page is said to be', async () => {
    await using elsewhere = await startProvider((_, response) => json(response, 200, {}))
    await using provider = await startProvider((asked, response) => {
      const isFirst = !asked.url.includes('Page=1')
      const next = isFirst ? `${elsewhere.url}${account}/Messages.json?Page=1` : null
      json(response, 200, { messages: [shown({ date_created: at(1) })], next_page_uri: next })
    })
    expect(await Array.fromAsync(provider.carrier.list?.(since) ?? [])).toHaveLength(2)
    expect(elsewhere.asked).toEqual([])
  })

  it('leaves out what has no number of ours, and ends with what has no date', async () => {
    const messages = [
      shown({ from: 'MG1', date_created: at(1) }),
      shown({ direction: 'inbound', to: 'whatsapp:x', date_created: at(1) }),
      shown({ from: null, body: null, date_created: at(1) }),
      shown({ date_created: null }),
    ]
    await using provider = await startProvider((_, response) => json(response, 200, { messages }))
    expect(await Array.fromAsync(provider.carrier.list?.(since) ?? [])).toEqual([])
  })
})
