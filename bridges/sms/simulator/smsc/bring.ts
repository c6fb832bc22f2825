import { headerFor } from '../../../../src/lib/smpp/concatenation.ts'
import { cutText } from '../../../../src/lib/smpp/cut.ts'
import { type DeliverSm, esmClass } from '../../../../src/lib/smpp/pdu.ts'
import { type MessageStateName, receiptFor } from '../../../../src/lib/smpp/receipt.ts'
import { statuses } from '../../../../src/lib/smpp/statuses.ts'
import { noTlvs } from '../../../../src/lib/smpp/tlvs.ts'
import type { Poster, PostOutcome } from '../post.ts'
import { addressOf } from './addresses.ts'
import type { Esmes } from './esmes.ts'
import { isBySession, readReceiptUrl } from './options.ts'

type Post = Parameters<Poster>[0]

/** Brings over a session what is addressed there, and everything else as before. */
export function createBringer(esmes: Esmes, post: Poster, now: () => number): Poster {
  return async (request, signal) => {
    if (!isBySession(request.url)) return await post(request, signal)
    const within = AbortSignal.any([signal, AbortSignal.timeout(request.timeoutMs)])
    const messages = 'Body' in request.form ? textOf(request) : receiptsOf(request, new Date(now()))
    for (const message of messages) {
      const outcome = outcomeOf(await esmes.deliver(message, within))
      if (outcome !== 'accepted') return outcome
    }
    return 'accepted'
  }
}

/** Only what can't be otherwise the next time is refused for good. */
function outcomeOf(status: number | undefined): PostOutcome {
  if (status === statuses.ESME_ROK) return 'accepted'
  return status !== undefined && forGood.has(status) ? 'refused' : 'unanswered'
}

const forGood: ReadonlySet<number> = new Set([
  statuses.ESME_RINVDSTADR,
  statuses.ESME_RX_P_APPN,
  statuses.ESME_RX_R_APPN,
])

/** The same parts at every attempt: the token stays. */
function textOf({ form, token }: Post): readonly DeliverSm[] {
  const { dataCoding, parts } = cutText(form['Body'] ?? '')
  const plain = { ...between(form['From'], form['To']), dataCoding }
  const [only, ...others] = parts
  if (only !== undefined && others.length === 0) return [{ ...plain, shortMessage: only }]
  const reference = Number.parseInt(token.slice(0, 2), 16)
  return parts.map((part, index) => {
    const header = headerFor({ number: index + 1, total: parts.length }, reference)
    return {
      ...plain,
      esmClass: esmClass.header,
      shortMessage: Buffer.concat([header, part]),
    }
  })
}

/** One for each message of the text. Of states in between only who asked for them is told. */
function receiptsOf({ form, url }: Post, done: Date): readonly DeliverSm[] {
  const { ids, registeredDelivery: wanted } = readReceiptUrl(url)
  const state = states.get(form['MessageStatus'] ?? '')
  const isIntermediate = state === 'ENROUTE'
  const isWanted = isIntermediate ? (wanted & 0x10) !== 0 : isFinalWanted(wanted, state)
  if (state === undefined || !isWanted) return []
  const code = (form['ErrorCode'] ?? '').slice(-3)
  const error = code === '' ? {} : { error: code }
  return ids.map((id) => ({
    ...between(form['To'], form['From']),
    esmClass: isIntermediate ? esmClass.intermediate : esmClass.receipt,
    ...receiptFor({ id, state, isIntermediate, ...error }, { submitted: done, done }),
  }))
}

/** 1 asks for every end, 2 for failures alone. SMPP 3.4, 5.2.17 */
function isFinalWanted(wanted: number, state: MessageStateName | undefined): boolean {
  return (wanted & 0x3) === 1 || ((wanted & 0x3) === 2 && state !== 'DELIVRD')
}

const states: ReadonlyMap<string, MessageStateName> = new Map<string, MessageStateName>([
  ['sent', 'ENROUTE'],
  ['delivered', 'DELIVRD'],
  ['undelivered', 'UNDELIV'],
  ['failed', 'REJECTD'],
])

function between(source = '', destination = ''): Omit<DeliverSm, 'shortMessage'> {
  return {
    kind: 'deliver_sm',
    source: addressOf(source),
    destination: addressOf(destination),
    esmClass: 0,
    registeredDelivery: 0,
    dataCoding: 0,
    tlvs: noTlvs,
  }
}
