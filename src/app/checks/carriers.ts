import type { Carrier } from '../../core/carrier.ts'
import { formatMoney } from '../../core/money.ts'
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

/** Credentials of the carriers, and whether they can reach us. Sends nothing. */
export const checkCarriers: Check = async (subject) => {
  const { config } = subject
  const nothing = { get: async () => undefined, set: async () => {}, entries: async () => [] }
  const { all } = await createCarriers(config, nothing, '', undefined)
  if (all.size === 0) return [fine('Carriers: none but the simulated one')]
  const credentials = await Promise.all([...all.values()].map(checkOne))
  const areCalled = [...all.values()].some(({ receive }) => receive !== undefined)
  return areCalled ? [...credentials, await checkPublicUrl(subject)] : credentials
}

async function checkOne({ id, balance, numbers, problem }: Carrier): Promise<Finding> {
  try {
    const signal = AbortSignal.timeout(15_000)
    const money = await balance?.(signal)
    const owned = await numbers?.owned(signal)
    const found = await problem?.(signal)
    if (found !== undefined) return warning(`Carrier "${id}": ${found}`, 'See docs/carriers.md.')
    const parts = [
      ...(money === undefined ? [] : [`balance ${formatMoney(money)}`]),
      ...(owned === undefined ? [] : [`${owned.length} numbers`]),
    ]
    return fine(`Carrier "${id}": ${parts.join(', ')}`)
  } catch (error) {
    return wrong(
      `Carrier "${id}": ${messageOf(error)}`,
      `Check carriers.${id} in the configuration.`,
    )
  }
}

async function checkPublicUrl({ config, running }: Subject): Promise<Finding> {
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
