import { setTimeout as wait } from 'node:timers/promises'
import type { Request, RequestHandler, Response } from 'express'
import type { Log } from '../../../../src/core/log.ts'
import { ProviderError, refusal } from '../errors.ts'
import type { MediaFile } from '../media.ts'
import { type Mishap, mishap } from '../mishap.ts'
import type { Settings } from '../settings.ts'

export interface ServeDeps {
  readonly settings: () => Settings
  readonly random: () => number
  readonly log: Log
}

export interface Reply {
  readonly status: number
  /** Absent for an answer without a body. */
  readonly body?: unknown
  /** Instead of a body. */
  readonly file?: MediaFile
}

/** Carries out one call of the REST interface. @throws ProviderError */
type Operation = (request: Request) => Reply | Promise<Reply>

/** Turns operations into request handlers that fail as often as the settings say. */
export type Serve = (operation: Operation) => RequestHandler

export function createServe({ settings, random, log }: ServeDeps): Serve {
  async function outcome(operation: Operation, request: Request): Promise<Reply> {
    try {
      return await operation(request)
    } catch (error) {
      if (error instanceof ProviderError) return errorReply(error)
      log.error({ err: error }, 'the simulated carrier could not carry out a request')
      return errorReply(refusal(20500, 500))
    }
  }

  return (operation) => async (request, response) => {
    const { delay } = settings()
    if (delay > 0) await wait(delay, undefined, { ref: false })
    const wrong = mishap(settings(), random)
    if (wrong === undefined) return respond(response, await outcome(operation, request))
    if (wrong.isCarriedOut) await outcome(operation, request)
    failAs(response, wrong.kind)
  }
}

/** A request that times out is never answered. */
function failAs(response: Response, kind: Mishap['kind']): void {
  if (kind === 'reset') response.socket?.resetAndDestroy()
  if (kind === 'error') respond(response, errorReply(refusal(20500, 500)))
  if (kind === 'rate-limit') {
    response.setHeader('retry-after', '1')
    respond(response, errorReply(refusal(20429, 429)))
  }
}

export function errorReply({ code, message, status }: ProviderError): Reply {
  const more_info = `https://www.twilio.com/docs/errors/${code}`
  return { status, body: { code, message, more_info, status } }
}

export function respond(response: Response, { status, body, file }: Reply): void {
  response.status(status)
  if (file !== undefined) response.type(file.type).end(file.bytes)
  else if (body === undefined) response.end()
  else response.json(body)
}
