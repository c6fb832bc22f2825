/** A message centre beside the REST interface, for who speaks SMPP. */
export interface SmscOptions {
  /** 0 takes a free one. */
  readonly port: number
  /** Who may bind. */
  readonly systemId: string
  readonly password: string
  /** Texts from phones to these come over SMPP; they are not for sale. E.164. */
  readonly numbers: readonly string[]
}

/** Where what is reported goes over a session instead of by webhook. */
const scheme = 'smpp:'

export function isBySession(url: string): boolean {
  return url.startsWith(scheme)
}

/** Stands in a number's place for its webhook. */
export const sessionUrl = `${scheme}//bound`

/** Stands in a text's place for its webhook: which messages it came in, and what is to be reported. */
export function receiptUrl(ids: readonly string[], registeredDelivery: number): string {
  const query = new URLSearchParams({ ids: ids.join(','), registered: String(registeredDelivery) })
  return `${sessionUrl}?${query}`
}

export function readReceiptUrl(url: string) {
  const query = new URL(url).searchParams
  return {
    ids: (query.get('ids') ?? '').split(','),
    registeredDelivery: Number(query.get('registered')),
  }
}
