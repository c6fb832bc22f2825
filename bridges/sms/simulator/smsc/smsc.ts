import { createServer, type Socket } from 'node:net'
import { setTimeout as wait } from 'node:timers/promises'
import type { Log } from '../../../../src/core/log.ts'
import { listen } from '../../../../src/lib/listen.ts'
import { sameSecret } from '../../../../src/lib/secrets.ts'
import { type Answer, createLink, type Link } from '../../../../src/lib/smpp/link.ts'
import type { BindFields, SubmitSm } from '../../../../src/lib/smpp/pdu.ts'
import { statuses } from '../../../../src/lib/smpp/statuses.ts'
import { mishap } from '../mishap.ts'
import type { Network } from '../network.ts'
import type { Settings } from '../settings.ts'
import type { Esmes } from './esmes.ts'
import type { SmscOptions } from './options.ts'
import { createSubmit, type Submitted } from './submit.ts'

export interface SmscDeps {
  readonly options: SmscOptions
  readonly host: string
  readonly network: Pick<Network, 'send'>
  readonly esmes: Esmes
  readonly settings: () => Settings
  readonly random: () => number
  readonly log: Log
}

/** A message centre that lets itself be bound as transceiver. SMPP 3.4 */
export interface Smsc extends AsyncDisposable {
  readonly port: number
}

/** @throws the system's error when the port can't be had */
export async function startSmsc(deps: SmscDeps): Promise<Smsc> {
  const { options, host, esmes, log } = deps
  const submit = createSubmit({ network: deps.network, numbers: options.numbers })
  const sockets = new Set<Socket>()

  /** One connection. */
  function serve(socket: Socket): void {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
    let isBound = false

    function bind(given: BindFields): Answer {
      const status = isBound ? statuses.ESME_RALYBND : mayBind(options, given)
      if (status === statuses.ESME_ROK) {
        isBound = true
        esmes.add(link)
      }
      return { status, body: { kind: 'bind_transceiver_resp', systemId: 'simulator' } }
    }

    async function take(message: SubmitSm): Promise<Answer> {
      const unbound = { status: statuses.ESME_RINVBNDSTS, messageId: '' }
      const { status, messageId } = isBound
        ? await inWeather(deps, async () => await submit(message), socket)
        : unbound
      return { status, body: { kind: 'submit_sm_resp', messageId } }
    }

    const link: Link = createLink({
      socket,
      enquireMs: 30_000,
      responseMs: 15_000,
      answer({ body }) {
        if (body.kind === 'bind_transceiver') return bind(body)
        if (body.kind === 'submit_sm') return take(body)
        return { status: statuses.ESME_RINVCMDID, body: { kind: 'generic_nack' } }
      },
      onUnreadable: () => log.warn({}, 'the simulated SMSC was sent what can not be read'),
    })
  }

  const server = createServer(serve)
  const port = await listen(server, host, options.port)
  return {
    port,
    async [Symbol.asyncDispose]() {
      esmes.end()
      for (const socket of sockets) socket.destroySoon()
      await new Promise<void>((done) => server.close(() => done()))
    },
  }
}

function mayBind(known: SmscOptions, given: BindFields): number {
  if (given.systemId !== known.systemId) return statuses.ESME_RINVSYSID
  return sameSecret(given.password, known.password) ? statuses.ESME_ROK : statuses.ESME_RINVPASWD
}

/** What goes wrong at the REST interface goes wrong here, too. */
async function inWeather(
  { settings, random }: Pick<SmscDeps, 'settings' | 'random'>,
  work: () => Promise<Submitted>,
  socket: Socket,
): Promise<Submitted> {
  const { delay } = settings()
  if (delay > 0) await wait(delay, undefined, { ref: false })
  const wrong = mishap(settings(), random)
  if (wrong === undefined) return await work()
  const status = wrong.kind === 'rate-limit' ? statuses.ESME_RTHROTTLED : statuses.ESME_RSYSERR
  // An answer that is no success says that nothing was carried out.
  if (wrong.isCarriedOut && wrong.kind !== 'error') await work()
  if (wrong.kind === 'reset') socket.resetAndDestroy()
  if (wrong.kind === 'timeout') await new Promise<never>(() => {})
  return { status, messageId: '' }
}
