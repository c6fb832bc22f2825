import { createHash } from 'node:crypto'
import { CarrierError } from '../../../src/core/errors.ts'
import type { Settings } from '../../../src/core/settings.ts'
import type { Api } from './api.ts'
import type { Device } from './device.ts'
import { webhookList } from './schemas.ts'

export interface WebhooksDeps {
  readonly api: Api
  readonly device: Device
  readonly settings: Settings
  /** The carrier's name. */
  readonly id: string
  /** Our address, which ends in a secret that is always the same. */
  readonly webhook: string
}

/** Our webhooks at the gateway: one for each kind of event, under IDs of our own. */
export interface Webhooks {
  /** Doing it again changes nothing; an address that has changed replaces the old one. */
  register(signal?: AbortSignal): Promise<void>
  /** Registers again what is gone, after the app was installed anew for example. */
  restore(signal?: AbortSignal): Promise<void>
}

const needed = ['sms:received', 'sms:sent', 'sms:delivered', 'sms:failed']
/** Older apps don't know these. */
const welcome = ['sms:cancelled', 'mms:received', 'mms:downloaded']

export function createWebhooks({ api, device, settings, id, webhook }: WebhooksDeps): Webhooks {
  const isRegistered = `smsgate ${id} registered`
  const secret = webhook.slice(webhook.lastIndexOf('/') + 1)

  async function registerAll(events: readonly string[], signal?: AbortSignal): Promise<void> {
    const deviceId = await device(signal)
    for (const event of events) {
      const body = {
        id: webhookId(secret, event),
        url: webhook,
        event,
        ...(deviceId === undefined ? {} : { deviceId }),
      }
      const call = api({ method: 'POST', path: '/webhooks', body }, webhookList.element, signal)
      await call.catch((error: unknown) => {
        if (!isRefused(error)) throw error
        if (needed.includes(event)) throw addressRefused(error)
      })
    }
  }

  return {
    async register(signal) {
      await registerAll([...needed, ...welcome], signal)
      await settings.set(isRegistered, 'yes')
    },

    async restore(signal) {
      if ((await settings.get(isRegistered)) === undefined) return
      const there = await api({ method: 'GET', path: '/webhooks' }, webhookList, signal)
      const isThere = (event: string) =>
        there.some(({ id, url }) => id === webhookId(secret, event) && url === webhook)
      if (!needed.every(isThere)) await registerAll([...needed, ...welcome], signal)
    },
  }
}

/** Another Homeline at the same gateway has others. At most 36 characters. */
function webhookId(secret: string, event: string): string {
  const hash = createHash('sha256').update(`${secret} ${event}`).digest('base64url')
  return `homeline-${hash.slice(0, 24)}`
}

function isRefused(error: unknown): error is CarrierError {
  return error instanceof CarrierError && error.providerCode === '400'
}

function addressRefused(cause: CarrierError): CarrierError {
  if (cause.code !== 'unknown') return cause
  const words =
    'The phone does not take our address: it reports to https:// addresses, or to 127.0.0.1. Please tell whoever runs this Homeline.'
  return new CarrierError('account', words, { cause, providerCode: '400' })
}
