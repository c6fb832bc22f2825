import { CarrierError } from '../../../src/core/errors.ts'
import type { Api } from './api.ts'
import { deviceList } from './schemas.ts'

/** Which phone of the gateway it is; undefined where the gateway is the phone itself. */
export type Device = (signal?: AbortSignal) => Promise<string | undefined>

/** How long the only phone of an account is taken for the only one, milliseconds. */
const lifetime = 600_000

/**
 * A server sends by any of an account's phones unless it is told by which, and it knows repeats for each
 * phone only: so it is always told.
 */
export function createDevice(
  api: Api,
  isServer: boolean,
  deviceId: string | undefined,
  now: () => number,
): Device {
  let known: { readonly id: string; readonly until: number } | undefined

  return async (signal) => {
    if (!isServer || deviceId !== undefined) return deviceId
    if (known !== undefined && now() < known.until) return known.id
    const [only, ...others] = await devicesOf(api, signal).catch(surelyUndone)
    if (only === undefined || others.length > 0) throw new CarrierError('account', which(only?.id))
    known = { id: only.id, until: now() + lifetime }
    return known.id
  }
}

/** The phones that the account has. @throws CarrierError */
export async function devicesOf(api: Api, signal?: AbortSignal) {
  const all = await api({ method: 'GET', path: '/devices' }, deviceList, signal)
  return all.filter(({ deletedAt }) => deletedAt === undefined)
}

/** Why it can't be told which phone is meant. */
export function which(first: string | undefined): string {
  return first === undefined
    ? 'The gateway has no phone yet: connect the app with this account.'
    : 'The account has several phones: deviceId has to say which one.'
}

/** To ask for the phones sends nothing, whatever became of the answer. */
function surelyUndone(error: unknown): never {
  if (!(error instanceof CarrierError) || !error.maybeSent) throw error
  throw new CarrierError(error.code, error.message, { cause: error, isRetryable: true })
}
