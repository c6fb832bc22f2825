import type { Messages } from './messages.ts'
import type { Settings } from './settings.ts'

export interface SenderQueueDeps {
  readonly messages: Messages
  readonly settings: () => Settings
  readonly now: () => number
}

/** When a text's turn is: a number sends so many segments a second; the rest waits in line. */
export type TurnOf = (sender: string, segments: number) => number

export function createSenderQueue({ messages, settings, now }: SenderQueueDeps): TurnOf {
  /** When each number is through with what it has taken; after a restart its queue says so. */
  const freeFrom = new Map<string, number>()

  return (sender, segments) => {
    const { segmentsPerSecond } = settings()
    if (segmentsPerSecond === 0) return now()
    const each = 1000 / segmentsPerSecond
    const free = freeFrom.get(sender) ?? messages.busyUntil(sender, each) ?? 0
    const turn = Math.max(now(), Math.ceil(free))
    freeFrom.set(sender, turn + segments * each)
    return turn
  }
}
