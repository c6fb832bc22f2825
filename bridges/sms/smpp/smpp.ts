import type { Carrier } from '../../../src/core/carrier.ts'
import { unbound } from './errors.ts'
import { openEsme } from './esme.ts'
import { ownNumbers } from './numbers.ts'
import { complete, type SmppOptions } from './options.ts'
import type { Sender } from './send.ts'

/** A message centre that is reached by SMPP 3.4, as a transceiver. */
export function smpp(given: SmppOptions): Carrier {
  const options = complete(given)
  const { id, numbers, maxSegments, rate, settleSeconds } = options
  let sender: Sender | undefined

  return {
    id,
    capabilities: {
      // Of the GSM alphabet; of any other, fewer fit into as many segments.
      maxTextLength: maxSegments === 1 ? 160 : maxSegments * 153,
      shortCodes: true,
      settleTime: settleSeconds * 1000,
      isSimulated: false,
      idempotentSend: false,
      receipts: 'perPart',
      mediaIn: false,
      optOut: 'self',
      registration: 'none',
      signature: 'connection',
      ...(rate === undefined ? {} : { rate: { perAccount: rate } }),
    },
    numbers: ownNumbers(numbers),
    async send(text, signal) {
      if (sender === undefined) throw unbound()
      return await sender.send(text, signal)
    },
    connect(hands) {
      const esme = openEsme(options, hands)
      sender = esme.sender
      return {
        async [Symbol.asyncDispose]() {
          sender = undefined
          await esme[Symbol.asyncDispose]()
        },
      }
    },
  }
}
