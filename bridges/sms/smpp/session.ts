import { readFileSync } from 'node:fs'
import { connect, isIP, type Socket } from 'node:net'
import { connect as connectSecurely } from 'node:tls'
import { SmppError } from '../../../src/lib/smpp/error.ts'
import { createLink, type Link, type LinkOptions } from '../../../src/lib/smpp/link.ts'
import { shownStatus, statuses } from '../../../src/lib/smpp/statuses.ts'
import type { Complete } from './options.ts'

/** A connection that is bound as transceiver. */
export interface Session extends Pick<Link, 'request' | 'ended' | 'end'> {
  /** Says goodbye, when what is under way has ended or `patienceMs` are over. */
  close(patienceMs: number): Promise<void>
}

/** It can't be had; `message` says why, for the operator. */
export class BindError extends Error {
  override readonly name = 'BindError'
}

/** @throws BindError */
export async function openSession(
  options: Complete,
  answers: Pick<LinkOptions, 'answer' | 'onUnreadable'>,
  signal: AbortSignal,
): Promise<Session> {
  const socket = await connected(options, signal)
  const link = createLink({
    socket,
    enquireMs: options.enquireSeconds * 1000,
    responseMs: options.responseSeconds * 1000,
    ...answers,
  })
  try {
    await bind(link, options, signal)
  } catch (error) {
    link.end()
    throw error
  }
  return {
    request: link.request,
    ended: link.ended,
    end: link.end,
    async close(patienceMs) {
      const patience = AbortSignal.timeout(patienceMs)
      await Promise.race([link.idle(), new Promise((done) => (patience.onabort = done))])
      // Its answer proves that all of ours were read.
      await link.request({ kind: 'unbind' }, { signal: patience }).catch(() => undefined)
      link.end()
    },
  }
}

async function bind(link: Link, options: Complete, signal: AbortSignal): Promise<void> {
  const { systemId, password, systemType } = options
  const request = { kind: 'bind_transceiver', systemId, password, systemType } as const
  const response = await link.request(request, { signal }).catch((error: unknown) => {
    const message = 'The SMSC took the connection and did not answer to the bind.'
    throw new BindError(message, { cause: error })
  })
  if (response.status !== statuses.ESME_ROK || response.body.kind !== 'bind_transceiver_resp') {
    throw new BindError(refusalOf(response.status))
  }
}

function refusalOf(status: number): string {
  switch (status) {
    case statuses.ESME_RINVPASWD:
    case statuses.ESME_RINVSYSID:
      return 'The SMSC does not accept systemId and password.'
    case statuses.ESME_RALYBND:
      return 'The SMSC says that this systemId is bound already, perhaps by another program.'
    case statuses.ESME_RINVCMDID:
      return 'The SMSC does not let this systemId bind as a transceiver.'
    default:
      return `The SMSC refused to bind: ${shownStatus(status)}.`
  }
}

/** @throws BindError */
async function connected(options: Complete, signal: AbortSignal): Promise<Socket> {
  const { host, port, tls, responseSeconds } = options
  const within = AbortSignal.any([signal, AbortSignal.timeout(responseSeconds * 1000)])
  const socket = tls ? secure(options) : connect({ host, port })
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  const abort = () => reject(new SmppError('unsent', 'No connection in time'))
  within.addEventListener('abort', abort)
  socket.once(tls ? 'secureConnect' : 'connect', () => resolve())
  socket.once('error', reject)
  try {
    await promise
    socket.off('error', reject)
    return socket
  } catch (cause) {
    socket.on('error', () => {})
    socket.destroy()
    throw new BindError(`The SMSC can not be reached: ${codeOf(cause)}.`, { cause })
  } finally {
    within.removeEventListener('abort', abort)
  }
}

/** @throws BindError when the file of authorities can't be read */
function secure({ host, port, caFile }: Complete): Socket {
  const server = isIP(host) === 0 ? { servername: host } : {}
  return connectSecurely({ host, port, ...server, ...authorities(caFile) })
}

function authorities(caFile: string | undefined): { readonly ca?: string } {
  if (caFile === undefined) return {}
  try {
    return { ca: readFileSync(caFile, 'utf8') }
  } catch (cause) {
    throw new BindError('The file that caFile names can not be read.', { cause })
  }
}

function codeOf(error: unknown): string {
  if (error instanceof Error && 'code' in error) return String(error.code)
  return error instanceof Error ? error.message : 'no reason is given'
}
