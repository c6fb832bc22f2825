import { esmClass, type MessageFields } from './pdu.ts'
import { numberIn, octetsOf, type Tlvs, tags, textIn } from './tlvs.ts'

/** States of a message, by the words of receipts. SMPP 3.4, 5.2.28 and appendix B */
export const messageStates = {
  ENROUTE: 1,
  DELIVRD: 2,
  EXPIRED: 3,
  DELETED: 4,
  UNDELIV: 5,
  ACCEPTD: 6,
  UNKNOWN: 7,
  REJECTD: 8,
} as const

export type MessageStateName = keyof typeof messageStates

export interface Receipt {
  /** As the SMSC writes it here, which is not always as it wrote it in its response. */
  readonly id: string
  readonly state: MessageStateName
  /** The network's own code, "000" and what says nothing left out. */
  readonly error?: string
  /** There is more to come. */
  readonly isIntermediate: boolean
}

/**
 * What a deliver_sm reports about a message, from its parameters or from the text of appendix B; undefined
 * when it is a text. A text without the mark of a receipt is nobody's but the writer's, whatever it says.
 */
export function receiptIn(message: MessageFields, text: string): Receipt | undefined {
  const { tlvs } = message
  const type = message.esmClass & esmClass.typeBits
  const isMarked = type === esmClass.receipt || type === esmClass.intermediate
  const tlvId = textIn(tlvs, tags.receiptedMessageId)
  if (!isMarked && tlvId === undefined) return undefined
  const told = fieldsIn(text)
  const state = stateOf(numberIn(tlvs, tags.messageState)) ?? wordOf(told.get('stat') ?? '')
  const error = networkError(tlvs) ?? told.get('err')
  return {
    id: tlvId ?? told.get('id') ?? '',
    state: state ?? 'UNKNOWN',
    isIntermediate: type === esmClass.intermediate,
    ...(error === undefined || /^0*$/.test(error) ? {} : { error }),
  }
}

/** Both forms of a receipt, as an SMSC sends it. */
export function receiptFor(
  receipt: Receipt,
  times: { readonly submitted: Date; readonly done: Date },
) {
  const { id, state, error = '000' } = receipt
  const isDelivered = state === 'DELIVRD'
  const text = [
    `id:${id} sub:001 dlvrd:${isDelivered ? '001' : '000'}`,
    `submit date:${shortTime(times.submitted)} done date:${shortTime(times.done)}`,
    `stat:${state} err:${error} text:`,
  ].join(' ')
  const tlvs: Tlvs = new Map([
    [tags.receiptedMessageId, Buffer.from(`${id}\0`, 'latin1')],
    [tags.messageState, octetsOf(messageStates[state], 1)],
  ])
  return { shortMessage: Buffer.from(text, 'latin1'), tlvs }
}

/** `id:…`, `stat:…`, in any order and case; dates have a space in their names. */
function fieldsIn(text: string): ReadonlyMap<string, string> {
  const fields = text.slice(0, 1000).matchAll(/\b(id|stat|err):\s*([^\s:]+)(?=\s|$)/gi)
  const found = new Map<string, string>()
  for (const [, name = '', value = ''] of fields) {
    const key = name.toLowerCase()
    if (!found.has(key)) found.set(key, value)
  }
  return found
}

function stateOf(number: number | undefined): MessageStateName | undefined {
  return names.find((name) => messageStates[name] === number)
}

function wordOf(word: string): MessageStateName | undefined {
  const upper = word.toUpperCase()
  return names.find((name) => name === upper) ?? others.get(upper)
}

const names = Object.keys(messageStates) as MessageStateName[]

/** What SMSCs write beside the standard's words. */
const others: ReadonlyMap<string, MessageStateName> = new Map([
  ['DELIVERED', 'DELIVRD'],
  ['DELIVERD', 'DELIVRD'],
  ['UNDELIVERABLE', 'UNDELIV'],
  ['FAILED', 'UNDELIV'],
  ['ACCEPTED', 'ACCEPTD'],
  ['BUFFRED', 'ENROUTE'],
  ['BUFFERED', 'ENROUTE'],
  ['REJECTED', 'REJECTD'],
])

/** One octet for the kind of network, two for its code. SMPP 3.4, 5.3.2.31 */
function networkError(tlvs: Tlvs): string | undefined {
  const value = tlvs.get(tags.networkErrorCode)
  if (value?.length !== 3) return undefined
  const [, high = 0, low = 0] = value
  return String(high * 256 + low)
}

/** YYMMDDhhmm, in UTC. */
function shortTime(date: Date): string {
  return date.toISOString().replace(/\D/g, '').slice(2, 12)
}
