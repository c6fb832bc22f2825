import { z } from 'zod'
import { getNumber } from '../crash/get-number.ts'
import { type CarrierProcess, startCarrier } from '../support/carrier-process.ts'
import { logIn } from '../support/client-api.ts'
import { type CarrierFront, startCarrierFront } from './carrier-front.ts'
import { type BenchHomeserver, serverName } from './homeserver.ts'
import { type Program, startProgram } from './program.ts'
import { type CarrierAccount, newSid, postSigned } from './webhook.ts'

export interface HomelineChat {
  readonly contact: string
  readonly room: string
}

/** Homeline as a process of its own, with two lines at a carrier. */
export interface HomelineSide extends AsyncDisposable {
  readonly program: Program
  readonly carrier: CarrierFront
  /** The simulated carrier's process, whose time is not Homeline's. */
  readonly carrierPid: number
  readonly lines: readonly [string, string]
  /** Somebody texts a line: a signed webhook. Resolves when it is answered. */
  text(from: string, line: string, body: string): Promise<void>
}

export async function startHomelineSide(
  folder: string,
  homeserver: BenchHomeserver,
): Promise<HomelineSide> {
  await using stack = new AsyncDisposableStack()
  const simulator = stack.use(await startCarrier(folder))
  const account = accountOf(simulator)
  const carrier = stack.use(await startCarrierFront(account))
  const settings = {
    'homeserver.kind': 'existing',
    'homeserver.url': homeserver.url,
    'homeserver.serverName': serverName,
    'appservice.port': homeserver.appservicePort,
    'appservice.registration': homeserver.registrations,
    'web.port': 0,
  }
  const flags = Object.entries(settings).flatMap(([key, value]) => ['--set', `${key}=${value}`])
  const environment = {
    ...simulator.environment,
    HOMELINE_CARRIERS_SIM_API_BASE: carrier.url,
    HOMELINE_PERMISSIONS: JSON.stringify({ [serverName]: { own: 2 } }),
  }
  const program = stack.use(await startProgram(folder, flags, environment))
  stack.defer(carrier.idle)

  const api = await logIn(homeserver.url, homeserver.account)
  await api.request('POST', '/createRoom', {
    invite: [`@homeline:${serverName}`],
    is_direct: true,
    preset: 'private_chat',
  })
  const lines = [await getNumber(api), await getNumber(api)] as const
  const webhooks = await webhooksOf(account)
  const rest = stack.move()
  return {
    program,
    carrier,
    carrierPid: simulator.pid,
    lines,
    async text(from, line, body) {
      const id = newSid()
      await postSigned(account, webhooks.get(line) ?? '', {
        MessageSid: id,
        SmsSid: id,
        SmsStatus: 'received',
        From: from,
        To: line,
        Body: body,
        NumMedia: '0',
        NumSegments: '1',
      })
    },
    [Symbol.asyncDispose]: async () => await rest.disposeAsync(),
  }
}

function accountOf({ url, environment }: CarrierProcess): CarrierAccount {
  const given = credentials.parse(environment)
  const { HOMELINE_CARRIERS_SIM_ACCOUNT_SID: accountSid } = given
  return { url, accountSid, authToken: given.HOMELINE_CARRIERS_SIM_AUTH_TOKEN }
}

/** Where Homeline wants its numbers' texts, by number. */
async function webhooksOf(account: CarrierAccount): Promise<ReadonlyMap<string, string>> {
  const { url, accountSid, authToken } = account
  const basic = Buffer.from(`${accountSid}:${authToken}`).toString('base64')
  const list = `${url}/2010-04-01/Accounts/${accountSid}/IncomingPhoneNumbers.json`
  const response = await fetch(list, { headers: { authorization: `Basic ${basic}` } })
  const { incoming_phone_numbers: numbers } = page.parse(await response.json())
  return new Map(numbers.map(({ phone_number, sms_url }) => [phone_number, sms_url]))
}

const credentials = z.object({
  HOMELINE_CARRIERS_SIM_ACCOUNT_SID: z.string(),
  HOMELINE_CARRIERS_SIM_AUTH_TOKEN: z.string(),
})
const page = z.object({
  incoming_phone_numbers: z.array(z.object({ phone_number: z.string(), sms_url: z.string() })),
})
