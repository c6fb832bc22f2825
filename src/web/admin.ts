import express, { type RequestHandler, type Router } from 'express'
import type { Inbox } from '../core/inbox.ts'
import { sameSecret } from '../lib/secrets.ts'

export interface AdminDeps {
  readonly token: string
  readonly inbox: Pick<Inbox, 'parked' | 'unpark' | 'depth'>
  readonly wake: () => void
}

/** For the command line while Homeline runs: `GET /admin/inbox`, `POST /admin/inbox/:id/retry`. */
export function admin({ token, inbox, wake }: AdminDeps): Router {
  const authorize: RequestHandler = (req, res, next) => {
    const given = /^Bearer (.+)$/.exec(req.headers.authorization ?? '')?.[1]
    if (given === undefined || !sameSecret(given, token)) return void res.sendStatus(401)
    next()
  }
  const router = express.Router()
  router.get('/admin/inbox', authorize, async (_req, res) => {
    res.json({ depth: await inbox.depth(), parked: await inbox.parked() })
  })
  router.post('/admin/inbox/:id/retry', authorize, async (req, res) => {
    const isBack = await inbox.unpark(Number(req.params['id']))
    wake()
    res.status(isBack ? 200 : 404).json({ retried: isBack })
  })
  return router
}
