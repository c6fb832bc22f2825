import type { Socket } from 'node:net'
import { decodePdu } from './decode.ts'
import { encodePdu } from './encode.ts'
import { SmppError } from './error.ts'
import { createFrames } from './frames.ts'
import type { Pdu, PduBody, RequestBody, ResponseBody } from './pdu.ts'
import { createPending, type Pending, type RequestOptions } from './pending.ts'
import { createReadProof } from './read-proof.ts'
import { statuses } from './statuses.ts'

export interface LinkOptions {
  /** Connected. */
  readonly socket: Socket
  /** The other end is asked whether it is there when it said nothing for this long. */
  readonly enquireMs: number
  /** How long a response may take. */
  readonly responseMs: number
  /**
   * Says what to answer; the connection ends when it can't. What keeps the connection itself is answered
   * here.
   */
  readonly answer: (request: LinkRequest) => Answer | Promise<Answer>
  /** Something could not be read, and was refused or passed over. */
  readonly onUnreadable?: (command: 'request' | 'response') => void
}

/** What the two ends of a connection are about. */
export type LinkRequest = Pdu<Exclude<RequestBody, { readonly kind: 'unbind' | 'enquire_link' }>>

export interface Answer {
  readonly status: number
  readonly body: ResponseBody
  /** The other end has surely read the answer. Not called where nobody can know. */
  readonly onRead?: () => void
}

/** One connection between two ends that speak SMPP, either of which may ask and answers. */
export interface Link {
  /**
   * Resolves with the response, whatever its status, or with a generic_nack.
   * @throws SmppError `unsent`, `unanswered`, `too-long`
   */
  request(body: RequestBody, options?: RequestOptions): Promise<Pdu<ResponseBody>>
  /** Why it ended. */
  readonly ended: Promise<SmppError>
  /** Closes it, after what was written has left. */
  end(why?: SmppError): void
  /** Resolves when no answer is being looked for. */
  idle(): Promise<void>
}

/** So many requests of the other end are worked on; it is not listened to while there are more. */
const mostAtOnce = 2000

/** So much waits at most for an other end that asks and does not read, octets. */
const mostUnread = 1_000_000

export function createLink(options: LinkOptions): Link {
  const { socket, enquireMs, responseMs, answer, onUnreadable = () => {} } = options
  const frames = createFrames()
  const pending: Pending = createPending(responseMs)
  const proof = createReadProof(enquire)
  const answering = new Set<Promise<void>>()
  const ended = Promise.withResolvers<SmppError>()
  let [written, heardAt, isEnded] = [0, performance.now(), false]
  const beat = setInterval(() => {
    if (performance.now() - heardAt >= enquireMs) void enquire()
  }, enquireMs)

  function write(pdu: Pdu): number {
    socket.write(encodePdu(pdu))
    written += 1
    if (socket.writableLength > mostUnread) {
      end(new SmppError('closed', 'The other end does not read'))
      socket.destroy()
    }
    return written
  }

  function end(why = new SmppError('closed', 'The connection was closed')): void {
    if (isEnded) return
    isEnded = true
    clearInterval(beat)
    proof.stop()
    socket.destroySoon()
    // An end that does not read would keep it open for ever.
    setTimeout(() => socket.destroy(), 1000).unref()
    pending.fail(why)
    ended.resolve(why)
  }

  /** An end that does not respond to this is not there any more. */
  async function enquire(): Promise<void> {
    try {
      await request({ kind: 'enquire_link' })
    } catch {
      end(new SmppError('closed', 'The other end does not respond any more'))
    }
  }

  async function request(body: RequestBody, how: RequestOptions = {}): Promise<Pdu<ResponseBody>> {
    if (isEnded || how.signal?.aborted === true) {
      throw new SmppError('unsent', 'There is no connection, or nobody waits for it')
    }
    const sequence = pending.next()
    const place = write({ sequence, status: 0, body })
    try {
      const response = await pending.response(sequence, body.kind, how)
      proof.responded(place)
      return response
    } catch (error) {
      // Perhaps nobody is there any more: the next request would wait in vain, too.
      if (!isEnded && body.kind !== 'enquire_link') void enquire()
      throw error
    }
  }

  async function respond(request: LinkRequest): Promise<void> {
    const { status, body, onRead } = await answer(request)
    if (isEnded) return
    const place = write({ sequence: request.sequence, status, body })
    if (onRead !== undefined) proof.answered(place, onRead)
  }

  function asked({ sequence, status, body }: Pdu): void {
    const plain = (kind: 'unbind_resp' | 'enquire_link_resp') =>
      write({ sequence, status: statuses.ESME_ROK, body: { kind } })
    if (body.kind === 'enquire_link') plain('enquire_link_resp')
    if (body.kind === 'unbind') {
      plain('unbind_resp')
      end(new SmppError('closed', 'The other end unbound'))
    }
    if (!isRequest(body)) return
    const work = respond({ sequence, status, body })
      .catch((cause: unknown) => end(new SmppError('closed', 'There is no answer', { cause })))
      .finally(() => {
        answering.delete(work)
        if (answering.size < mostAtOnce) socket.resume()
      })
    answering.add(work)
    if (answering.size >= mostAtOnce) socket.pause()
  }

  function refuse({ sequence, status }: Pick<Pdu, 'sequence' | 'status'>): void {
    write({ sequence, status, body: { kind: 'generic_nack' } })
  }

  function take(frame: Buffer): void {
    const read = decodePdu(frame)
    if (read.kind === 'pdu') {
      if (!pending.settle(read)) asked(read)
      return
    }
    onUnreadable(read.isResponse ? 'response' : 'request')
    if (read.isResponse) pending.spoil(read.sequence)
    else refuse(read)
  }

  socket.setNoDelay(true)
  socket.on('data', (chunk: Buffer) => {
    heardAt = performance.now()
    if (isEnded) return
    try {
      for (const frame of frames.push(chunk)) {
        if (isEnded) return
        take(frame)
      }
    } catch (error) {
      if (!(error instanceof SmppError)) throw error
      refuse({ sequence: 0, status: statuses.ESME_RINVCMDLEN })
      end(error)
    }
  })
  socket.on('error', (cause) => end(new SmppError('closed', 'The connection broke', { cause })))
  socket.on('close', () => end())

  return {
    request,
    ended: ended.promise,
    end,
    idle: async () => void (await Promise.allSettled(answering)),
  }
}

function isRequest(body: PduBody): body is LinkRequest['body'] {
  return ['bind_transceiver', 'submit_sm', 'deliver_sm'].includes(body.kind)
}
