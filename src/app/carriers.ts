import type { Simulator } from '../../bridges/sms/simulator/simulator.ts'
import { twilio } from '../../bridges/sms/twilio/twilio.ts'
import type { Config } from '../config/load.ts'
import type { Carrier } from '../core/carrier.ts'
import { CarrierError } from '../core/errors.ts'
import type { Settings } from '../core/settings.ts'
import { webhookPath } from '../web/webhooks.ts'
import { makeCarrier } from './carrier-kinds.ts'
import { simulator as simulatorName } from './names.ts'
import { keptSecret } from './secrets.ts'

export interface Carriers {
  readonly all: ReadonlyMap<string, Carrier>
  /** The unguessable part of a carrier's webhook URLs. */
  readonly secretOf: (carrier: string) => string | undefined
  /** Where a carrier posts its numbers' texts. */
  readonly webhookOf: (carrier: string) => string
}

/** Every carrier of the configuration, and the simulated one when it runs. */
export async function createCarriers(
  { carriers: configured }: Pick<Config, 'carriers'>,
  settings: Settings,
  publicUrl: string,
  simulated: Simulator | undefined,
): Promise<Carriers> {
  const all = new Map<string, Carrier>()
  const secrets = new Map<string, string>()
  const webhookOf = (id: string) => `${publicUrl}${webhookPath(id, secrets.get(id) ?? '')}`

  for (const id of [...Object.keys(configured), simulatorName]) {
    secrets.set(id, await keptSecret(settings, `webhook ${id}`))
  }

  for (const [id, given] of Object.entries(configured)) {
    all.set(id, makeCarrier(id, given, { webhook: webhookOf(id), settings }))
  }
  if (simulated !== undefined) {
    const { url, accountSid, authToken } = simulated
    const webhook = webhookOf(simulatorName)
    const bases = { apiBase: url, pricingBase: url }
    const options = { id: simulatorName, accountSid, authToken, webhook, ...bases }
    all.set(simulatorName, twilio({ ...options, isSimulated: true, settleTime: 2000 }))
  }
  return { all, secretOf: (id) => secrets.get(id), webhookOf }
}

/**
 * Points the numbers of our lines at us, when our address is another than the last time. One that can't
 * be pointed keeps no other from it; one that the carrier has not any more is left alone.
 * @throws what the first one failed with, and then all are pointed again the next time
 */
export async function pointNumbers(
  carrier: Pick<Carrier, 'id' | 'numbers'>,
  numberIds: readonly string[],
  settings: Settings,
  webhook: string,
  signal?: AbortSignal,
): Promise<void> {
  const key = `pointed ${carrier.id}`
  if ((await settings.get(key)) === webhook) return
  const failures: unknown[] = []
  for (const id of numberIds) {
    await carrier.numbers?.configure(id, signal).catch((error: unknown) => failures.push(error))
  }
  const [failure] = failures.filter((error) => !isGone(error))
  if (failure !== undefined) throw failure
  await settings.set(key, webhook)
}

function isGone(error: unknown): boolean {
  return error instanceof CarrierError && error.code === 'not-found'
}
