import express, { type ErrorRequestHandler, type RequestHandler, type Router } from 'express'
import type { ShelfFront } from '../core/media.ts'

export interface MediaDeps {
  readonly shelf: ShelfFront
}

/**
 * `GET /media/:token[/name]`: files for carriers, which fetch what they send. Whatever else is asked for below
 * `/media` is not there, and looks all the same.
 */
export function media({ shelf }: MediaDeps): Router {
  const show: RequestHandler = async (req, res, next) => {
    const file = await shelf.find(String(req.params['token']))
    if (file === undefined) return void res.sendStatus(404)
    res.set({
      'Content-Type': file.type,
      'Content-Disposition': disposition(file.name),
      'Cache-Control': 'private, no-store',
      'X-Content-Type-Options': 'nosniff',
      // A file that a browser would run runs without anything it could reach.
      'Content-Security-Policy': "sandbox; default-src 'none'",
      'X-Robots-Tag': 'noindex',
    })
    res.sendFile(file.path, sending, (error?: Error) => {
      if (error !== undefined && !res.headersSent) next(error)
    })
  }

  const router = express.Router()
  router.get(['/media/:token', '/media/:token/:name'], show)
  router.use('/media', (_req, res) => void res.sendStatus(404))
  router.use('/media', ((error, _req, res, next) => {
    // An address that can't be decoded.
    if (error instanceof URIError) return void res.sendStatus(404)
    next(error)
  }) satisfies ErrorRequestHandler)
  return router
}

const sending = {
  cacheControl: false,
  etag: false,
  lastModified: false,
  dotfiles: 'allow',
} as const

/** RFC 6266: a name in ASCII, and as it is. */
function disposition(name: string): string {
  const plain = name.replace(/[^\x20-\x7e]|["\\%]/g, '_')
  const whole = encodeURIComponent(name).replace(
    /['()*]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
  )
  return `inline; filename="${plain}"; filename*=UTF-8''${whole}`
}
