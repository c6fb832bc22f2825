import { Worker } from 'node:worker_threads'
import { createArrivals } from './arrivals.ts'
import type { CarrierAccount } from './webhook.ts'

/**
 * What Homeline takes for the carrier. Texts end here: it notes when each request came, answers in the
 * provider's shape and calls the states back. Everything else (numbers, prices, lists) is the simulated
 * carrier's, which so has nothing to do while texts are measured. It has a thread of its own: a carrier
 * takes no time from the account's client, which is timed.
 */
export interface CarrierFront extends AsyncDisposable {
  readonly url: string
  /** Resolves with the moment at which the request with this text came. */
  arrived(text: string): Promise<number>
  /** Answers texts from this number after so many milliseconds; 0 at once. */
  slowDown(from: string, delayMs: number): void
  /** Resolves when every text's states are called back. */
  idle(): Promise<void>
}

/** What the front's thread says. */
export type FromFront =
  | { readonly kind: 'listens'; readonly url: string }
  /** `at` by the machine's monotonic clock, nanoseconds: threads count their own time from their start. */
  | { readonly kind: 'text'; readonly text: string; readonly at: bigint }
  | { readonly kind: 'idle' }

export type ToFront =
  | { readonly kind: 'slowDown'; readonly from: string; readonly delayMs: number }
  | { readonly kind: 'idle' }

export async function startCarrierFront(account: CarrierAccount): Promise<CarrierFront> {
  const arrivals = createArrivals<number>('at the carrier')
  const worker = new Worker(new URL('./carrier-worker.ts', import.meta.url), {
    workerData: account,
  })
  const tell = (message: ToFront) => worker.postMessage(message)
  const listening = Promise.withResolvers<string>()
  const idle = Promise.withResolvers<void>()
  worker.once('error', (error) => {
    listening.reject(error)
    idle.reject(error)
  })
  worker.on('message', (message: FromFront) => {
    if (message.kind === 'text') arrivals.note(message.text, performanceTime(message.at))
    else if (message.kind === 'idle') idle.resolve()
    else listening.resolve(message.url)
  })
  return {
    url: await listening.promise,
    arrived: async (text) => await arrivals.of(text),
    slowDown: (from, delayMs) => tell({ kind: 'slowDown', from, delayMs }),
    async idle() {
      tell({ kind: 'idle' })
      await idle.promise
    },
    [Symbol.asyncDispose]: async () => void (await worker.terminate()),
  }
}

/** The moment by this thread's `performance.now()`. */
function performanceTime(at: bigint): number {
  return performance.now() - Number(process.hrtime.bigint() - at) / 1e6
}
