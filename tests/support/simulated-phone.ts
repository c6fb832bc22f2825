import { z } from 'zod'
import { phone as simulated } from '../../bridges/sms/simulator/gateway/phone.ts'
import type { Simulator } from '../../bridges/sms/simulator/simulator.ts'
import { smsgate } from '../../bridges/sms/smsgate/smsgate.ts'
import type { Carrier, CarrierEvent } from '../../src/core/carrier.ts'
import type { PhoneNumber } from '../../src/core/phone.ts'
import type { Settings } from '../../src/core/settings.ts'
import { phone } from './own-number.ts'
import type { TestBridge, TestSimulator } from './simulator.ts'

/** The numbers of the simulated phone's SIMs. */
export const [firstSim, secondSim] = simulated.sims.map(({ number }) => phone(number)) as [
  PhoneNumber,
  PhoneNumber,
]

/** The real adapter, pointed at the simulated phone. */
export function phoneAdapter(
  { url }: Pick<Simulator, 'url'>,
  webhook: string,
  settings: Settings,
): Required<Carrier> {
  const { user, password, signingKey, sims } = simulated
  const carrier = smsgate({
    id: 'phone',
    baseUrl: `${url}/3rdparty/v1`,
    user,
    password,
    signingKey,
    sims: sims.map(({ sim, number }) => ({ sim, number: phone(number) })),
    webhook,
    settings,
  })
  return carrier as Required<Carrier>
}

/** Answers as Homeline does, and keeps what the adapter reads. */
export function listening(bridge: TestBridge, carrier: Carrier): readonly CarrierEvent[] {
  const events: CarrierEvent[] = []
  bridge.answer = async ({ url, headers, body }) => {
    const request = { url: bridge.url + url, headers, body: Buffer.from(body) }
    events.push(...((await carrier.receive?.(request)) ?? []))
    return 204
  }
  return events
}

/** One call of the API as the phone's owner makes it. */
export async function callGateway(
  { url }: Pick<Simulator, 'url'>,
  method: string,
  path: string,
  body?: object,
): Promise<{ readonly status: number; readonly body: unknown }> {
  const response = await fetch(`${url}/3rdparty/v1${path}`, {
    method,
    headers: {
      authorization: `Basic ${btoa(`${simulated.user}:${simulated.password}`)}`,
      'content-type': 'application/json',
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  const text = await response.text()
  return { status: response.status, body: text === '' ? undefined : JSON.parse(text) }
}

/** What has become of a text that the phone is to send. */
export async function stateOf(simulator: TestSimulator, id: string): Promise<string> {
  const { body } = await callGateway(simulator, 'GET', `/messages/${id}`)
  return z.object({ state: z.string() }).parse(body).state
}

/** Registers a webhook for each event, under the event's name. */
export async function registerWebhooks(
  simulator: TestSimulator,
  url: string,
  ...events: string[]
): Promise<void> {
  for (const event of events) {
    await callGateway(simulator, 'POST', '/webhooks', { id: event, url, event })
  }
}

/** How many reports the phone has not got rid of. */
export async function waitingReports(simulator: TestSimulator): Promise<number> {
  const { body } = await simulator.control('GET', '/gateway')
  return z.object({ waitingReports: z.number() }).parse(body).waitingReports
}
