import type { Settings } from './settings.ts'

/** What goes wrong with a request, and whether it is carried out all the same. */
export interface Mishap {
  readonly kind: 'rate-limit' | 'error' | 'reset' | 'timeout'
  readonly isCarriedOut: boolean
}

/** As often as the settings say; undefined for nothing. */
export function mishap(settings: Settings, random: () => number): Mishap | undefined {
  const happens = (percent: number) => random() * 100 < percent
  const { rateLimitPercent, errorPercent, resetPercent, timeoutPercent } = settings
  if (happens(rateLimitPercent)) return { kind: 'rate-limit', isCarriedOut: false }
  if (happens(errorPercent)) return { kind: 'error', isCarriedOut: happens(50) }
  if (happens(resetPercent)) return { kind: 'reset', isCarriedOut: happens(50) }
  if (happens(timeoutPercent)) return { kind: 'timeout', isCarriedOut: true }
  return undefined
}
