import type { RequestHandler } from 'express'

/**
 * Only pages that this server gave out, and programs, may control the phones: a web page from elsewhere
 * is told by its origin, and one that points a name of its own at this machine by the name it asks for.
 */
export function guard(host: string): RequestHandler {
  const names = new Set(['127.0.0.1', 'localhost', '[::1]', host])

  return ({ headers }, response, next) => {
    const { host: asked = '', origin } = headers
    const isOurName = names.has(asked.replace(/:\d+$/, ''))
    const isOurPage = origin === undefined || origin === `http://${asked}`
    const isForeign = headers['sec-fetch-site'] === 'cross-site'
    if (isOurName && isOurPage && !isForeign) return next()
    response.status(403).json({ error: 'Only the page of this server may do this.' })
  }
}
