import { describe, expect, it } from 'vitest'
import { makeCarrier } from '../../src/app/carrier-kinds.ts'
import { forgetful } from '../../src/core/settings.ts'
import { fileOf, load, refusal } from '../unit/load-config.ts'
import { failure, text } from './carrier-suite.ts'
import { adapterAt, password, posted, received, username, webhook } from './elks/adapter.ts'
import { startElks } from './elks/provider.ts'

describe('numbers', () => {
  it('are those that the account has, without what it gave back', async () => {
    await using provider = await startElks()
    const id = provider.own('+46766861001')
    provider.own('+46766861002', { active: 'no' })
    const owned = await adapterAt(provider.url).numbers.owned()
    expect(owned).toMatchObject([{ id, number: '+46766861001' }])
  })

  it('post their texts here, and send no answer of ours as a text', async () => {
    await using provider = await startElks()
    const id = provider.own('+46766861001')
    const { numbers } = adapterAt(provider.url)
    for (let time = 0; time < 2; time += 1) await numbers.configure(id)
    expect(provider.numbers.get(id)).toMatchObject({ sms_url: webhook, sms_replies: 'no' })
    await expect(numbers.configure('n0')).rejects.toMatchObject({ code: 'not-found' })
  })

  it('that are released stay in the account, and post nothing here any more', async () => {
    await using provider = await startElks()
    const id = provider.own('+46766861001')
    const { numbers } = adapterAt(provider.url)
    await numbers.configure(id)
    for (let time = 0; time < 2; time += 1) await numbers.release(id)
    expect(provider.numbers.get(id)).toMatchObject({ active: 'yes' })
    expect(provider.numbers.get(id)).not.toHaveProperty('sms_url')
    await numbers.release('n0')
  })

  it('are not for sale: a search finds none, and whoever buys is told where to', async () => {
    const { numbers } = adapterAt('http://127.0.0.1:9')
    expect(await numbers.search({ country: 'SE', limit: 8 })).toEqual([])
    const error = await failure(numbers.buy(text.from))
    expect(error).toMatchObject({ code: 'not-found', maybeSent: false })
    expect(error.message).toContain('dashboard')
  })
})

describe('a configured carrier', () => {
  const environment = {
    HOMELINE_CARRIERS_46ELKS_KIND: '46elks',
    HOMELINE_CARRIERS_46ELKS_USERNAME: username,
    HOMELINE_CARRIERS_46ELKS_PASSWORD_FILE: fileOf(`${password}\n`, 'password'),
  }

  it('has its password from a file, and tells the balance', async () => {
    await using provider = await startElks()
    const { carriers } = await load('', {
      environment: { ...environment, HOMELINE_CARRIERS_46ELKS_API_BASE: `${provider.url}/` },
    })
    const given = carriers['46elks']
    if (given === undefined) throw new Error('there is no carrier')
    const carrier = makeCarrier('46elks', given, { webhook, settings: forgetful })
    expect(carrier.receive?.(posted(received))).toHaveLength(1)
    expect(await carrier.balance?.()).toEqual({ amount: 9_670_500, currency: 'SEK' })
  })

  it('without a password is refused', async () => {
    const { HOMELINE_CARRIERS_46ELKS_PASSWORD_FILE: _, ...rest } = environment
    expect(await refusal('', { environment: rest })).toContain('carriers.46elks.password')
  })
})
