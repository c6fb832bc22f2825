import twilio from 'twilio'
import type { CarrierProcess } from './carrier-process.ts'

/** Texts posted to Homeline as the carrier does, signed by its own package. */
export interface SignedWebhooks {
  /** @returns the HTTP status */
  post(fields: Readonly<Record<string, string>>, options?: { signed?: boolean }): Promise<number>
}

/** @param carrier one of whose numbers is a line already: it knows where its texts go */
export function signedWebhooks({ url, environment }: CarrierProcess): SignedWebhooks {
  const {
    HOMELINE_CARRIERS_SIM_ACCOUNT_SID: sid = '',
    HOMELINE_CARRIERS_SIM_AUTH_TOKEN: token = '',
  } = environment

  async function webhookUrl(): Promise<string> {
    const answer = await fetch(`${url}/2010-04-01/Accounts/${sid}/IncomingPhoneNumbers.json`, {
      headers: { authorization: `Basic ${btoa(`${sid}:${token}`)}` },
    })
    const { incoming_phone_numbers: numbers } = (await answer.json()) as {
      readonly incoming_phone_numbers: readonly { readonly sms_url: string }[]
    }
    return numbers[0]?.sms_url ?? ''
  }

  return {
    async post(fields, { signed = true } = {}) {
      const to = await webhookUrl()
      const form = { NumSegments: '1', NumMedia: '0', AccountSid: sid, ...fields }
      const signature = twilio.getExpectedTwilioSignature(token, to, form)
      const response = await fetch(to, {
        method: 'POST',
        headers: {
          'content-type': 'application/x-www-form-urlencoded',
          'x-twilio-signature': signed ? signature : `x${signature.slice(1)}`,
        },
        body: new URLSearchParams(form).toString(),
      })
      return response.status
    },
  }
}
