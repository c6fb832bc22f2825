import { fileURLToPath } from 'node:url'
import express, { type Router } from 'express'

/** The handset page: static files, no build. */
export function page(): Router {
  const router = express.Router()
  router.use((_request, response, next) => {
    response.set({
      'content-security-policy': policy,
      'cache-control': 'no-cache',
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff',
    })
    next()
  })
  router.use(express.static(fileURLToPath(new URL('page', import.meta.url))))
  return router
}

const policy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "connect-src 'self'",
  "img-src 'self' blob:",
  "media-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ')
