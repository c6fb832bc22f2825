import { type Behaviour, delivered, failing, sending, sent, usualJourney } from './behaviour.ts'
import { square } from './square.ts'

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

const fails = (code: number): Behaviour => ({ kind: 'journey', steps: failing(code) })

const colours = [
  [200, 40, 40],
  [40, 150, 60],
  [40, 80, 200],
] as const

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
    number: '+15005550017',
    name: 'Pictures',
    explanation: 'Answers with three pictures in one message: red, green and blue.',
    behaviour: {
      kind: 'journey',
      steps: [
        ...usualJourney,
        {
          after: 700,
          reply: { text: 'Three pictures', media: colours.map((each) => square(each)) },
        },
      ],
    },
  },
  {
    number: '+15005550018',
    name: 'No pictures',
    explanation: 'Takes texts; pictures are accepted, then found not to be supported (30011).',
    behaviour: { kind: 'journey', steps: usualJourney, mediaSteps: failing(30011) },
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
