/** What is not as it should be, kept by whoever notices; empty when texts can flow. */
export interface Presence {
  /** Sets or, with undefined, takes away a problem by its name. */
  tell(name: string, problem: string | undefined): void
  readonly problems: () => readonly string[]
}

export function createPresence(): Presence {
  const known = new Map<string, string>([['start', 'Homeline is starting.']])
  return {
    tell(name, problem) {
      if (problem === undefined) known.delete(name)
      else known.set(name, problem)
    },
    problems: () => [...known.values()],
  }
}
