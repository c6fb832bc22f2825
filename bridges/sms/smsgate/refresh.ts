import { z } from 'zod'
import { CarrierError } from '../../../src/core/errors.ts'
import type { Settings } from '../../../src/core/settings.ts'
import type { Api } from './api.ts'
import type { Device } from './device.ts'

export interface RefreshDeps {
  readonly api: Api
  readonly device: Device
  readonly settings: Settings
  /** The carrier's name. */
  readonly id: string
  readonly isServer: boolean
  readonly now: () => number
}

const minute = 60_000
/** A server wakes the phone for it, so it is asked for so often only; milliseconds. */
const pause = 60 * minute
/** The phone's clock and ours differ. */
const overlap = 5 * minute

/**
 * Has the phone look through its inbox and report what came at `since` or later. It does so by webhooks,
 * some time later. docs.sms-gate.app/features/reading-messages
 */
export function createRefresh({ api, device, settings, id, isServer, now }: RefreshDeps) {
  const key = `smsgate ${id} refreshed`
  let isFirst = true

  async function ask(since: number, signal?: AbortSignal): Promise<void> {
    const deviceId = await device(signal)
    const body = {
      since: new Date(since).toISOString(),
      until: new Date(now() + overlap).toISOString(),
      messageTypes: ['SMS', 'MMS'],
      // The first is what servers read, the second what phones do.
      webhookDelivery: 'Individual',
      triggerWebhooks: true,
      ...(deviceId === undefined ? {} : { deviceId }),
    }
    const post = (path: string) => api({ method: 'POST', path, body }, z.unknown(), signal)
    await post('/inbox/refresh').catch(async (error: unknown) => {
      if (!(error instanceof CarrierError && error.code === 'not-found')) throw error
      // Its older name.
      await post('/messages/inbox/export')
    })
  }

  return async (since: Date, signal?: AbortSignal): Promise<void> => {
    const startedAt = now()
    const last = Number((await settings.get(key)) ?? Number.POSITIVE_INFINITY)
    if (isServer && !isFirst && startedAt - last < pause) return
    await ask(Math.min(since.getTime(), last - overlap), signal)
    isFirst = false
    await settings.set(key, String(startedAt))
  }
}
