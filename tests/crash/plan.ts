import type { SimulatedKind } from '../support/simulated-kinds.ts'

/** What a crash test does, from a seed: which texts go where, and when somebody is killed. */
export interface Plan {
  readonly messages: number
  readonly bridgeKills: number
  readonly homeserverKills: number
  readonly contacts: readonly string[]
  readonly kind?: SimulatedKind
}

/** Every seventh text is "ok", so that equal texts are among them, unless all are to differ. */
export function textOf(index: number, areDistinct = false): string {
  return index % 7 === 0 && !areDistinct ? 'ok' : `text ${index}`
}

/** In which order bridge and homeserver are killed: shuffled. */
export function killsOf({ bridgeKills, homeserverKills }: Plan, random = Math.random): Victim[] {
  const kills: Victim[] = [
    ...Array.from({ length: bridgeKills }, () => 'bridge' as const),
    ...Array.from({ length: homeserverKills }, () => 'homeserver' as const),
  ]
  return kills
    .map((victim) => ({ victim, place: random() }))
    .sort((one, other) => one.place - other.place)
    .map(({ victim }) => victim)
}

export type Victim = 'bridge' | 'homeserver'
