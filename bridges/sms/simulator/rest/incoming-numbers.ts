import express, { type Request, type Router } from 'express'
import { parsePhoneNumber } from '../../../../src/core/phone.ts'
import { refusal } from '../errors.ts'
import { behaviourOf } from '../magic-numbers.ts'
import { defaultName, type OwnedRow } from '../owned-numbers.ts'
import { countries } from '../prices.ts'
import { rangeOf, searchStock } from '../stock.ts'
import { field, parameter, webAddress } from './form.ts'
import { paged, pageOf } from './paging.ts'
import type { RestDeps } from './rest.ts'
import type { Reply } from './serve.ts'
import { ownedShape } from './shapes.ts'

/** twilio.com/docs/phone-numbers/api/incomingphonenumber-resource */
export function incomingNumberRoutes(deps: RestDeps): Router {
  const { commit, account, numbers, feed, now, serve } = deps
  const show = (owned: OwnedRow) => ownedShape(account.sid, owned)
  const isOwned = (number: string) => numbers.byNumber(number) !== undefined

  async function buy({ body: form }: Request): Promise<Reply> {
    requirePost(form)
    const number = wanted(form)
    const smsUrl = webAddress(field(form, 'SmsUrl'), 21502) ?? ''
    const friendlyName = field(form, 'FriendlyName') ?? defaultName(number)
    const behaviour = behaviourOf(number)
    if (behaviour.kind === 'sold') throw refusal(behaviour.code)
    const owned = await commit(() => {
      const bought = numbers.buy({ number, smsUrl, friendlyName, at: now() })
      if (bought !== undefined) account.spend(monthlyPrice(number))
      return bought
    })
    if (owned === undefined) throw refusal(21422)
    feed.publish({ kind: 'state' })
    return { status: 201, body: show(owned) }
  }

  function wanted(form: unknown): string {
    const areaCode = field(form, 'AreaCode')
    const given = field(form, 'PhoneNumber')
    if (given === undefined) {
      const any = areaCode === undefined ? undefined : firstIn(areaCode)
      if (any === undefined) throw refusal(21452)
      return any
    }
    const number = parsePhoneNumber(given)
    if (number === undefined) throw refusal(21421)
    if (rangeOf(number) === undefined) throw refusal(21422)
    return number
  }

  function firstIn(areaCode: string): string | undefined {
    return ['US', 'CA']
      .flatMap((country) => searchStock({ country, kind: 'Local', areaCode }, 2, isOwned))
      .map(({ number }) => number)
      .find((number) => behaviourOf(number).kind !== 'sold')
  }

  function list(request: Request): Reply {
    const page = pageOf(request)
    const number = field(request.query, 'PhoneNumber')?.replace(/[^\d*]/g, '')
    const pattern = new RegExp((number ?? '').replaceAll('*', '\\d'))
    const rows = numbers
      .list()
      .filter((owned) => owned.id > (page.after ?? 0) && pattern.test(owned.number))
    return { status: 200, body: paged(request, page, rows, 'incoming_phone_numbers', show) }
  }

  function known(request: Request): OwnedRow {
    const owned = numbers.bySid(parameter(request, 'sid'))
    if (owned === undefined) throw refusal(20404, 404)
    return owned
  }

  async function update(request: Request): Promise<Reply> {
    const { sid } = known(request)
    requirePost(request.body)
    const smsUrl = webAddress(field(request.body, 'SmsUrl'), 21502)
    const friendlyName = field(request.body, 'FriendlyName')
    await commit(() =>
      numbers.change(sid, {
        ...(smsUrl === undefined ? {} : { smsUrl }),
        ...(friendlyName === undefined ? {} : { friendlyName }),
        at: now(),
      }),
    )
    feed.publish({ kind: 'state' })
    return { status: 200, body: show(known(request)) }
  }

  async function release(request: Request): Promise<Reply> {
    const { sid } = known(request)
    await commit(() => numbers.release(sid))
    feed.publish({ kind: 'state' })
    return { status: 204 }
  }

  const router = express.Router()
  const one = '/IncomingPhoneNumbers/:sid.json'
  router.get('/IncomingPhoneNumbers.json', serve(list))
  router.post('/IncomingPhoneNumbers.json', serve(buy))
  router.get(
    one,
    serve((request) => ({ status: 200, body: show(known(request)) })),
  )
  router.post(one, serve(update))
  router.delete(one, serve(release))
  return router
}

/** Webhooks are posted here, never asked for by GET. */
function requirePost(form: unknown): void {
  if ((field(form, 'SmsMethod') ?? 'POST').toUpperCase() !== 'POST') throw refusal(20001)
}

function monthlyPrice(number: string): number {
  const range = rangeOf(number)
  if (range === undefined) return 0
  return countries[range.country]?.monthly[range.kind] ?? 0
}
