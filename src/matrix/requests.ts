import { doHttpRequest } from 'matrix-bot-sdk/lib/http.js'
import { LogService } from 'matrix-bot-sdk/lib/logging/LogService.js'
import { MatrixError } from 'matrix-bot-sdk/lib/models/MatrixError.js'
import { HomeserverError } from '../core/errors.ts'
import type { Actor } from '../core/homeserver.ts'

/** Requests to the client-server API with an appservice's token, in the name of one of its users. */
export interface Requests {
  /**
   * @returns the answer's JSON, unchecked
   * @throws HomeserverError
   */
  request(method: Method, path: string, options?: RequestOptions): Promise<unknown>
}

/** A request in the name of one of our actors, its ghost made first. */
export type ActorRequest = (as: Actor, ...args: Parameters<Requests['request']>) => Promise<unknown>

export interface RequestOptions {
  /** Whom the appservice acts for. */
  readonly as?: string
  /** A device of that user: its transaction IDs outlive a restart of the homeserver (MSC4326). */
  readonly device?: string
  readonly query?: Readonly<Record<string, string | number>>
  readonly body?: object
  readonly timeoutMs?: number
}

export type Method = 'GET' | 'POST' | 'PUT'

export function createRequests(url: string, token: string): Requests {
  // The SDK logs the bodies of failed requests; ours are logged by whoever decides about them.
  LogService.setLogger(silence)
  const headers = { Authorization: `Bearer ${token}` }
  return {
    async request(method, path, { as, device, query, body, timeoutMs = 60_000 } = {}) {
      const parameters = {
        ...query,
        ...(as === undefined ? {} : { user_id: as }),
        ...(device === undefined ? {} : { device_id: device }),
      }
      try {
        return await doHttpRequest(
          url,
          method,
          path,
          parameters,
          wellFormed(body),
          { ...headers },
          timeoutMs,
        )
      } catch (error) {
        throw homeserverError(error)
      }
    },
  }
}

/** Half a surrogate pair is no text: homeservers answer such a request with 500, for ever. */
function wellFormed(value: unknown): unknown {
  if (typeof value === 'string') return value.toWellFormed()
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return value.map(wellFormed)
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, wellFormed(inner)]))
}

/** A path with its parts escaped: `path\`/rooms/${room}/join\``. */
export function path(parts: TemplateStringsArray, ...values: readonly string[]): string {
  return String.raw({ raw: parts }, ...values.map(encodeURIComponent))
}

function homeserverError(error: unknown): HomeserverError {
  if (error instanceof MatrixError) {
    const { errcode, statusCode, retryAfterMs } = error
    const wait = retryAfterMs === undefined ? {} : { retryAfter: retryAfterMs }
    return new HomeserverError(errcode, `The homeserver refused: ${error.error}`, {
      status: statusCode,
      ...wait,
    })
  }
  const status = statusOf(error)
  if (status !== 0) {
    return new HomeserverError('M_UNKNOWN', `The homeserver answered ${status}`, { status })
  }
  return new HomeserverError('unreachable', 'The homeserver gives no answer', { cause: error })
}

/** The SDK throws the bare response where its body is no Matrix error. */
function statusOf(error: unknown): number {
  if (typeof error !== 'object' || error === null || !('statusCode' in error)) return 0
  return typeof error.statusCode === 'number' ? error.statusCode : 0
}

const silence = { info() {}, warn() {}, error() {}, debug() {}, trace() {} }
