import { z } from 'zod'
import type { Carrier, DeliveryReceipt } from '../../core/carrier.ts'
import type { Log } from '../../core/log.ts'
import { type TakeInDeps, takeIn } from '../../portal/take-in.ts'
import type { Addresses } from '../ready.ts'
import { type Finding, fine, wrong } from './check.ts'

/** What the Homeline that runs says of its connection to the carrier. */
export async function keptConnection({ web }: Addresses, id: string): Promise<Finding> {
  const answer = await fetch(`${web}/health`).catch(() => undefined)
  const { problems } = health.parse(await answer?.json().catch(() => undefined))
  const found = problems.find((problem) => problem.startsWith(`The carrier "${id}"`))
  return found === undefined
    ? fine(`Connection to "${id}": kept by the Homeline that runs`)
    : wrong(found, remedyFor(id))
}

export interface Connection extends AsyncDisposable {
  readonly finding: Finding
}

export interface ConnectionDeps {
  /** What arrives meanwhile is kept here, as if Homeline ran. */
  readonly store: TakeInDeps
  readonly log: Log
  readonly onReceipt: (receipt: DeliveryReceipt) => void
  /** Milliseconds. */
  readonly patience?: number
}

/** Connects for as long as it is not disposed of, and says whether that works. */
export async function makeConnection(
  { store, log, onReceipt, patience = 15_000 }: ConnectionDeps,
  { id, connect }: Carrier & Required<Pick<Carrier, 'connect'>>,
): Promise<Connection> {
  const works = Promise.withResolvers<void>()
  let problem = 'It gives no answer.'
  const connection = connect({
    async take(events) {
      await takeIn(store, id, events)
      for (const event of events) if (event.kind === 'receipt') onReceipt(event)
    },
    tell(told) {
      if (told === undefined) works.resolve()
      else problem = told
    },
    log,
  })
  const late = AbortSignal.timeout(patience)
  late.addEventListener('abort', () => works.reject(new Error(problem)))
  const finding = await works.promise.then(
    () => fine(`Connection to "${id}": works`),
    (error: Error) => wrong(`Connection to "${id}": ${error.message}`, remedyFor(id)),
  )
  return { finding, [Symbol.asyncDispose]: async () => await connection[Symbol.asyncDispose]() }
}

function remedyFor(id: string): string {
  return `Check carriers.${id} in the configuration, and that the other side is up.`
}

const health = z.object({ problems: z.array(z.string()) }).catch({ problems: [] })
