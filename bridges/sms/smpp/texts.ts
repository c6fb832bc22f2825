import { createHash } from 'node:crypto'
import type { ConnectionHands, IncomingText } from '../../../src/core/carrier.ts'
import { parseContact } from '../../../src/core/contact.ts'
import { redact } from '../../../src/core/log.ts'
import { type PhoneNumber, parsePhoneNumber } from '../../../src/core/phone.ts'
import { type Content, contentOf, type Part } from '../../../src/lib/smpp/concatenation.ts'
import { alphabetOf, type DefaultAlphabet, decodeText } from '../../../src/lib/smpp/data-coding.ts'
import type { Answer } from '../../../src/lib/smpp/link.ts'
import type { Address, DeliverSm } from '../../../src/lib/smpp/pdu.ts'
import { statuses } from '../../../src/lib/smpp/statuses.ts'
import { tags } from '../../../src/lib/smpp/tlvs.ts'
import { contactOf, ourNumber } from './addresses.ts'
import type { Groups, Text } from './groups.ts'
import type { Complete } from './options.ts'
import type { Arrival, Delivery, KeptPart, Repeats, SessionTime } from './repeats.ts'

export interface TextsDeps {
  readonly options: Complete
  readonly repeats: Repeats
  readonly groups: Groups
  readonly hands: ConnectionHands
}

/** What people write, on its way in. */
export interface Texts {
  /** Takes one in and says what to answer: only what is on disk is acknowledged. */
  take(message: DeliverSm, arrival: Arrival): Answer | Promise<Answer>
  /** Hands over what waits for parts that don't come, and forgets what is over. */
  sweep(session: SessionTime | undefined): Promise<void>
}

export function createTexts({ options, repeats, groups, hands }: TextsDeps): Texts {
  const { defaultAlphabet, country } = options

  async function takeWhole(delivery: Delivery, event: Omit<IncomingText, 'id'>): Promise<void> {
    await Promise.all([delivery.keep(), hands.take([{ ...event, id: delivery.id }])])
  }

  async function takePart(delivery: Delivery): Promise<void> {
    const kept = delivery.keep()
    const text = groups.whole(delivery)
    const handing = text === undefined ? undefined : handOver(text)
    await Promise.all([kept, handing])
  }

  async function handOver(text: Text): Promise<void> {
    const event = eventOf(text, defaultAlphabet)
    if (event !== undefined) await hands.take([event])
    groups.handedOver(text)
  }

  /** A text that was given up is not one that got whole. */
  async function giveUp(text: Text): Promise<void> {
    if (text.isWhole || !text.isEcho) await handOver(text)
    else groups.handedOver(text)
    if (!text.isWhole) await Promise.all([...text.parts.values()].map(repeats.giveUp))
  }

  /** @param isAgain a network brought the same part twice: its answer proves nothing */
  async function answer(delivery: Delivery, work: Promise<void>, isAgain = false): Promise<Answer> {
    try {
      await work
    } catch (error) {
      hands.log.error({ err: error }, 'a text could not be taken in; the SMSC is to repeat it')
      repeats.refused(delivery)
      return refused(statuses.ESME_RX_T_APPN)
    }
    if (isAgain) return taken
    repeats.answered(delivery)
    return { ...taken, onRead: () => repeats.read(delivery) }
  }

  function takeText(message: DeliverSm, content: Content, arrival: Arrival) {
    const to = ourNumber(message.destination, options)
    const alphabet = alphabetOf(message.dataCoding, defaultAlphabet)
    if (to === undefined || alphabet === 'binary' || content.isForPort) {
      const why = to === undefined ? 'its recipient is no number' : 'it is no text'
      hands.log.warn({ why, dataCoding: message.dataCoding }, 'what the SMSC brought is refused')
      return refused(to === undefined ? statuses.ESME_RINVDSTADR : statuses.ESME_RX_R_APPN)
    }
    const from = contactOf(message.source, country)
    const hash = hashOf(message, content)
    if (content.part !== undefined) {
      const part = { from, to, ...content.part, dataCoding: message.dataCoding }
      return takePartOf(hash, arrival, part, content.octets)
    }
    const text = decodeText(content.octets, alphabet)
    return takeWholeOf(hash, arrival, { kind: 'text', from, to, text, media: [] })
  }

  function takeWholeOf(
    hash: string,
    arrival: Arrival,
    event: Omit<IncomingText, 'id'>,
  ): Promise<Answer> {
    const repeated = repeats.repeated(hash, arrival)
    if (repeated !== undefined) {
      hands.log.info({ to: redact(event.to) }, 'a text is taken for one that the SMSC brings again')
    }
    const delivery = repeated ?? repeats.add(hash, arrival)
    return answer(delivery, takeWhole(delivery, event))
  }

  function takePartOf(
    hash: string,
    arrival: Arrival,
    { reference, ...part }: Part & Pick<KeptPart, 'from' | 'to' | 'dataCoding'>,
    octets: Uint8Array,
  ): Promise<Answer> {
    const key = JSON.stringify([part.from, part.to, reference, part.total])
    const repeated = repeats.repeated(hash, arrival)
    if (repeated !== undefined) return answer(repeated, takePart(repeated))
    const same = groups.same(key, part.number, hash)
    if (same !== undefined) return answer(same, takePart(same), true)
    const group = groups.groupFor(key, part.number)
    const base64 = Buffer.from(octets).toString('base64')
    const delivery = repeats.add(hash, arrival, { ...part, key, group, base64 })
    groups.add(delivery)
    return answer(delivery, takePart(delivery))
  }

  return {
    take: (message, arrival) => takeText(message, contentOf(message), arrival),
    async sweep(session) {
      for (const text of groups.due()) await giveUp(text)
      for (const delivery of groups.outdated()) repeats.release(delivery)
      repeats.sweep(session)
    },
  }
}

const taken = { status: statuses.ESME_ROK, body: { kind: 'deliver_sm_resp' } } as const

function refused(status: number): Answer {
  return { status, body: { kind: 'deliver_sm_resp' } }
}

/** All by which two texts may differ: what they say, and what the SMSC says about them. */
function hashOf(message: DeliverSm, { octets, part }: Content): string {
  const addressed = ({ ton, npi, address }: Address) => [ton, npi, address]
  const own = [...message.tlvs].filter(
    ([tag]) => tag === tags.userMessageReference || (tag >= 0x1400 && tag <= 0x3fff),
  )
  const told = JSON.stringify([
    addressed(message.source),
    addressed(message.destination),
    message.dataCoding,
    part,
    own.map(([tag, value]) => [tag, Buffer.from(value).toString('hex')]),
  ])
  return createHash('sha256').update(told).update(octets).digest('base64url')
}

/** What a text says as far as it came; undefined when what was kept is not to be understood. */
function eventOf(text: Text, preset: DefaultAlphabet): IncomingText | undefined {
  const [first] = text.parts.values()
  const from = parseContact(first?.part?.from ?? '')
  const to: PhoneNumber | undefined = parsePhoneNumber(first?.part?.to ?? '')
  if (from === undefined || to === undefined) return undefined
  const event = { kind: 'text', from, to, text: wordsOf(text, preset), media: [] } as const
  if (text.isWhole) return { ...event, id: text.group }
  return { ...event, id: `${text.group} incomplete`, isIncomplete: true }
}

/** Neighbours are read together: a character may begin in one part and end in the next. */
function wordsOf({ total, parts }: Text, preset: DefaultAlphabet): string {
  let words = ''
  let run: Buffer[] = []
  let coding: number | undefined
  let isInGap = false
  const flush = () => {
    const alphabet = alphabetOf(coding ?? 0, preset)
    if (run.length > 0 && alphabet !== 'binary') words += decodeText(Buffer.concat(run), alphabet)
    run = []
  }
  for (let number = 1; number <= total; number += 1) {
    const part = parts.get(number)?.part
    if (part === undefined || part.dataCoding !== coding) flush()
    if (part === undefined) words += isInGap ? '' : '…'
    else run.push(Buffer.from(part.base64, 'base64'))
    coding = part?.dataCoding
    isInGap = part === undefined
  }
  flush()
  return words
}
