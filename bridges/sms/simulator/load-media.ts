import { fileTypeFromBuffer } from 'file-type'
import { exchange, type HttpAnswer, HttpError } from '../../../src/lib/http.ts'
import type { MediaFile } from './media.ts'
import { isAccepted, mediaLimits } from './media-limits.ts'

/** What became of the addresses that a message was given. */
export type Loaded =
  | { readonly kind: 'files'; readonly files: readonly MediaFile[] }
  /** The provider's code of the failure. */
  | { readonly kind: 'failure'; readonly code: number }

/**
 * Fetches a message's attachments as the provider does: asks about each one first, and takes none that is not
 * what it says or makes the message too large. Never rejects for what is at the addresses.
 */
export async function loadMedia(urls: readonly string[], signal: AbortSignal): Promise<Loaded> {
  const files: MediaFile[] = []
  let left: number = mediaLimits.maxBytes
  for (const url of urls) {
    const loaded = await load(url, left, signal)
    if (typeof loaded === 'number') return { kind: 'failure', code: loaded }
    files.push(loaded)
    left -= loaded.bytes.length
  }
  return { kind: 'files', files }
}

async function load(url: string, left: number, signal: AbortSignal): Promise<MediaFile | number> {
  const call = { timeoutMs: 15_000, maxBytes: left, signal }
  try {
    const head = refusalOf(await exchange(url, { ...call, method: 'HEAD' }), left)
    if (head !== undefined) return head
    const answer = await exchange(url, { ...call, method: 'GET' })
    return refusalOf(answer, left) ?? (await fileOf(answer))
  } catch (error) {
    if (!(error instanceof HttpError)) throw error
    return error.code === 'TOO_LONG' ? tooLarge : notFetched
  }
}

const notFetched = 11200
const wrongType = 12300
const tooLarge = 11751

function refusalOf(answer: HttpAnswer, left: number): number | undefined {
  if (answer.status !== 200) return notFetched
  if (!isAccepted(typeOf(answer))) return wrongType
  return Number(answer.headers['content-length'] ?? 0) > left ? tooLarge : undefined
}

/** A picture has to be what its type says. */
async function fileOf(answer: HttpAnswer): Promise<MediaFile | number> {
  const { body: bytes } = answer
  const type = typeOf(answer).replace('image/jpg', 'image/jpeg')
  const isPicture = type.startsWith('image/')
  const isOther = isPicture && (await fileTypeFromBuffer(bytes))?.mime !== type
  return isOther ? wrongType : { type, bytes }
}

function typeOf({ headers }: HttpAnswer): string {
  return (headers['content-type'] ?? '').split(';')[0]?.trim() ?? ''
}
