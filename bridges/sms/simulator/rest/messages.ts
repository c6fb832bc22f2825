import express, { type Request, type Router } from 'express'
import { type PhoneNumber, parsePhoneNumber } from '../../../../src/core/phone.ts'
import { refusal } from '../errors.ts'
import { behaviourOf } from '../magic-numbers.ts'
import { mediaLimits } from '../media-limits.ts'
import type { MessageRow } from '../messages.ts'
import { carriesMedia } from '../prices.ts'
import { field, fields, isTrue, parameter, webAddress } from './form.ts'
import { createMessageQuery } from './message-query.ts'
import { paged, pageOf } from './paging.ts'
import type { RestDeps } from './rest.ts'
import type { Reply } from './serve.ts'
import { messageShape } from './shapes.ts'

/** twilio.com/docs/messaging/api/message-resource */
export function messageRoutes(deps: RestDeps): Router {
  const { db, commit, account, messages, media, numbers, optOuts, network, feed, serve } = deps
  const query = createMessageQuery(db)
  const show = (message: MessageRow) => messageShape(account.sid, message)

  async function create({ body: form }: Request): Promise<Reply> {
    const to = recipientOf(field(form, 'To'))
    const from = senderOf(field(form, 'From'))
    const mediaUrls = mediaOf(form, from)
    const body = bodyOf(form, mediaUrls.length)
    const statusCallback = webAddress(field(form, 'StatusCallback'), 21609)
    if (from === to) throw refusal(21266)
    const behaviour = behaviourOf(to)
    if (behaviour.kind === 'refused') throw refusal(behaviour.code)
    if (optOuts.has(to, from)) throw refusal(21610)
    const isSmart = isTrue(field(form, 'SmartEncoded'))
    const text = { from, to, body, mediaUrls, isSmart }
    const message = await network.send(
      statusCallback === undefined ? text : { ...text, statusCallback },
    )
    return { status: 201, body: show(message) }
  }

  function senderOf(text: string | undefined): string {
    if (text === undefined) throw refusal(21603)
    const number = parsePhoneNumber(text)
    if (number === undefined) throw refusal(21212)
    if (numbers.byNumber(number) === undefined) throw refusal(21606)
    return number
  }

  function known(request: Request): MessageRow {
    const message = messages.bySid(parameter(request, 'sid'))
    if (message === undefined) throw refusal(20404, 404)
    return message
  }

  /** Only an empty body may be written: that is how the provider forgets a text. */
  async function redact(request: Request): Promise<Reply> {
    const { sid, id } = known(request)
    const { Body } = request.body as { Body?: unknown }
    if (Body !== '') throw refusal(20001)
    await commit(() => messages.redact(sid))
    feed.publish({ kind: 'message', id })
    return { status: 200, body: show(known(request)) }
  }

  async function remove(request: Request): Promise<Reply> {
    const { sid, id } = known(request)
    await commit(() => {
      media.removeOf(id)
      messages.remove(sid)
    })
    feed.publish({ kind: 'state' })
    return { status: 204 }
  }

  function list(request: Request): Reply {
    const page = pageOf(request)
    return { status: 200, body: paged(request, page, query(request, page), 'messages', show) }
  }

  const router = express.Router()
  router.get('/Messages.json', serve(list))
  router.post('/Messages.json', serve(create))
  router.get(
    '/Messages/:sid.json',
    serve((request) => ({ status: 200, body: show(known(request)) })),
  )
  router.post('/Messages/:sid.json', serve(redact))
  router.delete('/Messages/:sid.json', serve(remove))
  return router
}

/** A number, or a short code. */
function recipientOf(text: string | undefined): PhoneNumber | string {
  if (text === undefined) throw refusal(21604)
  if (/^\d{3,8}$/.test(text)) return text
  const number = parsePhoneNumber(text)
  if (number === undefined) throw refusal(21211)
  return number
}

function bodyOf(form: unknown, numMedia: number): string {
  const body = field(form, 'Body') ?? ''
  if (body === '' && numMedia === 0) throw refusal(21602)
  if (body.length > 1600) throw refusal(21617)
  return body
}

function mediaOf(form: unknown, from: string): readonly string[] {
  const urls = fields(form, 'MediaUrl').map((url) => webAddress(url, 21620) ?? '')
  if (urls.length > mediaLimits.maxCount) throw refusal(21623)
  if (urls.length > 0 && !carriesMedia(from)) throw refusal(21621)
  return urls
}
