import { expect } from 'vitest'
import type { Pdu, SubmitSm } from '../../src/lib/smpp/pdu.ts'
import { statuses } from '../../src/lib/smpp/statuses.ts'
import { type CarrierSubject, carrierSuite, type Treatment } from './carrier-suite.ts'
import { accept, type SmscSession } from './smpp/smsc.ts'
import { createSmppWorld, password } from './smpp/world.ts'

carrierSuite({
  name: 'smpp',
  open,
  secrets: [password],
  // An answer that is no success says that nothing was taken: that is clearer than HTTP's 500.
  meanings: {
    busy: { code: 'rate-limited', isRetryable: true, maybeSent: false },
    fault: { code: 'unavailable', isRetryable: true, maybeSent: false },
  },
})

async function open(): Promise<CarrierSubject> {
  const world = await createSmppWorld({ responseSeconds: 0.3 })
  const { smsc, carrier } = world
  return {
    carrier,
    get reached() {
      return smsc.submitted.map(({ shortMessage }) => Buffer.from(shortMessage).toString('latin1'))
    },
    async treatNext(treatment) {
      smsc.onSubmit = treatments[treatment]
      if (treatment !== 'away') return
      await smsc.kill()
      await expect.poll(() => world.told.at(-1)).toBeDefined()
    },
    [Symbol.asyncDispose]: async () => await world[Symbol.asyncDispose](),
  }
}

const submitRefused = (status: number) => (session: SmscSession, submit: Pdu<SubmitSm>) =>
  session.respond(submit, status, { kind: 'submit_sm_resp', messageId: '' })

const treatments: Readonly<
  Record<Treatment, (session: SmscSession, submit: Pdu<SubmitSm>) => void>
> = {
  accept,
  refuse: submitRefused(statuses.ESME_RINVDSTADR),
  busy: submitRefused(statuses.ESME_RTHROTTLED),
  fault: submitRefused(statuses.ESME_RSYSERR),
  nonsense: (session) => session.raw(Buffer.from('HTTP/1.1 400 Bad Request\r\n\r\n<html>')),
  reset: (session) => session.cut(),
  hang: () => {},
  away: () => {},
}
