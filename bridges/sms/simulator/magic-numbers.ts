/**
 * Numbers that always behave in one way, so that every outcome can be had at will. The first few are
 * those of the provider's test credentials. twilio.com/docs/iam/test-credentials
 */
interface MagicNumber {
  readonly number: string
  readonly name: string
  /** What happens to a text to it, for people. */
  readonly explanation: string
  readonly behaviour: Behaviour
}

type Behaviour =
  /** The request itself is refused. */
  | { readonly kind: 'refused'; readonly code: number }
  | { readonly kind: 'journey'; readonly steps: readonly Step[]; readonly isDoubled?: true }
  /** Is for sale, and gone when somebody wants to buy it. */
  | { readonly kind: 'sold'; readonly code: number }

/** What happens next to a text that was accepted. */
export interface Step {
  /** Milliseconds since the step before. */
  readonly after: number
  readonly status?: Status
  readonly errorCode?: number
  /** The states that are called back now, in this order. */
  readonly callbacks?: readonly Status[]
  /** The phone answers: with this, or with the text it got. */
  readonly reply?: { readonly text: string } | 'same'
}

export type Status =
  | 'queued'
  | 'sending'
  | 'sent'
  | 'delivered'
  | 'undelivered'
  | 'failed'
  | 'received'

const sending: Step = { after: 0, status: 'sending' }
const sent: Step = { after: 80, status: 'sent', callbacks: ['sent'] }
const delivered: Step = { after: 250, status: 'delivered', callbacks: ['delivered'] }

/** What happens to a text to any ordinary number. */
export const usualJourney: readonly Step[] = [sending, sent, delivered]

const fails = (code: number, status: 'undelivered' | 'failed' = 'undelivered'): Behaviour => ({
  kind: 'journey',
  steps: [sending, sent, { after: 250, status, errorCode: code, callbacks: [status] }],
})

export const magicNumbers: readonly MagicNumber[] = [
  {
    number: '+15005550001',
    name: 'Invalid',
    explanation: 'Refused at once: no valid number (21211).',
    behaviour: { kind: 'refused', code: 21211 },
  },
  {
    number: '+15005550002',
    name: 'No route',
    explanation: 'Refused at once: no way to this number (21612).',
    behaviour: { kind: 'refused', code: 21612 },
  },
  {
    number: '+15005550003',
    name: 'Abroad',
    explanation: 'Refused at once: the account may not text this country (21408).',
    behaviour: { kind: 'refused', code: 21408 },
  },
  {
    number: '+15005550004',
    name: 'Opted out',
    explanation: 'Refused at once: this person answered STOP (21610).',
    behaviour: { kind: 'refused', code: 21610 },
  },
  {
    number: '+15005550007',
    name: 'Filtered',
    explanation: 'Accepted, then filtered by the phone network (30007).',
    behaviour: fails(30007),
  },
  {
    number: '+15005550008',
    name: 'Answers',
    explanation: 'Delivered, and a moment later there is an answer.',
    behaviour: {
      kind: 'journey',
      steps: [...usualJourney, { after: 700, reply: { text: 'Got it, thanks!' } }],
    },
  },
  {
    number: '+15005550009',
    name: 'Not mobile',
    explanation: 'Refused at once: no mobile number (21614).',
    behaviour: { kind: 'refused', code: 21614 },
  },
  {
    number: '+15005550010',
    name: 'Echo',
    explanation: 'Says the same back after two seconds.',
    behaviour: { kind: 'journey', steps: [...usualJourney, { after: 2000, reply: 'same' }] },
  },
  {
    number: '+15005550011',
    name: 'Slow',
    explanation: 'Takes half a minute until it is delivered.',
    behaviour: { kind: 'journey', steps: [sending, sent, { ...delivered, after: 30_000 }] },
  },
  {
    number: '+15005550012',
    name: 'Never delivered',
    explanation: 'Stays sent for ever.',
    behaviour: { kind: 'journey', steps: [sending, sent] },
  },
  {
    number: '+15005550013',
    name: 'Unregistered',
    explanation: 'Accepted, then refused because the sender is not registered (30034).',
    behaviour: fails(30034),
  },
  {
    number: '+15005550014',
    name: 'Landline',
    explanation: 'Accepted, then found to be a landline (30006).',
    behaviour: fails(30006),
  },
  {
    number: '+15005550015',
    name: 'Duplicates',
    explanation: 'Whatever is reported about it is reported twice. It answers, too.',
    behaviour: {
      kind: 'journey',
      steps: [...usualJourney, { after: 700, reply: { text: 'Hello, hello.' } }],
      isDoubled: true,
    },
  },
  {
    number: '+15005550016',
    name: 'Out of order',
    explanation: '“Delivered” is reported before “sent”.',
    behaviour: {
      kind: 'journey',
      steps: [
        sending,
        { after: 80, status: 'sent' },
        { after: 250, status: 'delivered', callbacks: ['delivered', 'sent'] },
      ],
    },
  },
  {
    number: '+12025550142',
    name: 'Sold meanwhile',
    explanation: 'Is offered for sale in Washington, but somebody else is always quicker (21422).',
    behaviour: { kind: 'sold', code: 21422 },
  },
]

const behaviours = new Map(magicNumbers.map(({ number, behaviour }) => [number, behaviour]))

export function behaviourOf(number: string): Behaviour {
  return behaviours.get(number) ?? { kind: 'journey', steps: usualJourney }
}
