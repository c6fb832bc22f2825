import type { ConnectionHands } from '../../../src/core/carrier.ts'
import { onceDone } from '../../../src/lib/once-done.ts'
import { createConnection } from './connection.ts'
import { createGroups } from './groups.ts'
import { createKept } from './kept.ts'
import { messageIds } from './message-ids.ts'
import type { Complete } from './options.ts'
import { createReceiver } from './receive.ts'
import { createRepeats, keptDelivery, type SessionTime } from './repeats.ts'
import { createSender, type Sender } from './send.ts'
import { createSent, keptText } from './sent.ts'
import { openSession } from './session.ts'
import { createTexts } from './texts.ts'
import { createWindow } from './window.ts'

export interface Esme extends AsyncDisposable {
  readonly sender: Sender
}

/** What is under way at the end has this long, milliseconds. */
const patience = 3000

/** Our end of the connections to an SMSC, all parts put together: an external short messaging entity. */
export function openEsme(options: Complete, hands: ConnectionHands): Esme {
  const { id, settings, window: most, rate, incompleteSeconds, reconnectMs } = options
  const { log } = hands
  const incompleteMs = incompleteSeconds * 1000
  const keep = { settings, log }
  const deliveries = createKept(keep, `smpp ${id} in`, keptDelivery)
  const sentTexts = createKept(keep, `smpp ${id} out`, keptText)
  const repeats = createRepeats(deliveries)
  const groups = createGroups({ incompleteMs })
  const texts = createTexts({ options, repeats, groups, hands })
  const sent = createSent(sentTexts)
  const ids = messageIds(options.receiptIds)
  const window = createWindow({ most, ...(rate === undefined ? {} : { rate }) })
  let sessions: SessionTime = { number: 0, boundAt: 0 }

  const sender = createSender({
    options,
    session: () => connection.session(),
    window,
    sent,
    ids,
    onTaken: (receipt) => {
      hands.take([receipt]).catch((error: unknown) => {
        log.warn({ err: error }, 'a late answer of the SMSC could not be kept')
      })
    },
  })
  const receive = createReceiver({ options, texts, sent, sender, ids, hands })

  const load = onceDone(async () => {
    for (const delivery of await repeats.load()) groups.add(delivery)
    await sent.load()
  })

  async function sweep(): Promise<void> {
    sent.sweep()
    await texts.sweep(connection.session() === undefined ? undefined : sessions)
  }

  const connection = createConnection({
    async open(signal) {
      await load()
      const session = { number: sessions.number + 1, boundAt: performance.now() }
      sessions = session
      return await openSession(
        options,
        {
          answer: (request) => receive(request, session),
          onUnreadable: (what) => log.warn({ what }, 'the SMSC sent what can not be read'),
        },
        signal,
      )
    },
    hands,
    firstPauseMs: reconnectMs,
  })
  const sweeping = setInterval(
    () => {
      sweep().catch((error: unknown) => log.error({ err: error }, 'parts of texts wait'))
    },
    Math.min(5000, Math.max(20, incompleteMs / 4)),
  )

  return {
    sender,
    async [Symbol.asyncDispose]() {
      clearInterval(sweeping)
      await Promise.race([sender.idle(), new Promise((done) => setTimeout(done, patience).unref())])
      await connection[Symbol.asyncDispose]()
      await Promise.all([deliveries.written(), sentTexts.written()])
    },
  }
}
