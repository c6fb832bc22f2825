/** How much is measured: messages of each round and side. */
export interface Plan {
  readonly rounds: number
  readonly newChats: {
    readonly oneByOne: number
    /** With 8 in flight. */
    readonly atOnce: number
  }
  readonly oneInFlight: number
  /** Phone → Matrix with 16 in flight. */
  readonly manyIn: number
  /** Matrix → phone with 8 in flight. */
  readonly manyOut: number
  readonly busyChat: number
  readonly queued: number
  /** Texts that are timed beside the queue. */
  readonly beside: number
}

/** Opens some 100 chats on either side while it measures that. */
export const usualPlan: Plan = {
  rounds: 6,
  newChats: { oneByOne: 10, atOnce: 16 },
  oneInFlight: 50,
  manyIn: 160,
  manyOut: 96,
  busyChat: 96,
  queued: 100,
  beside: 20,
}

/** Shows that everything works; its figures say little. */
export const quickPlan: Plan = {
  rounds: 1,
  newChats: { oneByOne: 2, atOnce: 8 },
  oneInFlight: 10,
  manyIn: 32,
  manyOut: 32,
  busyChat: 16,
  queued: 10,
  beside: 5,
}

/** How many chats take part, as far as there are so many. */
export function chatCounts(open: number): readonly number[] {
  return [1, 10, 100].filter((count) => count <= open)
}

/** "1 chat, 8 in flight" */
export function loadName(chats: number, inFlight: number): string {
  return `${chats} ${chats === 1 ? 'chat' : 'chats'}, ${inFlight} in flight`
}
