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
import { createParts, type Piece } from './parts.ts'

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

  function ends(message: SubmitSm): Ends | number {
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
    const { registeredDelivery } = message
    const piece = { id: messageId, octets: content.octets, registeredDelivery }
    const pieces = together(found, content, piece)
    if (pieces !== undefined) {
      const body = decodeText(Buffer.concat(pieces.map(({ octets }) => octets)), alphabet)
      await network.send(definite({ ...found, body, statusCallback: callbackFor(pieces) }))
    }
    return { status: statuses.ESME_ROK, messageId }
  }

  /** Undefined while parts are missing. */
  function together({ from, to }: Ends, { part }: Content, piece: Piece) {
    return part === undefined ? [piece] : parts.add(JSON.stringify([from, to]), part, piece)
  }
}

interface Ends {
  readonly from: string
  readonly to: string
}

/** Some ask about one part of a text only. */
function callbackFor(pieces: readonly Piece[]): string | undefined {
  const asked = pieces.filter(({ registeredDelivery }) => (registeredDelivery & 0x13) !== 0)
  const [first] = asked
  if (first === undefined) return undefined
  return receiptUrl(
    asked.map(({ id }) => id),
    first.registeredDelivery,
  )
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
