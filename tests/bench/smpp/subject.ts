import path from 'node:path'
import { smpp } from '../../../bridges/sms/smpp/smpp.ts'
import type { Carrier } from '../../../src/core/carrier.ts'
import { takeIn } from '../../../src/portal/take-in.ts'
import { openStore } from '../../../src/store/sqlite/store.ts'
import { temporaryFolder } from '../../support/homeline.ts'
import { keptLog } from '../../support/kept-log.ts'
import { phone } from '../../support/own-number.ts'
import { until } from '../../support/wait.ts'

export const ours = phone('+15017122661')
export const theirs = phone('+15558675310')

/** The carrier with a real store behind it, and nothing else of Homeline. */
export interface Subject extends AsyncDisposable {
  readonly carrier: Carrier
  /** Texts that are in the inbox, in order. */
  readonly inbox: readonly string[]
  isBound(): boolean
}

export async function openSubject(port: number): Promise<Subject> {
  await using stack = new AsyncDisposableStack()
  const folder = stack.use(await temporaryFolder())
  const store = stack.use(openStore(path.join(folder.path, 'homeline.db')))
  const inbox: string[] = []
  const carrier = smpp({
    id: 'bench',
    settings: store.settings,
    host: '127.0.0.1',
    port,
    systemId: 'bench',
    password: 'secret',
    numbers: [ours],
    window: 50,
    reconnectMs: 100,
  })
  let problem: string | undefined = 'not yet'
  const connected = carrier.connect?.({
    async take(events) {
      const isNew = (await takeIn(store, 'bench', events)) > 0
      for (const event of events) if (event.kind === 'text' && isNew) inbox.push(event.text)
    },
    tell(told) {
      problem = told
    },
    log: keptLog(),
  })
  if (connected !== undefined) stack.use(connected)
  const isBound = () => problem === undefined
  await until('the session', isBound)
  const rest = stack.move()
  return { carrier, inbox, isBound, [Symbol.asyncDispose]: () => rest.disposeAsync() }
}
