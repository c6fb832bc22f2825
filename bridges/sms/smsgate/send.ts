import type { AcceptedText, OutgoingText } from '../../../src/core/carrier.ts'
import { CarrierError } from '../../../src/core/errors.ts'
import type { Api } from './api.ts'
import type { Device } from './device.ts'
import { messageIdOf } from './parts.ts'
import { accepted } from './schemas.ts'
import type { Sim } from './sims.ts'

export interface SendDeps {
  readonly api: Api
  readonly device: Device
  readonly sims: readonly Sim[]
}

/** A text that a phone could not send for so long is not sent any more, seconds. */
const ttl = 24 * 3600

/**
 * Gives a text to the gateway under an ID that follows from its key: asked again, the gateway knows it and
 * sends nothing. The number is not checked there, because phones reach more than the app expects: short
 * codes, and landlines that read texts out.
 */
export function createSend({ api, device, sims }: SendDeps) {
  return async (
    { from, to, text, key }: OutgoingText,
    signal?: AbortSignal,
  ): Promise<AcceptedText> => {
    const simNumber = sims.find(({ number }) => number === from)?.sim
    if (simNumber === undefined) {
      throw new CarrierError('sender-not-ours', 'No SIM of the phone has the number of this line.')
    }
    const deviceId = await device(signal)
    const id = messageIdOf(key, text)
    const body = {
      id,
      textMessage: { text },
      phoneNumbers: [to],
      simNumber,
      ttl,
      withDeliveryReport: true,
      ...(deviceId === undefined ? {} : { deviceId }),
    }
    const query = { skipPhoneValidation: 'true' }
    const path = '/messages'
    await api({ method: 'POST', path, query, body }, accepted, signal).catch(knownAlready)
    return { id, state: 'sent' }
  }
}

function knownAlready(error: unknown): void {
  if (!(error instanceof CarrierError && error.providerCode === '409')) throw error
}
