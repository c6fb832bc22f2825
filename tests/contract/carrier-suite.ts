import { inspect } from 'node:util'
import { fc } from '@fast-check/vitest'
import { describe, expect, it } from 'vitest'
import type { Carrier, OutgoingText, WebhookRequest } from '../../src/core/carrier.ts'
import { CarrierError } from '../../src/core/errors.ts'
import type { MessageKey } from '../../src/core/message.ts'
import { type PhoneNumber, parsePhoneNumber } from '../../src/core/phone.ts'

/** How the provider treats the next text. */
export type Treatment =
  | 'accept'
  /** Refused for good: the number can't receive texts. */
  | 'refuse'
  /** Too many; ask again in seven seconds, where the provider can say so. */
  | 'busy'
  /** A fault of its own. */
  | 'fault'
  /** Success, and then something that is not the provider's. */
  | 'nonsense'
  /** Accepted, and the connection is cut before the answer. */
  | 'reset'
  /** Accepted and never answered; the subject's time-out is short. */
  | 'hang'
  /** Nobody is there. */
  | 'away'

/** A carrier in front of a provider that does as it is told. Nothing is shared with other subjects. */
export interface CarrierSubject extends AsyncDisposable {
  readonly carrier: Carrier
  treatNext(treatment: Treatment): void | Promise<void>
  /** The texts that reached the provider, whatever it made of them. */
  readonly reached: readonly string[]
}

export interface Webhooks {
  readonly carrier: Carrier
  /** Text reports as the provider sends them, in every documented form; made new at each call. */
  readonly texts: () => readonly WebhookRequest[]
  readonly states: () => readonly WebhookRequest[]
  /** The same body, rightly signed. */
  readonly sign: (body: Uint8Array) => WebhookRequest
  /** Spoilt signatures: missing, wrong, of another body, too old where time counts. */
  readonly spoilt: () => Readonly<Record<string, WebhookRequest>>
}

export interface CarrierKind {
  readonly name: string
  readonly open: () => Promise<CarrierSubject>
  /** What no error may show: tokens and passwords of the subject. */
  readonly secrets: readonly string[]
  /** Where this provider's answers are clearer than HTTP's. */
  readonly meanings?: Partial<Readonly<Record<Treatment, object>>>
  readonly webhooks?: Webhooks
}

function number(text: string): PhoneNumber {
  const parsed = parsePhoneNumber(text)
  if (parsed === undefined) throw new Error(`${text} is no number`)
  return parsed
}

export const text: OutgoingText = {
  from: number('+15017122661'),
  to: '+15558675310',
  text: 'text-that-nobody-may-see',
  key: 'AAAAAAAAAAAAAAAAAAAAAA' as MessageKey,
}

const meanings: Readonly<Record<Exclude<Treatment, 'accept'>, object>> = {
  refuse: { code: 'invalid-recipient', isRetryable: false, maybeSent: false },
  busy: { code: 'rate-limited', isRetryable: true, maybeSent: false, retryAfter: 7000 },
  fault: { code: 'unavailable', isRetryable: false, maybeSent: true },
  nonsense: { code: 'unavailable', isRetryable: false, maybeSent: true },
  reset: { code: 'unavailable', isRetryable: false, maybeSent: true },
  hang: { code: 'unavailable', isRetryable: false, maybeSent: true },
  away: { code: 'unavailable', isRetryable: true, maybeSent: false },
}

/** What every carrier has to do, whatever is behind it. */
export function carrierSuite(kind: CarrierKind): void {
  describe(`${kind.name}, sending`, () => {
    it('hands a text over once and says what the carrier calls it', async () => {
      await using subject = await kind.open()
      await subject.treatNext('accept')
      const accepted = await subject.carrier.send(text)
      expect(accepted.state).toBe('sent')
      expect(accepted.id).not.toBe('')
      expect(subject.reached).toEqual([text.text])
    })

    it.each(Object.entries(meanings))(
      'treated with "%s" says what that means',
      async (name, usual) => {
        const treatment = name as Exclude<Treatment, 'accept'>
        await using subject = await kind.open()
        await subject.treatNext(treatment)
        const error = await failure(subject.carrier.send(text))
        expect(error).toMatchObject(kind.meanings?.[treatment] ?? usual)
        expect(error.message).toMatch(/^[A-Z].*\.$/)
        expect(subject.reached.length, 'never sent again by itself').toBeLessThanOrEqual(1)
      },
    )

    it('that is given up may have been done', async () => {
      await using subject = await kind.open()
      await subject.treatNext('hang')
      const stopping = new AbortController()
      const sending = failure(subject.carrier.send(text, stopping.signal))
      await expect.poll(() => subject.reached.length).toBe(1)
      stopping.abort()
      expect(await sending).toMatchObject({ maybeSent: true })
    })

    it('shows no secret and no text in any error', async () => {
      for (const treatment of Object.keys(meanings) as Exclude<Treatment, 'accept'>[]) {
        await using subject = await kind.open()
        await subject.treatNext(treatment)
        const error = await failure(subject.carrier.send(text))
        const everything = inspect(error, { depth: 20, showHidden: true }) + JSON.stringify(error)
        for (const secret of [...kind.secrets, text.text]) {
          expect(everything).not.toContain(secret)
          expect(everything).not.toContain(Buffer.from(secret).toString('base64').slice(0, -3))
        }
      }
    })
  })
  if (kind.webhooks !== undefined) webhookSuite(kind.name, kind.webhooks)
}

function webhookSuite(name: string, { carrier, texts, states, sign, spoilt }: Webhooks): void {
  const receive = async (request: WebhookRequest) => (await carrier.receive?.(request)) ?? []

  describe(`${name}, webhooks`, () => {
    it('report texts, the same ones again when they are repeated', async () => {
      for (const request of texts()) {
        const events = await receive(request)
        expect(events.length).toBeGreaterThan(0)
        for (const event of events) expect(event).toMatchObject({ kind: 'text' })
        expect(await receive(request)).toEqual(events)
      }
    })

    it('report states', async () => {
      for (const request of states()) {
        for (const event of await receive(request)) expect(event).toMatchObject({ kind: 'receipt' })
      }
    })

    it.each(Object.keys(spoilt()))(
      'with a signature that is spoilt (%s) are refused',
      async (which) => {
        const request = spoilt()[which]
        if (request === undefined) throw new Error('There is no such request')
        await expect(receive(request)).rejects.toMatchObject({ code: 'unauthorized' })
      },
    )

    it('rightly signed, of whatever else, end with an answer or an error of our own', async () => {
      const bytes = fc.oneof(
        fc.uint8Array(),
        fc.json().map(Buffer.from),
        fc.webQueryParameters().map(Buffer.from),
      )
      await fc.assert(
        fc.asyncProperty(bytes, async (body) => {
          try {
            return Array.isArray(await receive(sign(body)))
          } catch (error) {
            return error instanceof CarrierError
          }
        }),
      )
    })
  })
}

/** The error that a call ends with. */
export async function failure(call: Promise<unknown>): Promise<CarrierError> {
  const error = await call.then(
    () => undefined,
    (thrown: unknown) => thrown,
  )
  if (!(error instanceof CarrierError)) throw new Error(`No CarrierError but ${String(error)}`)
  return error
}
