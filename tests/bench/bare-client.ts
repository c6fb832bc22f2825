/** Requests to a homeserver with nothing in between: what a bare script would do. */
export interface BareClient {
  /** @returns the answer's JSON @throws Error for every answer that is not 2xx */
  request(method: Method, path: string, options?: BareOptions): Promise<unknown>
}

export interface BareOptions {
  /** Whom an appservice acts for. */
  readonly as?: string
  readonly device?: string
  readonly body?: object
}

type Method = 'GET' | 'POST' | 'PUT'

export function bareClient(url: string, token: string): BareClient {
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' }
  return {
    async request(method, path, { as, device, body } = {}) {
      const query = new URLSearchParams({
        ...(as === undefined ? {} : { user_id: as }),
        ...(device === undefined ? {} : { device_id: device }),
      })
      const response = await fetch(`${url}${path}?${query}`, {
        method,
        headers,
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      })
      const text = await response.text()
      if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`)
      return JSON.parse(text)
    },
  }
}

/** A path with its parts escaped. */
export function path(parts: TemplateStringsArray, ...values: readonly string[]): string {
  return String.raw({ raw: parts }, ...values.map(encodeURIComponent))
}
