import type { IncomingMessage } from 'node:http'

/** A request that can't be taken as it is; `status` is what its sender is answered. */
export class RequestError extends Error {
  override readonly name = 'RequestError'
  readonly status: number

  constructor(status: number, message: string, options: ErrorOptions = {}) {
    super(message, options)
    this.status = status
  }
}

/**
 * A request's whole body.
 * @throws RequestError 413 for more than `maxBytes`, 415 for a compressed one, 400 for one that breaks off
 */
export async function bodyOf(request: IncomingMessage, maxBytes: number): Promise<Buffer> {
  const { 'content-length': length = '0', 'content-encoding': encoding = '' } = request.headers
  if (!plainEncodings.has(encoding.toLowerCase())) {
    throw new RequestError(415, 'The body is compressed')
  }
  if (Number(length) > maxBytes) throw tooLarge(maxBytes)
  const { promise, resolve, reject } = Promise.withResolvers<Buffer>()
  const chunks: Buffer[] = []
  let size = 0
  request.on('data', (chunk: Buffer) => {
    size += chunk.length
    if (size <= maxBytes) return void chunks.push(chunk)
    // The rest is read to its end, so that the answer is, but not kept.
    chunks.length = 0
    reject(tooLarge(maxBytes))
  })
  request.on('end', () => resolve(Buffer.concat(chunks)))
  request.on('error', (cause) => reject(new RequestError(400, 'The body breaks off', { cause })))
  return await promise
}

/** A part of a request's address, as it is meant. @throws RequestError 400 */
export function decodedPart(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch (cause) {
    throw new RequestError(400, 'The address can not be decoded', { cause })
  }
}

/** RFC 9110, 8.4 */
const plainEncodings: ReadonlySet<string> = new Set(['', 'identity'])

function tooLarge(maxBytes: number): RequestError {
  return new RequestError(413, `The body is longer than ${maxBytes} bytes`)
}
