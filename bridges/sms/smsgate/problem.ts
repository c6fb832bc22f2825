import type { Api } from './api.ts'
import { devicesOf, which } from './device.ts'
import { health, phoneSettings } from './schemas.ts'

const hour = 3_600_000
/** The app asks its server for news every quarter of an hour. */
const patience = hour

/** What keeps a phone behind a server from working: it was not seen for a while, or is not there. */
export async function problemAtServer(
  api: Api,
  deviceId: string | undefined,
  now: number,
  signal?: AbortSignal,
): Promise<string | undefined> {
  const devices = await devicesOf(api, signal)
  const wanted = devices.filter(({ id }) => deviceId === undefined || id === deviceId)
  const [phone, ...others] = wanted
  if (phone === undefined && devices.length > 0) return 'The account has no phone of this deviceId.'
  if (phone === undefined || others.length > 0) return which(phone?.id)
  const { lastSeen = now, name } = phone
  if (now - lastSeen < patience) return undefined
  const hours = Math.floor((now - lastSeen) / hour)
  const ago = hours < 48 ? `${hours} h` : `${Math.floor(hours / 24)} days`
  return `The phone${name ? ` "${name}"` : ''} was last seen ${ago} ago. It has to be on and online, with the app running.`
}

/** What the phone itself says is wrong with it; it answers 500 or 503 then. */
export async function problemAtPhone(api: Api, signal?: AbortSignal): Promise<string | undefined> {
  const request = { method: 'GET', path: '/health', also: [500, 503] } as const
  const { checks } = await api(request, health, signal)
  const failing = Object.entries(checks).filter(([, { status }]) => status === 'fail')
  if (failing.length > 0) {
    const words = failing.map(
      ([name, { description, observedValue }]) => `${description ?? name}: ${observedValue}`,
    )
    return `The phone says that something is wrong. ${words.join('; ')}.`
  }
  const { messages } = await api({ method: 'GET', path: '/settings' }, phoneSettings, signal)
  return messages?.processing_order === 'LIFO' ? newestFirst : undefined
}

const newestFirst =
  'The app sends the newest text first. Choose FIFO in its settings: Messages, processing order.'
