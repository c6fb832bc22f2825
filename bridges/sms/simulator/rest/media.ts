import express, { type Request, type Router } from 'express'
import { refusal } from '../errors.ts'
import type { MessageRow } from '../messages.ts'
import { parameter } from './form.ts'
import { paged, pageOf } from './paging.ts'
import type { RestDeps } from './rest.ts'
import type { Reply } from './serve.ts'
import { mediaShape } from './shapes.ts'

/** Where an attachment's bytes are. */
export function mediaPath(accountSid: string, messageSid: string, sid: string): string {
  return `/2010-04-01/Accounts/${accountSid}/Messages/${messageSid}/Media/${sid}`
}

/** twilio.com/docs/messaging/api/media-resource */
export function mediaRoutes({ commit, account, messages, media, feed, serve }: RestDeps): Router {
  function messageOf(request: Request): MessageRow {
    const message = messages.bySid(parameter(request, 'message'))
    if (message === undefined) throw refusal(20404, 404)
    return message
  }

  function known(request: Request) {
    const found = media.bySid(parameter(request, 'sid'))
    if (found?.message !== messageOf(request).id) throw refusal(20404, 404)
    return found
  }

  function list(request: Request): Reply {
    const message = messageOf(request)
    const page = pageOf(request)
    const rows = media.of(message.id).filter(({ id }) => id > (page.after ?? 0))
    const show = (each: (typeof rows)[number]) => mediaShape(account.sid, message.sid, each)
    return { status: 200, body: paged(request, page, rows, 'media_list', show) }
  }

  function show(request: Request): Reply {
    return { status: 200, body: mediaShape(account.sid, messageOf(request).sid, known(request)) }
  }

  async function remove(request: Request): Promise<Reply> {
    const { sid, message } = known(request)
    await commit(() => media.remove(sid))
    feed.publish({ kind: 'message', id: message })
    return { status: 204 }
  }

  const router = express.Router()
  const one = '/Messages/:message/Media/:sid.json'
  router.get('/Messages/:message/Media.json', serve(list))
  router.get(one, serve(show))
  router.delete(one, serve(remove))
  router.get(
    '/Messages/:message/Media/:sid',
    serve((request) => ({ status: 200, file: known(request) })),
  )
  return router
}
