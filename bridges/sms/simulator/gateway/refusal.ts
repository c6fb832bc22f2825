import type { Request, RequestHandler } from 'express'
import type { z } from 'zod'
import type { Reply, Serve } from '../rest/serve.ts'

/** The gateway says no, in its own words. */
export class GatewayRefusal extends Error {
  override readonly name = 'GatewayRefusal'
  readonly status: number

  constructor(status: number, message: string) {
    super(message)
    this.status = status
  }
}

/** An operation of the gateway, whose refusals are answered as it does. */
export function answering(
  serve: Serve,
  operation: (request: Request) => Reply | Promise<Reply>,
): RequestHandler {
  return serve(async (request) => {
    try {
      return await operation(request)
    } catch (error) {
      if (!(error instanceof GatewayRefusal)) throw error
      const { status, message } = error
      return { status, body: { code: status, message } }
    }
  })
}

/** @throws GatewayRefusal 400 that names what does not fit */
export function parse<Schema extends z.ZodType>(schema: Schema, given: unknown): z.infer<Schema> {
  const parsed = schema.safeParse(given)
  if (parsed.success) return parsed.data
  const words = parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`)
  throw new GatewayRefusal(400, `failed to validate: ${words.join('; ')}`)
}
