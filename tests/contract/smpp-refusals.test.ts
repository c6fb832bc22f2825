import { describe, expect, it } from 'vitest'
import { contentOf } from '../../src/lib/smpp/concatenation.ts'
import { statuses } from '../../src/lib/smpp/statuses.ts'
import { failure, text } from './carrier-suite.ts'
import { accept } from './smpp/smsc.ts'
import { createSmppWorld } from './smpp/world.ts'

describe('a refusal', () => {
  const cases: readonly [keyof typeof statuses | number, object][] = [
    ['ESME_RINVDSTADR', { code: 'invalid-recipient' }],
    ['ESME_RINVSRCADR', { code: 'sender-not-ours' }],
    ['ESME_RINVMSGLEN', { code: 'content' }],
    ['ESME_RSYSERR', { code: 'unavailable', isRetryable: true }],
    ['ESME_RINVBNDSTS', { code: 'unavailable', isRetryable: true }],
    ['ESME_RX_T_APPN', { code: 'unavailable', isRetryable: true }],
    ['ESME_RMSGQFUL', { code: 'rate-limited', isRetryable: true }],
    ['ESME_RTHROTTLED', { code: 'rate-limited', isRetryable: true }],
    ['ESME_RX_R_APPN', { code: 'blocked' }],
    ['ESME_RINVSRCTON', { code: 'account' }],
    ['ESME_RINVOPTPARAMVAL', { code: 'account' }],
    ['ESME_RSUBMITFAIL', { code: 'unknown' }],
    ['ESME_RUNKNOWNERR', { code: 'unknown' }],
    [0x401, { code: 'unknown', providerCode: '0x00000401' }],
  ]

  it.each(cases)('%s says what it means, and that nothing was sent', async (name, expected) => {
    await using world = await createSmppWorld()
    const status = typeof name === 'number' ? name : statuses[name]
    world.smsc.onSubmit = (session, submit) => session.respond(submit, status, submitFailed)
    const providerCode = String(name)
    const error = await failure(world.carrier.send(text))
    expect(error).toMatchObject({ isRetryable: false, maybeSent: false, providerCode, ...expected })
    expect(error.message).toMatch(/^[A-Z].*\.$/)
  })

  it('because there is no session, as the SMSC sees it, makes a new one', async () => {
    await using world = await createSmppWorld()
    const session = await world.session()
    world.smsc.onSubmit = (_, submit) =>
      session.respond(submit, statuses.ESME_RINVBNDSTS, submitFailed)
    await failure(world.carrier.send(text))
    await expect.poll(() => session.isOver).toBe(true)
    world.smsc.onSubmit = accept
    expect(await world.session()).not.toBe(session)
    expect((await world.carrier.send(text)).state).toBe('sent')
  })

  it('by a generic_nack counts as one', async () => {
    await using world = await createSmppWorld()
    world.smsc.onSubmit = (session, submit) =>
      session.respond(submit, statuses.ESME_RINVCMDID, { kind: 'generic_nack' })
    const error = await failure(world.carrier.send(text))
    expect(error).toMatchObject({ code: 'account', providerCode: 'ESME_RINVCMDID' })
  })

  it('of a later part is overcome when it passes', async () => {
    await using world = await createSmppWorld()
    const whole = 'x'.repeat(400)
    let count = 0
    world.smsc.onSubmit = (session, submit) => {
      count += 1
      if (count === 2) session.respond(submit, statuses.ESME_RSYSERR, submitFailed)
      else accept(session, submit, `p${count}`)
    }
    expect(await world.carrier.send({ ...text, text: whole })).toEqual({
      id: 'p1 and 2 more',
      state: 'sent',
    })
    const numbers = world.smsc.submitted.map((one) => contentOf(one).part?.number)
    expect(numbers, 'only that part again').toEqual([1, 2, 2, 3])
  })

  it('of a later part for good says that a part was taken', async () => {
    await using world = await createSmppWorld()
    world.smsc.onSubmit = (session, submit) => {
      if (contentOf(submit.body).part?.number === 1) accept(session, submit)
      else session.respond(submit, statuses.ESME_RINVMSGLEN, submitFailed)
    }
    const error = await failure(world.carrier.send({ ...text, text: 'x'.repeat(200) }))
    expect(error).toMatchObject({ code: 'content', maybeSent: false, isRetryable: false })
    expect(error.message).toMatch(/^Only a part of this text was taken\. This text is longer/)
  })

  it('of a later part, without an answer, leaves the text in doubt', async () => {
    await using world = await createSmppWorld({ responseSeconds: 0.1 })
    world.smsc.onSubmit = (session, submit) => {
      if (contentOf(submit.body).part?.number === 1) accept(session, submit)
    }
    const error = await failure(world.carrier.send({ ...text, text: 'x'.repeat(200) }))
    expect(error).toMatchObject({ code: 'unavailable', maybeSent: true })
  })
})

const submitFailed = { kind: 'submit_sm_resp', messageId: '' } as const
