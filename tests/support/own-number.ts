import type { Simulator } from '../../bridges/sms/simulator/simulator.ts'
import { type TwilioOptions, twilio } from '../../bridges/sms/twilio/twilio.ts'
import type { CarrierMedia, WebhookCarrier } from '../../src/core/carrier.ts'
import { type PhoneNumber, parsePhoneNumber } from '../../src/core/phone.ts'

type Adapter = Required<Omit<WebhookCarrier, 'media'>> & { readonly media: Required<CarrierMedia> }

/** The real adapter, pointed at the simulated carrier. */
export function adapterOf(
  simulator: Simulator,
  webhook: string,
  options: Partial<TwilioOptions> = {},
): Adapter {
  const { accountSid, authToken, url } = simulator
  const carrier = twilio({
    id: 'simulator',
    accountSid,
    authToken,
    webhook,
    apiBase: url,
    pricingBase: url,
    ...options,
  })
  return carrier as Adapter
}

export function phone(text: string): PhoneNumber {
  const number = parsePhoneNumber(text)
  if (number === undefined) throw new Error(`${text} is no number`)
  return number
}

/** Buys a number whose texts are posted to `webhook`. */
export async function ownNumber(
  simulator: Simulator,
  webhook: string,
  wanted = '+14155550119',
): Promise<PhoneNumber> {
  const { number } = await adapterOf(simulator, webhook).numbers.buy(phone(wanted))
  return number
}
