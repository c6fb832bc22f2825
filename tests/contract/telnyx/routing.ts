/** A refusal as the provider's API tells it. */
export class Refusal extends Error {
  readonly status: number
  readonly code: string

  constructor(status: number, code: string) {
    super(code)
    this.status = status
    this.code = code
  }
}

export interface Request {
  readonly query: URLSearchParams
  readonly body: Readonly<Record<string, unknown>>
}

export type Route = readonly [
  method: string,
  path: RegExp,
  answer: (request: Request, id: string) => unknown,
]

/** @throws Refusal */
export function found<Thing>(things: ReadonlyMap<string, Thing>, id: string): Thing {
  const thing = things.get(id)
  if (thing === undefined) throw new Refusal(404, '10005')
  return thing
}
