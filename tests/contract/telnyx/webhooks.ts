/** What the provider posts, with all the fields that its description and its documentation name. */
const meta = { attempt: 1, delivered_to: 'https://texts.example.org/webhooks/main/secret' }

const common = {
  record_type: 'message',
  messaging_profile_id: '4000eba1-a0c0-4563-9925-b25e842a7cb6',
  organization_id: 'b448f9cc-a842-4784-98e9-03c1a5872950',
  encoding: 'GSM-7',
  parts: 1,
  tags: ['a', 'b'],
  cc: [],
  cost: { amount: '0.0051', currency: 'USD' },
  cost_breakdown: {
    carrier_fee: { amount: '0.00305', currency: 'USD' },
    rate: { amount: '0.00205', currency: 'USD' },
  },
  tcr_campaign_id: 'CABC123',
  tcr_campaign_billable: true,
  tcr_campaign_registered: 'REGISTERED',
  webhook_url: meta.delivered_to,
  webhook_failover_url: null,
  valid_until: null,
  errors: [],
}

export function eventOf(event_type: string, payload: unknown): object {
  const [id, occurred_at] = [
    '86f58db9-0fe3-4adc-9d1f-46e66e6e9323',
    '2024-01-15T20:16:07.588+00:00',
  ]
  return { data: { record_type: 'event', id, event_type, occurred_at, payload }, meta }
}

export const textId = '84cca175-9755-4859-b67f-4730d7f58aa3'
export const stateId = '40385f64-5717-4562-b3fc-2c963f66afa6'

/** A text from a phone. */
export function received(change: object = {}): object {
  return eventOf('message.received', {
    ...common,
    direction: 'inbound',
    id: textId,
    type: 'SMS',
    from: {
      phone_number: '+12025550123',
      carrier: 'T-Mobile USA',
      line_type: 'Wireless',
      status: 'webhook_delivered',
    },
    to: [
      {
        phone_number: '+15017122661',
        carrier: 'Telnyx',
        line_type: 'Wireless',
        status: 'webhook_delivered',
      },
    ],
    text: 'Hello & good-bye: שלום 👋\nsecond line',
    subject: null,
    media: [],
    autoresponse_type: null,
    received_at: '2024-01-15T20:16:07.503+00:00',
    sent_at: null,
    completed_at: null,
    ...change,
  })
}

/** The state of a text that was sent. */
export function stated(status: string, change: object = {}): object {
  const isFinal = !['queued', 'sending', 'sent'].includes(status)
  return eventOf(isFinal ? 'message.finalized' : 'message.sent', {
    ...common,
    direction: 'outbound',
    id: stateId,
    type: 'SMS',
    from: { phone_number: '+15017122661', carrier: 'Telnyx', line_type: 'Wireless' },
    to: [{ phone_number: '+12025550123', status, carrier: 'AT&T', line_type: 'Wireless' }],
    text: 'Hello',
    media: [],
    received_at: '2024-01-15T21:32:13.552+00:00',
    sent_at: '2024-01-15T21:32:13.596+00:00',
    completed_at: isFinal ? '2024-01-15T21:32:14.148+00:00' : null,
    smart_encoding_applied: false,
    ...change,
  })
}

/** Other things that the provider posts to the same address. */
export const others = [
  eventOf('number_order.complete', {
    id: '12ade33a-21c0-473b-b055-b3c836e1c292',
    record_type: 'number_order',
    status: 'success',
    phone_numbers: [{ phone_number: '+19705555098', status: 'success' }],
  }),
  eventOf('messaging-profile.spend-limit-reached', { messaging_profile_id: 'x' }),
  eventOf('message.link_click', { to: '+12025550123', url: 'https://acct.fyi/a' }),
  eventOf('call.initiated', null),
  eventOf('call.hangup', undefined),
  received({ type: 'RCS', to: [{ agent_id: 'a', agent_name: 'b' }], text: undefined }),
  received({ type: 'WHATSAPP', to: '+15017122661' }),
]
