import { setTimeout as pause } from 'node:timers/promises'
import { isAbroad } from '../../core/abroad.ts'
import type { AcceptedText, Carrier, DeliveryReceipt } from '../../core/carrier.ts'
import { CarrierError } from '../../core/errors.ts'
import type { MessageKey } from '../../core/message.ts'
import { formatPhoneNumber, type PhoneNumber } from '../../core/phone.ts'
import { type Finding, fine, wrong } from './check.ts'

export interface TestTextDeps {
  readonly carrier: Carrier
  readonly key: MessageKey
  /** The newest that came over a connection about this text. */
  readonly reported: (id: string) => DeliveryReceipt | undefined
  /** How long to wait for the end of its way, and how often to ask, milliseconds. */
  readonly patience?: number
  readonly every?: number
}

/** Sends one text from a number that the carrier has, of the same country if it can be, and follows it. */
export async function sendTestText(deps: TestTextDeps, to: PhoneNumber): Promise<Finding> {
  const { carrier, key } = deps
  try {
    const owned = (await carrier.numbers?.owned(AbortSignal.timeout(15_000))) ?? []
    const sender = owned.find(({ number }) => !isAbroad(number, to)) ?? owned[0]
    if (sender === undefined) return wrong('Test text: there is no number to send it from', getOne)
    const text = { from: sender.number, to, text: words, key }
    const accepted = await carrier.send(text, AbortSignal.timeout(30_000))
    const way = `Test text from ${formatPhoneNumber(sender.number)} to ${formatPhoneNumber(to)}`
    return described(way, accepted.state === 'failed' ? accepted : await followed(deps, accepted))
  } catch (error) {
    if (!(error instanceof CarrierError)) throw error
    const doubt = error.maybeSent ? 'It may have been sent all the same.' : 'Nothing was sent.'
    return wrong(`Test text: ${error.message}`, doubt)
  }
}

const words = 'This is a test of Homeline. Nothing has to be done.'
const getOne = 'Get a number from the provider first.'

type End = Pick<DeliveryReceipt, 'state' | 'reason' | 'code'> | undefined

/** Its final state, or what is known when there is none in time; undefined where nobody tells. */
async function followed(
  { carrier, reported, patience = 30_000, every = 1000 }: TestTextDeps,
  { id }: AcceptedText,
): Promise<End> {
  const { state, capabilities } = carrier
  if (state === undefined && capabilities.receipts === 'none') return undefined
  let known: End = { state: 'sent' }
  const late = AbortSignal.timeout(patience)
  while (known.state === 'sent' && !late.aborted) {
    known = reported(id) ?? (await state?.(id, late).catch(() => undefined)) ?? known
    if (known.state === 'sent') await pause(every, undefined, { signal: late }).catch(() => {})
  }
  return known
}

function described(way: string, end: End): Finding {
  if (end === undefined) {
    return fine(`${way}: accepted; this carrier does not tell what becomes of it`)
  }
  const { state, reason = 'it failed', code } = end
  switch (state) {
    case 'sent':
      return fine(`${way}: sent; that it arrived was not told yet`)
    case 'delivered':
      return fine(`${way}: delivered`)
    case 'failed': {
      const what = `${way}: ${reason}${code === undefined ? '' : ` (${code})`}`
      return wrong(what, 'The provider’s console says more.')
    }
    default:
      return state satisfies never
  }
}
