import { z } from 'zod'
import { phone } from '../../bridges/sms/simulator/gateway/phone.ts'
import type { CarrierProcess } from './carrier-process.ts'

/** As which kind of carrier Homeline knows the simulated one. */
export const simulatedKindNames = ['twilio', 'smsgate', 'smpp'] as const
export type SimulatedKind = (typeof simulatedKindNames)[number]

/** What the simulated carrier says of itself when it runs. */
interface Announced {
  readonly url: string
  readonly accountSid: string
  readonly authToken: string
  readonly smscPort: number
}

type Known = Pick<CarrierProcess, 'environment' | 'ownNumber' | 'tellsWholeSeconds' | 'unreported'>

export const simulatedKinds: Readonly<
  Record<SimulatedKind, (announced: Announced) => Promise<Known>>
> = {
  twilio: async ({ url, accountSid, authToken }) => ({
    environment: {
      HOMELINE_CARRIERS_SIM_KIND: 'twilio',
      HOMELINE_CARRIERS_SIM_ACCOUNT_SID: accountSid,
      HOMELINE_CARRIERS_SIM_AUTH_TOKEN: authToken,
      HOMELINE_CARRIERS_SIM_API_BASE: url,
      HOMELINE_CARRIERS_SIM_PRICING_BASE: url,
      HOMELINE_CARRIERS_SIM_SETTLE_SECONDS: '1',
    },
    tellsWholeSeconds: false,
    // It gives up soon; what is lost is listed.
    unreported: async () => 0,
  }),

  smsgate: async ({ url }) => {
    const control = `${url}/_sim/gateway`
    const headers = { 'content-type': 'application/json' }
    await fetch(control, { method: 'PUT', headers, body: '{"retryPause":300}' })
    return {
      environment: {
        HOMELINE_CARRIERS_SIM_KIND: 'smsgate',
        HOMELINE_CARRIERS_SIM_BASE_URL: `${url}/3rdparty/v1`,
        HOMELINE_CARRIERS_SIM_USER: phone.user,
        HOMELINE_CARRIERS_SIM_PASSWORD: phone.password,
        HOMELINE_CARRIERS_SIM_SIGNING_KEY: phone.signingKey,
        HOMELINE_CARRIERS_SIM_SIMS: JSON.stringify(phone.sims),
        HOMELINE_CARRIERS_SIM_SEGMENTS_PER_MINUTE: '600',
      },
      ownNumber: phone.sims[0].number,
      tellsWholeSeconds: true,
      unreported: async () => shown.parse(await (await fetch(control)).json()).waitingReports,
    }
  },

  smpp: async ({ smscPort }) => ({
    environment: {
      HOMELINE_CARRIERS_SIM_KIND: 'smpp',
      HOMELINE_CARRIERS_SIM_HOST: '127.0.0.1',
      HOMELINE_CARRIERS_SIM_PORT: String(smscPort),
      HOMELINE_CARRIERS_SIM_SYSTEM_ID: simulatedCentre.systemId,
      HOMELINE_CARRIERS_SIM_PASSWORD: simulatedCentre.password,
      HOMELINE_CARRIERS_SIM_NUMBERS: JSON.stringify(simulatedCentre.numbers),
      HOMELINE_CARRIERS_SIM_SETTLE_SECONDS: '1',
    },
    ownNumber: simulatedCentre.numbers[0],
    tellsWholeSeconds: false,
    unreported: async () => 0,
  }),
}

/** The message centre that runs beside the simulated carrier. */
export const simulatedCentre = {
  port: 0,
  systemId: 'homeline',
  password: 'secret',
  numbers: ['+13035550199'],
} as const

const shown = z.object({ waitingReports: z.number() })
