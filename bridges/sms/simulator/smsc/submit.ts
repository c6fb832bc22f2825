import { randomBytes } from 'node:crypto'
import { definite } from '../../../../src/lib/definite.ts'
import { type Content, contentOf } from '../../../../src/lib/smpp/concatenation.ts'
import { alphabetOf, decodeText } from '../../../../src/lib/smpp/data-coding.ts'
import type { SubmitSm } from '../../../../src/lib/smpp/pdu.ts'
import { statuses } from '../../../../src/lib/smpp/statuses.ts'
import { behaviourOf } from '../magic-numbers.ts'
import type { Network } from '../network.ts'
import { numberOf, recipientOf } from './addresses.ts'
import { receiptUrl, type SmscOptions } from './options.ts'
import { createParts } from './parts.ts'

/** Takes a message from who is bound. */
export type Submit = (message: SubmitSm) => Promise<Submitted>

/** `messageId` is empty when it was refused. */
export interface Submitted {
  readonly status: number
  readonly messageId: string
}

export function createSubmit({
  network,
  numbers,
}: Pick<SmscOptions, 'numbers'> & { readonly network: Pick<Network, 'send'> }): Submit {
  const parts = createParts()

  function ends(message: SubmitSm): { readonly from: string; readonly to: string } | number {
    const from = numberOf(message.source.address)
    if (from === undefined || !numbers.includes(from)) return statuses.ESME_RINVSRCADR
    const to = recipientOf(message.destination)
    if (to === undefined || to === from) return statuses.ESME_RINVDSTADR
    const behaviour = behaviourOf(to)
    if (behaviour.kind !== 'refused') return { from, to }
    return refusals.get(behaviour.code) ?? statuses.ESME_RSUBMITFAIL
  }

  return async (message) => {
    const found = ends(message)
    const content = contentOf(message)
    const alphabet = alphabetOf(message.dataCoding, 'gsm')
    if (typeof found === 'number') return refused(found)
    if (alphabet === 'binary' || content.isForPort) return refused(statuses.ESME_RX_R_APPN)
    const messageId = randomBytes(8).toString('hex')
    const whole = together(found, content, messageId)
    if (whole === undefined) return { status: statuses.ESME_ROK, messageId }
    const { registeredDelivery } = message
    const isReported = (registeredDelivery & 0x13) !== 0
    const statusCallback = isReported ? receiptUrl(whole.ids, registeredDelivery) : undefined
    const body = decodeText(whole.octets, alphabet)
    await network.send(definite({ ...found, body, statusCallback }))
    return { status: statuses.ESME_ROK, messageId }
  }

  /** Undefined while parts are missing. */
  function together(
    { from, to }: { readonly from: string; readonly to: string },
    { octets, part }: Content,
    id: string,
  ) {
    if (part === undefined) return { octets, ids: [id] }
    const all = parts.add(JSON.stringify([from, to]), part, { id, octets })
    if (all === undefined) return undefined
    return { octets: Buffer.concat(all.map((one) => one.octets)), ids: all.map((one) => one.id) }
  }
}

function refused(status: number): Submitted {
  return { status, messageId: '' }
}

/** What the numbers that are refused at once are refused with. */
const refusals: ReadonlyMap<number, number> = new Map([
  [21211, statuses.ESME_RINVDSTADR],
  [21614, statuses.ESME_RINVDSTADR],
  [21610, statuses.ESME_RX_R_APPN],
])
