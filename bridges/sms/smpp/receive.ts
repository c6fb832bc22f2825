import type { ConnectionHands } from '../../../src/core/carrier.ts'
import { alphabetOf, decodeText } from '../../../src/lib/smpp/data-coding.ts'
import type { Answer, LinkRequest } from '../../../src/lib/smpp/link.ts'
import type { DeliverSm } from '../../../src/lib/smpp/pdu.ts'
import { type Receipt, receiptIn } from '../../../src/lib/smpp/receipt.ts'
import { statuses } from '../../../src/lib/smpp/statuses.ts'
import type { MessageIds } from './message-ids.ts'
import type { Complete } from './options.ts'
import type { SessionTime } from './repeats.ts'
import type { Sender } from './send.ts'
import type { Sent } from './sent.ts'
import type { Texts } from './texts.ts'

export interface ReceiverDeps {
  readonly options: Pick<Complete, 'defaultAlphabet'>
  readonly texts: Texts
  readonly sent: Sent
  readonly sender: Pick<Sender, 'settled'>
  readonly ids: MessageIds
  readonly hands: ConnectionHands
}

/** What the SMSC asks of us on a session, and our answer. Never rejects. */
export type Receive = (request: LinkRequest, session: SessionTime) => Answer | Promise<Answer>

export function createReceiver(deps: ReceiverDeps): Receive {
  const { options, texts, sent, sender, ids, hands } = deps

  /** A receipt may come before the response that says which message it is about. */
  async function takeReceipt(receipt: Receipt): Promise<void> {
    const id = ids.ofReceipt(receipt.id)
    if (!sent.knows(id)) await sender.settled()
    const event = await sent.report(id, receipt)
    if (event !== undefined) await hands.take([event])
    sent.reported(id)
  }

  function receiptOf(message: DeliverSm): Receipt | undefined {
    const alphabet = alphabetOf(message.dataCoding, options.defaultAlphabet)
    const words = alphabet === 'binary' ? '' : decodeText(message.shortMessage, alphabet)
    return receiptIn(message, words)
  }

  async function answerReceipt(receipt: Receipt): Promise<Answer> {
    try {
      await takeReceipt(receipt)
      return { status: statuses.ESME_ROK, body: { kind: 'deliver_sm_resp' } }
    } catch (error) {
      hands.log.error({ err: error }, 'a receipt could not be taken in; the SMSC is to repeat it')
      return { status: statuses.ESME_RX_T_APPN, body: { kind: 'deliver_sm_resp' } }
    }
  }

  return ({ sequence, body }, session) => {
    if (body.kind !== 'deliver_sm') {
      return { status: statuses.ESME_RINVCMDID, body: { kind: 'generic_nack' } }
    }
    const receipt = receiptOf(body)
    return receipt === undefined ? texts.take(body, { session, sequence }) : answerReceipt(receipt)
  }
}
