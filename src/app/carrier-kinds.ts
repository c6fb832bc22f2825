import { elks } from '../../bridges/sms/46elks/elks.ts'
import { smpp } from '../../bridges/sms/smpp/smpp.ts'
import { smsgate } from '../../bridges/sms/smsgate/smsgate.ts'
import { telnyx } from '../../bridges/sms/telnyx/telnyx.ts'
import { signalwire } from '../../bridges/sms/twilio/signalwire.ts'
import { twilio } from '../../bridges/sms/twilio/twilio.ts'
import type { Config } from '../config/load.ts'
import type { Carrier } from '../core/carrier.ts'
import type { Settings } from '../core/settings.ts'
import { definite } from '../lib/definite.ts'

type Configured = Config['carriers'][string]

/** What a carrier gets beside its part of the configuration. */
interface Surroundings {
  /** Our public URL for this carrier, secret included, without a slash at the end. */
  readonly webhook: string
  /** Where it may keep what it has to remember. */
  readonly settings: Settings
}

/** Every kind of carrier there is: one of them, from its part of the configuration. */
export function makeCarrier(
  id: string,
  given: Configured,
  { webhook, settings }: Surroundings,
): Carrier {
  switch (given.kind) {
    case 'twilio': {
      const { kind: _, settleSeconds, ...options } = given
      return twilio({ id, webhook, ...definite({ ...options, settleTime: inMs(settleSeconds) }) })
    }
    case 'signalwire': {
      const { kind: _, settleSeconds, ...options } = given
      const settleTime = inMs(settleSeconds)
      return signalwire({ id, webhook, ...definite({ ...options, settleTime }) })
    }
    case 'telnyx': {
      const { kind: _, settleSeconds, ...options } = given
      // Who puts a provider of their own there trusts its attachments, too.
      const own = { mediaBase: options.apiBase, settleTime: inMs(settleSeconds) }
      return telnyx({ id, webhook, ...definite({ ...options, ...own }) })
    }
    case '46elks': {
      const { kind: _, ...options } = given
      return elks({ id, webhook, ...definite(options) })
    }
    case 'smsgate': {
      const { kind: _, ...options } = given
      return smsgate({ id, webhook, settings, ...definite(options) })
    }
    case 'smpp': {
      const { kind: _, ...options } = given
      return smpp({ id, settings, ...definite(options) })
    }
    default:
      return given satisfies never
  }
}

/** A web server of the carrier that tells the time; undefined where it has none. */
export function serverOf(given: Configured): string | undefined {
  switch (given.kind) {
    case 'twilio':
      return given.apiBase ?? 'https://api.twilio.com'
    case 'signalwire':
      return `https://${given.space}.signalwire.com`
    case 'telnyx':
      return given.apiBase ?? 'https://api.telnyx.com'
    case '46elks':
      return given.apiBase ?? 'https://api.46elks.com'
    case 'smsgate':
      return given.baseUrl
    case 'smpp':
      return undefined
    default:
      return given satisfies never
  }
}

function inMs(seconds: number | undefined): number | undefined {
  return seconds === undefined ? undefined : seconds * 1000
}
