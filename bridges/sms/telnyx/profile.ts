import type { z } from 'zod'
import { ignoreUnknown } from '../../../src/core/carrier-refusal.ts'
import { CarrierError } from '../../../src/core/errors.ts'
import type { Api } from './api.ts'
import { one, page, profile } from './schemas.ts'

export interface ProfileDeps {
  readonly api: Api
  /** The one that is configured, if so. */
  readonly id?: string
  /** Of the one that is made otherwise, and by which it is found again. */
  readonly name: string
  /** Where its texts are to be posted. */
  readonly webhook: string
}

/** The messaging profile that our numbers belong to: it says where their texts are posted. */
export interface Profile {
  /**
   * Points it at us, and makes it when there is none; asks the provider once only.
   * @returns its ID @throws CarrierError
   */
  ensure(signal?: AbortSignal): Promise<string>
  /**
   * Points it at us again if somebody changed that: texts that go elsewhere are lost, for the provider lists
   * none. @throws CarrierError
   */
  restore(signal?: AbortSignal): Promise<void>
  /** What keeps it from working. @throws CarrierError */
  problem(signal?: AbortSignal): Promise<string | undefined>
}

type Found = z.infer<typeof profile>

export function createProfile({ api, id, name, webhook }: ProfileDeps): Profile {
  const pointed = { webhook_url: webhook, webhook_api_version: '2' }
  let ensured: Promise<string> | undefined

  async function find(signal?: AbortSignal): Promise<Found | undefined> {
    if (id === undefined) return await findByName(signal)
    const path = `/messaging_profiles/${encodeURIComponent(id)}`
    const answer = await api.call({ path }, one(profile), signal).catch(ignoreUnknown)
    return answer?.data
  }

  async function findByName(signal?: AbortSignal): Promise<Found | undefined> {
    const query = { 'filter[name]': name, 'page[size]': '250' }
    const { data } = await api.call({ path: '/messaging_profiles', query }, page(profile), signal)
    return data.find((each) => each.name === name)
  }

  async function make(signal?: AbortSignal): Promise<Found> {
    const body = { name, whitelisted_destinations: ['*'], mms_transcoding: true, ...pointed }
    const request = { method: 'POST', path: '/messaging_profiles', body } as const
    return (await api.call(request, one(profile), signal)).data
  }

  async function point({ id, ...is }: Found, signal?: AbortSignal): Promise<void> {
    const isPointed = is.webhook_url === webhook && (is.webhook_api_version ?? '2') === '2'
    if (isPointed) return
    const path = `/messaging_profiles/${encodeURIComponent(id)}`
    await api.call({ method: 'PATCH', path, body: pointed }, one(profile), signal)
  }

  async function ensureNow(signal?: AbortSignal): Promise<string> {
    const found = await find(signal)
    if (found === undefined && id !== undefined) throw new CarrierError('account', missing)
    const mine = found ?? (await make(signal))
    await point(mine, signal)
    return mine.id
  }

  return {
    ensure: async (signal) => {
      ensured ??= ensureNow(signal).catch((error: unknown) => {
        ensured = undefined
        throw error
      })
      return await ensured
    },
    async restore(signal) {
      const found = await find(signal)
      if (found !== undefined) await point(found, signal)
    },
    async problem(signal) {
      const found = await find(signal)
      if (found === undefined) return id === undefined ? undefined : missing
      return found.enabled === false ? 'Its messaging profile is switched off.' : undefined
    },
  }
}

const missing = 'The messaging profile that is configured does not exist.'
