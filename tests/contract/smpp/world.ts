import type { SmppOptions } from '../../../bridges/sms/smpp/options.ts'
import { smpp } from '../../../bridges/sms/smpp/smpp.ts'
import type { Carrier, CarrierEvent } from '../../../src/core/carrier.ts'
import type { Settings } from '../../../src/core/settings.ts'
import { type KeptLog, keptLog } from '../../support/kept-log.ts'
import { phone } from '../../support/own-number.ts'
import { until } from '../../support/wait.ts'
import { type Certificate, type SmscSession, startSmsc, type TestSmsc } from './smsc.ts'

export const ours = phone('+15017122661')
export const password = 'hidden99'

/** A carrier that is bound to an SMSC that does as it is told. */
export interface SmppWorld extends AsyncDisposable {
  readonly smsc: TestSmsc
  readonly carrier: Carrier
  /** What it handed over, in order; the same only once, as the store has it. */
  readonly taken: readonly CarrierEvent[]
  readonly texts: () => readonly string[]
  readonly told: readonly (string | undefined)[]
  readonly log: KeptLog
  /** What the store does with the next events. */
  onTake: (events: readonly CarrierEvent[]) => Promise<void>
  session(): Promise<SmscSession>
  /** Ends as by SIGKILL and starts again with what is on disk. */
  crash(): Promise<void>
  /** Ends in order and starts again. */
  restart(): Promise<void>
}

export async function createSmppWorld(
  options: Partial<SmppOptions> = {},
  {
    settings = memorySettings(),
    certificate,
    isBound = true,
  }: {
    readonly settings?: MemorySettings
    readonly certificate?: Certificate
    /** Whether to wait for a session. */
    readonly isBound?: boolean
  } = {},
): Promise<SmppWorld> {
  await using stack = new AsyncDisposableStack()
  const smsc = stack.use(await startSmsc(certificate))
  const taken: CarrierEvent[] = []
  const seen = new Set<string>()
  const told: (string | undefined)[] = []
  const log = keptLog()
  let running = start()

  function start() {
    const carrier = smpp({
      id: 'main',
      settings: settings.open(),
      host: '127.0.0.1',
      port: smsc.port,
      systemId: 'homeline',
      password,
      numbers: [ours],
      reconnectMs: 20,
      ...options,
    })
    const connected = carrier.connect?.({
      async take(events) {
        await world.onTake(events)
        for (const event of events) {
          if (event.kind === 'text' && seen.has(event.id)) continue
          seen.add(event.id)
          taken.push(event)
        }
      },
      tell: (problem) => void told.push(problem),
      log,
    })
    return { carrier, connected }
  }

  const world: SmppWorld = {
    smsc,
    taken,
    told,
    log,
    get carrier() {
      return running.carrier
    },
    texts: () => taken.flatMap((event) => (event.kind === 'text' ? [event.text] : [])),
    onTake: async () => {},
    async session() {
      const session = await smsc.session()
      await until('the carrier to be bound', () => told.at(-1) === undefined && told.length > 0)
      return session
    },
    async crash() {
      settings.crash()
      const session = await smsc.session()
      session.cut()
      await running.connected?.[Symbol.asyncDispose]()
      told.length = 0
      running = start()
      await world.session()
    },
    async restart() {
      await running.connected?.[Symbol.asyncDispose]()
      told.length = 0
      running = start()
      await world.session()
    },
    async [Symbol.asyncDispose]() {
      await running.connected?.[Symbol.asyncDispose]()
      await rest.disposeAsync()
    },
  }
  const rest = stack.move()
  if (isBound) await world.session()
  return world
}

export interface MemorySettings {
  /** For one run of the program. */
  open(): Settings
  /** Nothing that the present run writes from now on is kept. */
  crash(): void
  readonly size: number
  /** Nothing can be written. */
  isFull: boolean
}

export function memorySettings(): MemorySettings {
  const values = new Map<string, string>()
  let run = 0
  const memory: MemorySettings = {
    isFull: false,
    get size() {
      return values.size
    },
    crash() {
      run += 1
    },
    open() {
      const own = run
      return {
        get: async (key) => values.get(key),
        async set(key, value) {
          await new Promise((done) => setImmediate(done))
          if (own !== run) return
          if (memory.isFull) throw new Error('The disk is full')
          if (value === undefined) values.delete(key)
          else values.set(key, value)
        },
        entries: async (prefix) => [...values].filter(([key]) => key.startsWith(prefix)),
      }
    },
  }
  return memory
}
