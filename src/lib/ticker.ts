/** Repeats a task at an interval and when poked, never twice at once. */
export interface Ticker extends AsyncDisposable {
  /** Do it soon. */
  poke(): void
}

export function createTicker(
  task: (signal: AbortSignal) => Promise<void>,
  options: { readonly everyMs: number; readonly onError: (error: unknown) => void },
): Ticker {
  const stopping = new AbortController()
  let timer: NodeJS.Timeout | undefined
  let running: Promise<void> | undefined
  let again = false

  function poke(): void {
    again = true
    if (stopping.signal.aborted) return
    running ??= run().finally(() => {
      running = undefined
    })
  }

  async function run(): Promise<void> {
    clearTimeout(timer)
    while (again && !stopping.signal.aborted) {
      again = false
      await task(stopping.signal).catch(options.onError)
    }
    if (!stopping.signal.aborted) timer = setTimeout(poke, options.everyMs)
  }

  poke()
  return {
    poke,
    async [Symbol.asyncDispose]() {
      stopping.abort()
      clearTimeout(timer)
      await running
    },
  }
}
