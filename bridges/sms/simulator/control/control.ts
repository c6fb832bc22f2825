import express, { type RequestHandler, type Router } from 'express'
import type { z } from 'zod'
import { definite } from '../../../../src/lib/definite.ts'
import type { Commit } from '../commit.ts'
import type { Db } from '../database.ts'
import type { Feed } from '../feed.ts'
import { createJournal } from '../journal.ts'
import type { Media } from '../media.ts'
import type { Messages } from '../messages.ts'
import type { Network } from '../network.ts'
import type { Settings } from '../settings.ts'
import { events } from './events.ts'
import { journalQuery, newHandset, newText, settingsChange } from './schemas.ts'
import { type StateDeps, stateOf } from './state.ts'

export interface ControlDeps extends StateDeps {
  readonly db: Db
  readonly commit: Commit
  readonly messages: Messages
  readonly media: Media
  readonly network: Network
  readonly feed: Feed
  readonly change: (settings: Settings) => void
}

/** `/_sim/…`: what the page and the tests do with the phones. */
export function controlRoutes(deps: ControlDeps): Router {
  const { db, commit, media, numbers, handsets, network, feed, settings, change } = deps
  const journal = createJournal(db, media)

  const addHandset = handler(newHandset, async ({ name, number }, response) => {
    const handset = await commit(() => {
      const free = number ?? handsets.freeNumber()
      return handsets.add({ name: name ?? `Phone ${handsets.list().length + 1}`, number: free })
    })
    feed.publish({ kind: 'state' })
    response.status(201).json(handset)
  })

  const removeHandset: RequestHandler = async (request, response) => {
    const isGone = await commit(() => handsets.remove(String(request.params['number'])))
    if (!isGone) return void response.status(404).json({ error: 'There is no such phone.' })
    feed.publish({ kind: 'state' })
    response.status(204).end()
  }

  const text = handler(newText, async ({ text: body, ...given }, response) => {
    const { to } = given
    if (numbers.byNumber(to) === undefined) {
      return void response.status(404).json({ error: 'Nobody has this number: get it first.' })
    }
    const message = await network.receive({ body, ...definite(given) })
    response.status(201).json(journal.entryOf(message))
  })

  const changeSettings = handler(settingsChange, (given, response) => {
    change({ ...settings(), ...definite(given) })
    response.json(settings())
  })

  /** Whatever a phone sent must not act as a part of the page. */
  const showFile: RequestHandler = (request, response) => {
    const found = media.bySid(String(request.params['sid']))
    if (found === undefined)
      return void response.status(404).json({ error: 'There is no such file.' })
    response.set({
      'content-type': found.type,
      'content-security-policy': "default-src 'none'; sandbox",
      'x-content-type-options': 'nosniff',
      'cache-control': 'private, max-age=86400, immutable',
    })
    response.end(found.bytes)
  }

  const router = express.Router()
  router.post('/messages', express.json({ limit: '8mb', strict: true }))
  router.use(express.json({ limit: '64kb', strict: true }))
  router.get('/state', (_request, response) => void response.json(stateOf(deps)))
  router.get('/settings', (_request, response) => void response.json(settings()))
  router.put('/settings', changeSettings)
  router.post('/handsets', addHandset)
  router.delete('/handsets/:number', removeHandset)
  router.post('/messages', text)
  router.get('/messages', (request, response) => {
    const query = journalQuery.safeParse(request.query)
    if (!query.success) return void response.status(400).json({ error: sentence(query.error) })
    response.json({ messages: journal.list(definite(query.data)) })
  })
  router.get('/media/:sid', showFile)
  router.get('/events', events({ ...deps, journal }))
  return router
}

/** Parses a JSON body before anything else; what does not fit gets 400 and a sentence. */
function handler<Schema extends z.ZodType>(
  schema: Schema,
  handle: (body: z.infer<Schema>, response: express.Response) => Promise<void> | void,
): RequestHandler {
  return async (request, response) => {
    const parsed = schema.safeParse(request.body)
    if (parsed.success) return await handle(parsed.data, response)
    response.status(400).json({ error: sentence(parsed.error) })
  }
}

function sentence(error: z.ZodError): string {
  return error.issues
    .map(({ path, message }) => (path.length === 0 ? message : `${path.join('.')}: ${message}`))
    .join('; ')
}
