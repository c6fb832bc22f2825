import Telnyx from 'telnyx'
import { expect, it } from 'vitest'
import {
  type Telnyx as Adapter,
  type Asked,
  accepted,
  apiKey,
  errorOf,
  from,
  key,
  message,
  phone,
  startProvider,
  webhook,
} from './telnyx/adapter.ts'
import { json } from './told-provider.ts'

const number = phone('+14155550100')
const reference = `homeline main ${number}`

/** A call of ours, and the same one by the provider's own library. */
const calls: readonly (readonly [
  what: string,
  ours: (carrier: Adapter) => Promise<unknown>,
  theirs: (client: Telnyx) => PromiseLike<unknown>,
])[] = [
  [
    'a text',
    async (carrier) => await carrier.send(message),
    (client) =>
      client.messages.send({
        from,
        to: message.to,
        text: message.text,
        webhook_url: `${webhook}/${key}`,
      }),
  ],
  [
    'a picture',
    async (carrier) =>
      await carrier.send({
        ...message,
        media: [{ url: 'https://a.example/1', type: 'image/png' }],
      }),
    (client) =>
      client.messages.send({
        from,
        to: message.to,
        webhook_url: `${webhook}/${key}`,
        text: message.text,
        media_urls: ['https://a.example/1'],
      }),
  ],
  [
    'the state of a text',
    async (carrier) => await carrier.state('message-1'),
    (client) => client.messages.retrieve('message-1'),
  ],
  [
    'numbers for sale',
    async (carrier) =>
      await carrier.numbers.search({ country: 'US', pattern: '5550100', limit: 5 }),
    (client) =>
      client.availablePhoneNumbers.list({
        filter: {
          country_code: 'US',
          features: ['sms'],
          limit: 5,
          phone_number: { ends_with: '5550100' },
        },
      }),
  ],
  [
    'numbers of ours',
    async (carrier) => await carrier.numbers.owned(),
    (client) =>
      client.phoneNumbers.list({
        filter: { status: 'active' },
        'page[number]': 1,
        'page[size]': 250,
      }),
  ],
  [
    'orders that were made before',
    async (carrier) => await errorOf(carrier.numbers.buy(number)),
    (client) =>
      client.numberOrders.list({ filter: { customer_reference: reference }, 'page[size]': 250 }),
  ],
  [
    'the release of a number',
    async (carrier) => await carrier.numbers.release('17'),
    (client) => client.phoneNumbers.delete('17'),
  ],
  [
    'a messaging profile',
    async (carrier) => await carrier.problem(),
    (client) => client.messagingProfiles.list({ filter: { name: 'NAME' }, 'page[size]': 250 }),
  ],
  [
    'reports that were missed',
    async (carrier) => await Array.fromAsync(carrier.missed(new Date(0))),
    (client) =>
      client.webhookDeliveries.list({
        filter: {
          status: { eq: 'failed' },
          event_type: 'message.received,message.sent,message.finalized',
          finished_at: { gte: '1970-01-01T00:00:00.000Z' },
        },
        'page[number]': 1,
        'page[size]': 250,
      }),
  ],
  [
    'the balance',
    async (carrier) => await errorOf(carrier.balance()),
    (client) => client.balance.retrieve(),
  ],
]

it.each(calls)('%s is asked for as the provider’s own library asks', async (_, ours, theirs) => {
  const isMessage = ({ url }: Asked) => url.startsWith('/v2/messages')
  await using provider = await startProvider((asked, response) =>
    isMessage(asked) ? json(response, 200, accepted()) : json(response, 200, { data: [] }),
  )
  const options = { apiKey, baseURL: `${provider.url}/v2`, maxRetries: 0 }
  await theirs(new Telnyx(options))
  const [wanted] = provider.asked.splice(0)
  await ours(provider.carrier)
  expect(comparable(provider.asked[0])).toEqual(comparable(wanted))
})

/** The order of a query means nothing; the name of a profile is ours to choose. */
function comparable(asked: Asked | undefined): object {
  const { method, url = '', authorization, body } = asked ?? {}
  const [path, query = ''] = url.split('?')
  const parts = query
    .replace(/Homeline main \w+/, 'NAME')
    .split('&')
    .sort()
  return { method, path, parts, authorization, body }
}
