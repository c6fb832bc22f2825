import type { Carrier } from '../../../src/core/carrier.ts'
import type { Settings } from '../../../src/core/settings.ts'
import { definite } from '../../../src/lib/definite.ts'
import { createApi } from './api.ts'
import { createDevice } from './device.ts'
import { readInbox } from './inbox.ts'
import { createNumbers } from './numbers.ts'
import { createParts } from './parts.ts'
import { createPictures } from './pictures.ts'
import { problemAtPhone, problemAtServer } from './problem.ts'
import { createReceive } from './receive.ts'
import { createRefresh } from './refresh.ts'
import { createSend } from './send.ts'
import type { Sim } from './sims.ts'
import { stateOf } from './state.ts'
import { createWebhooks } from './webhooks.ts'

export interface SmsgateOptions {
  readonly id: string
  /** The phone's own server; or, ending in `/3rdparty/v1`, a server that phones are connected to. */
  readonly baseUrl: string
  readonly user?: string
  readonly password?: string
  /** Instead of user and password. */
  readonly token?: string
  /** The phone signs its webhooks with it. */
  readonly signingKey: string
  /** Which phone, where a server has several. */
  readonly deviceId?: string
  readonly sims: readonly Sim[]
  /** What the SIM can be asked to send without being taken for a robot. */
  readonly segmentsPerMinute?: number
  /** Our public URL for this carrier, secret included, without a slash at the end. */
  readonly webhook: string
  readonly settings: Settings
  readonly timeoutMs?: number
  readonly now?: () => number
}

/**
 * SMSGate: an Android phone with its SIMs as carrier, asked directly or by a server. docs.sms-gate.app
 */
export function smsgate(options: SmsgateOptions): Carrier {
  const { id, baseUrl, deviceId, sims, settings, webhook, signingKey, now = Date.now } = options
  const { user, password, token, timeoutMs = 15_000, segmentsPerMinute = 15 } = options
  const isServer = baseUrl.endsWith('/3rdparty/v1')
  const api = createApi({ baseUrl, timeoutMs, ...definite({ user, password, token }) })
  const device = createDevice(api, isServer, deviceId, now)
  const webhooks = createWebhooks({ api, device, settings, id, webhook })
  const parts = createParts(settings, id, now)
  const pictures = createPictures(settings, id, now)

  return {
    id,
    capabilities: {
      maxTextLength: 1600,
      shortCodes: true,
      // A repeat is known whenever it comes; this is only how long to wait before it.
      settleTime: 5000,
      isSimulated: false,
      idempotentSend: true,
      receipts: 'perPart',
      mediaIn: true,
      optOut: 'self',
      registration: 'none',
      signature: 'hmac',
      rate: { perAccount: segmentsPerMinute / 60 },
    },
    receive: createReceive({ signingKey, sims, parts, pictures, now }),
    send: createSend({ api, device, sims }),
    state: async (messageId, signal) => await stateOf(api, messageId, signal),
    reportAgain: createRefresh({ api, device, settings, id, isServer, now }),

    /** What the phone has that no webhook brought, and what was announced and never came. */
    async *list(since, signal) {
      if (!isServer) yield* await readInbox(api, sims, since, signal)
      for (const message of await pictures.overdue(since.getTime())) {
        yield { direction: 'in', message }
      }
    },

    numbers: createNumbers(sims, webhooks),

    restore: webhooks.restore,
    problem: async (signal) =>
      isServer
        ? await problemAtServer(api, deviceId, now(), signal)
        : await problemAtPhone(api, signal),
  }
}
