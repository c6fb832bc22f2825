import { carrierSuite } from './carrier-suite.ts'
import { adapterAt, apiKey, key, startTreating, webhook } from './telnyx/adapter.ts'
import { signed } from './telnyx/signer.ts'
import { received, stated } from './telnyx/webhooks.ts'

const now = () => Math.floor(Date.now() / 1000)
const request = signed(received())
const other = signed(received({ text: 'Another one' }))
const withHeaders = (headers: object) => ({
  ...request,
  headers: { ...request.headers, ...headers },
})

carrierSuite({
  name: 'telnyx',
  open: async () => await startTreating(),
  secrets: [apiKey],
  webhooks: {
    carrier: adapterAt(webhook),
    texts: () => [
      signed(received()),
      signed(received({ type: 'MMS', text: '', media: [{ url: 'https://media.example.org/1' }] })),
      signed(received({ something_new: { of: ['some', 'kind'] } })),
      signed(received({ from: '+12025550123', to: '+15017122661' })),
    ],
    states: () =>
      ['queued', 'sending', 'sent', 'delivered', 'delivery_failed', 'something_new'].map((status) =>
        signed(stated(status), { key }),
      ),
    sign: (body) => signed(body),
    spoilt: () => ({
      missing: { ...request, headers: {} },
      wrong: withHeaders({ 'telnyx-signature-ed25519': `${'A'.repeat(86)}==` }),
      'of another body': { ...request, body: other.body },
      'of another time': withHeaders({ 'telnyx-timestamp': String(now() - 30) }),
      'too old': signed(received(), { time: now() - 302 }),
      'from the future': signed(received(), { time: now() + 302 }),
    }),
  },
})
