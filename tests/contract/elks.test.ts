import { carrierSuite } from './carrier-suite.ts'
import { accepted, adapterAt, key, password, posted, received, webhook } from './elks/adapter.ts'
import { json, startTreating } from './told-provider.ts'

carrierSuite({
  name: '46elks',
  open: async () =>
    await startTreating({
      carrierAt: adapterAt,
      textIn: (body) => new URLSearchParams(body).get('message') ?? '',
      answers: {
        accept: (response) => json(response, 200, accepted),
        refuse: (response) => json(response, 403, 'Invalid to number'),
        busy: (response) => json(response, 429, 'Slow down', { 'retry-after': '7' }),
        fault: (response) => json(response, 500, ''),
      },
    }),
  secrets: [password],
  webhooks: {
    carrier: adapterAt(webhook),
    texts: () => [
      posted(received),
      posted({ ...received, from: 'ACME', message: '' }),
      posted({ ...received, created: 'yesterday', something_new: 'yes' }),
    ],
    states: () =>
      ['created', 'sent', 'delivered', 'failed', 'something-new'].map((status) =>
        posted({ id: accepted.id, status }, { key }),
      ),
    sign: (body) => posted(body),
    // The provider signs nothing: only the secret in the address can be wrong, and that is seen before.
    spoilt: () => ({}),
  },
})
