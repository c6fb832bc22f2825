import { randomUUID } from 'node:crypto'
import express, { type Request, type Router } from 'express'
import type { z } from 'zod'
import { parsePhoneNumber } from '../../../../src/core/phone.ts'
import { definite } from '../../../../src/lib/definite.ts'
import { parameter } from '../rest/form.ts'
import type { Reply } from '../rest/serve.ts'
import type { GatewayDeps } from './gateway.ts'
import { statePayload } from './payloads.ts'
import { phone } from './phone.ts'
import { answering, GatewayRefusal, parse } from './refusal.ts'
import { messageList, newMessage } from './schemas.ts'
import { messageShape } from './shapes.ts'
import type { TextRow } from './texts.ts'

/** `/messages`: texts that the phone is to send. */
export function messageRoutes(deps: GatewayDeps): Router {
  const { commit, texts, reports, sending, serve, now } = deps

  async function create({ body: given, query }: Request): Promise<Reply> {
    const wanted = parse(newMessage, given)
    requireDevice(wanted.deviceId)
    const { id = randomUUID(), simNumber: sim, textMessage, message } = wanted
    const body = textMessage?.text ?? message
    if (body === undefined) throw new GatewayRefusal(400, 'No message content provided')
    const recipient = recipientOf(wanted.phoneNumbers, query['skipPhoneValidation'] === 'true')
    const text = { id, sim, recipient, body, validUntil: endOf(wanted, now()), at: now() }
    if (!(await commit(() => texts.add(text)))) {
      throw new GatewayRefusal(409, 'message with the same ID already exists')
    }
    sending.go()
    return { status: 202, body: messageShape(known(id), true) }
  }

  function known(id: string): TextRow {
    const text = texts.byId(id)
    if (text === undefined) throw new GatewayRefusal(404, 'message not found')
    return text
  }

  function list({ query, res }: Request): Reply {
    const { deviceId, limit, offset, sort, includeContent, ...filter } = parse(messageList, query)
    const isOurs = deviceId === undefined || deviceId === phone.deviceId
    const isAscending = sort === 'created_at'
    const rows = isOurs ? texts.list({ ...definite(filter), isAscending }) : []
    res?.setHeader('x-total-count', rows.length)
    const shown = rows.slice(offset, offset + limit)
    return {
      status: 200,
      body: shown.map((text) => messageShape(text, includeContent === 'true')),
    }
  }

  async function cancel(request: Request): Promise<Reply> {
    const { id } = known(parameter(request, 'id'))
    await commit(() => {
      const text = known(id)
      if (text.state !== 'Pending') throw new GatewayRefusal(409, 'message is not pending')
      texts.move(id, 'Cancelled', now())
      reports.keep('sms:cancelled', statePayload(text, { cancelledAt: new Date(now()) }))
    })
    reports.go()
    return { status: 200, body: messageShape(known(id), false) }
  }

  const router = express.Router()
  router.get('/', answering(serve, list))
  router.post('/', answering(serve, create))
  router.get(
    '/:id',
    answering(serve, (request) => {
      return { status: 200, body: messageShape(known(parameter(request, 'id')), true) }
    }),
  )
  router.delete('/:id', answering(serve, cancel))
  return router
}

/** @throws GatewayRefusal when another phone is meant */
export function requireDevice(deviceId: string | undefined): void {
  if (deviceId !== undefined && deviceId !== phone.deviceId) {
    throw new GatewayRefusal(400, 'failed to select device: record not found')
  }
}

/** Unchecked, the phone leaves only what can be dialled. */
function recipientOf([given = '']: readonly string[], isUnchecked: boolean): string {
  if (isUnchecked) return given.replace(/[^\d+*#]/g, '')
  const number = parsePhoneNumber(given)
  if (number === undefined) throw new GatewayRefusal(400, 'invalid phone number')
  return number
}

function endOf({ ttl, validUntil }: z.infer<typeof newMessage>, now: number): number | null {
  return validUntil ?? (ttl === undefined ? null : now + ttl * 1000)
}
