import express, { type Router } from 'express'

export interface HealthDeps {
  /** What is not as it should be, in words; empty when texts can flow. */
  readonly problems: () => readonly string[]
}

/** `/health/live` answers while the process works; `/health` and `/health/ready` while texts can flow. */
export function health({ problems }: HealthDeps): Router {
  const router = express.Router()
  router.get('/health/live', (_req, res) => void res.json({ live: true }))
  router.get(['/health', '/health/ready'], (_req, res) => {
    const found = problems()
    res
      .status(found.length === 0 ? 200 : 503)
      .json({ live: true, ready: found.length === 0, problems: found })
  })
  return router
}
