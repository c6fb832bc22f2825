import { SmppError } from './error.ts'
import type { Pdu, PduBody, RequestBody, ResponseBody } from './pdu.ts'

export interface RequestOptions {
  readonly signal?: AbortSignal
  /** Gets the response when it comes and nobody waits for it any more. */
  readonly onLate?: (response: Pdu<ResponseBody>) => void
}

/** Requests of ours that were written and wait for their responses. */
export interface Pending {
  /** A sequence number that no request has that waits. SMPP 3.4, 5.1.4 */
  next(): number
  /** @throws SmppError `unanswered` */
  response(
    sequence: number,
    to: RequestBody['kind'],
    options: RequestOptions,
  ): Promise<Pdu<ResponseBody>>
  /** False when it is no response. One that nobody asked for is passed over. */
  settle(pdu: Pdu): boolean
  /** The response came and can't be read. */
  spoil(sequence: number): void
  fail(why: SmppError): void
}

interface Waiting {
  readonly kind: ResponseBody['kind']
  resolve(response: Pdu<ResponseBody>): void
  reject(error: SmppError): void
}

/** Responses that nobody waits for any more and that would still tell something. */
const mostLate = 1000

export function createPending(responseMs: number): Pending {
  const waiting = new Map<number, Waiting>()
  const late = new Map<number, (response: Pdu<ResponseBody>) => void>()
  let last = 0

  function next(): number {
    last = last >= 0x7fffffff ? 1 : last + 1
    return waiting.has(last) ? next() : last
  }

  function response(
    sequence: number,
    to: RequestBody['kind'],
    { signal, onLate }: RequestOptions,
  ): Promise<Pdu<ResponseBody>> {
    const { promise, resolve, reject } = Promise.withResolvers<Pdu<ResponseBody>>()
    waiting.set(sequence, { kind: `${to}_resp`, resolve, reject })
    const giveUp = (why: string) => {
      reject(new SmppError('unanswered', why))
      if (onLate !== undefined) remember(sequence, onLate)
    }
    const limit = setTimeout(() => giveUp('No response in time'), responseMs)
    const abort = () => giveUp('Nobody waits for the response any more')
    signal?.addEventListener('abort', abort, { once: true })
    return promise.finally(() => {
      clearTimeout(limit)
      signal?.removeEventListener('abort', abort)
      waiting.delete(sequence)
    })
  }

  function remember(sequence: number, onLate: (response: Pdu<ResponseBody>) => void): void {
    late.set(sequence, onLate)
    for (const [oldest] of late) {
      if (late.size <= mostLate) break
      late.delete(oldest)
    }
  }

  function fits(body: PduBody, expected: ResponseBody['kind']): boolean {
    return body.kind === expected || body.kind === 'generic_nack'
  }

  return {
    next,
    response,
    settle(pdu) {
      const { sequence, body } = pdu
      if (!isResponse(pdu)) return false
      const one = waiting.get(sequence)
      if (one !== undefined && !fits(body, one.kind)) this.spoil(sequence)
      else one?.resolve(pdu)
      if (one === undefined) late.get(sequence)?.(pdu)
      late.delete(sequence)
      return true
    },
    spoil(sequence) {
      waiting.get(sequence)?.reject(new SmppError('unanswered', 'The response is not one'))
    },
    fail(cause) {
      for (const { reject } of waiting.values()) {
        reject(new SmppError('unanswered', 'The connection ended before the response', { cause }))
      }
      late.clear()
    },
  }
}

function isResponse(pdu: Pdu): pdu is Pdu<ResponseBody> {
  return pdu.body.kind === 'generic_nack' || pdu.body.kind.endsWith('_resp')
}
