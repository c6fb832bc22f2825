import express, { type Router } from 'express'
import { definite } from '../../../../src/lib/definite.ts'
import type { PhoneState, Reports } from './reports.ts'
import { stateChange } from './schemas.ts'

export interface ControlDeps {
  readonly state: () => PhoneState
  readonly change: (state: PhoneState) => void
  readonly reports: Pick<Reports, 'waiting'>
}

/** `/_sim/gateway`: takes the phone off the net, and sets how soon it repeats. */
export function controlRoutes({ state, change, reports }: ControlDeps): Router {
  const shown = () => ({ ...state(), waitingReports: reports.waiting() })
  const router = express.Router()
  router.get('/', (_request, response) => void response.json(shown()))
  router.put('/', express.json({ limit: '64kb' }), (request, response) => {
    const given = stateChange.safeParse(request.body)
    if (!given.success) return void response.status(400).json({ error: given.error.message })
    change({ ...state(), ...definite(given.data) })
    response.json(shown())
  })
  return router
}
