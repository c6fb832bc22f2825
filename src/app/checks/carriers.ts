import type { Carrier } from '../../core/carrier.ts'
import { formatMoney } from '../../core/money.ts'
import { formatPhoneNumber } from '../../core/phone.ts'
import { forgetful } from '../../core/settings.ts'
import { createCarriers } from '../carriers.ts'
import {
  type Check,
  type Finding,
  fine,
  messageOf,
  type Subject,
  skipped,
  warning,
  wrong,
} from './check.ts'
import { keptConnection } from './connection.ts'

/** Credentials of the carriers, and whether they can reach us. Sends nothing and connects nothing. */
export const checkCarriers: Check = async (subject) => {
  const { all } = await createCarriers(subject.config, forgetful, '', undefined)
  if (all.size === 0) return [fine('Carriers: none but the simulated one')]
  const carriers = [...all.values()]
  const found = await Promise.all(carriers.map(async (each) => await checkOne(subject, each)))
  const isReached = carriers.some(({ receive }) => receive !== undefined)
  return [...found.flat(), ...(isReached ? [await checkPublicUrl(subject)] : [])]
}

async function checkOne({ running }: Subject, carrier: Carrier): Promise<Finding[]> {
  const found = await checkAnswers(carrier, { isConnected: false })
  if (carrier.connect === undefined) return found
  if (running !== undefined) return [...found, await keptConnection(running, carrier.id)]
  const what = `Carrier "${carrier.id}": its connection is made while Homeline runs`
  const remedy = `"npx homeline carrier check ${carrier.id}" makes it for a moment.`
  return [...found, skipped(what, remedy)]
}

/** What the carrier says when it is asked: whether it knows us, what is left to spend, what keeps it from working. */
export async function checkAnswers(
  { id, balance, numbers, problem, connect }: Carrier,
  { isConnected, naming = false }: { readonly isConnected: boolean; readonly naming?: boolean },
): Promise<Finding[]> {
  try {
    const signal = AbortSignal.timeout(15_000)
    const money = await balance?.(signal)
    const owned = await numbers?.owned(signal)
    const parts = [
      ...(money === undefined ? [] : [`balance ${formatMoney(money)}`]),
      ...(owned === undefined ? [] : [`${owned.length} numbers`]),
    ]
    const list = naming ? (owned ?? []).map(({ number }) => formatPhoneNumber(number)) : []
    const found = connect === undefined || isConnected ? await problem?.(signal) : undefined
    const fault = found === undefined ? [] : [warning(`Carrier "${id}": ${found}`, mend)]
    return [
      fine(
        `Carrier "${id}": ${parts.length === 0 ? 'tells no balance and no numbers' : parts.join(', ')}`,
      ),
      ...(list.length > 0 ? [fine(`Its numbers: ${list.join(', ')}`)] : []),
      ...fault,
    ]
  } catch (error) {
    const remedy = `Check carriers.${id} in the configuration.`
    return [wrong(`Carrier "${id}": ${messageOf(error)}`, remedy)]
  }
}

const mend = 'Until that is mended, texts may not flow.'

/** Whether webhooks find their way. */
export async function checkPublicUrl({ config, running }: Subject): Promise<Finding> {
  const { publicUrl } = config.web
  if (publicUrl === undefined) {
    return wrong(
      'Carriers can not reach Homeline: web.publicUrl is not set',
      'Set it to an https address that leads to web.port, for example by a reverse proxy or a tunnel.',
    )
  }
  if (running === undefined) {
    return skipped(`Public URL ${publicUrl}`, 'Start Homeline, then ask again.')
  }
  const answer = await fetch(`${publicUrl}/health/live`, { redirect: 'manual' }).catch(
    () => undefined,
  )
  if (answer?.ok === true) return fine(`Public URL ${publicUrl}: leads to Homeline`)
  const what = `${publicUrl}/health/live does not lead to Homeline from here`
  return warning(
    what,
    'Check the reverse proxy or tunnel; some networks can’t reach their own address.',
  )
}
