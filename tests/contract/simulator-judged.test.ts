import twilio from 'twilio'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { square } from '../../bridges/sms/simulator/square.ts'
import { startPrism } from '../support/prism.ts'
import { testShelf } from '../support/shelf.ts'
import { type TestSimulator, testSimulator } from '../support/simulator.ts'
import { until } from '../support/wait.ts'

describe('the official package, through a proxy that checks the OpenAPI description', () => {
  const stack = new AsyncDisposableStack()
  let simulator: TestSimulator
  let client: twilio.Twilio

  beforeAll(async () => {
    simulator = stack.use(await testSimulator())
    const api = stack.use(
      await startPrism('twilio/twilio_api_v2010.trimmed.relaxed.json', simulator.url),
    )
    const pricing = stack.use(
      await startPrism('twilio/twilio_pricing_v1.relaxed.json', simulator.url),
    )
    client = twilio(simulator.accountSid, simulator.authToken, { autoRetry: false })
    client.api.baseUrl = api.url
    client.pricing.baseUrl = pricing.url
  })
  afterAll(() => stack.disposeAsync())

  async function buy(areaCode: number) {
    const [offer] = await client
      .availablePhoneNumbers(areaCode === 604 ? 'CA' : 'US')
      .local.list({ areaCode, smsEnabled: true, limit: 1 })
    return await client.incomingPhoneNumbers.create({ phoneNumber: offer?.phoneNumber ?? '' })
  }

  it('searches by area, digits and place, and sees the kinds that a country has', async () => {
    const byDigits = await client
      .availablePhoneNumbers('GB')
      .mobile.list({ contains: '+44770090012*', limit: 5 })
    const byPlace = await client
      .availablePhoneNumbers('DE')
      .local.list({ inLocality: 'Munchen', limit: 2 })
    const tollFree = await client.availablePhoneNumbers('US').tollFree.list({ limit: 2 })
    const countries = await client.availablePhoneNumbers.list()
    const sweden = await client.availablePhoneNumbers('SE').fetch()

    expect(byDigits.map(({ phoneNumber }) => phoneNumber)).toEqual(
      Array(5).fill(expect.stringMatching(/^\+44770090012\d$/)),
    )
    expect(byPlace.map(({ locality }) => locality)).toEqual(['München', 'München'])
    expect(tollFree).toHaveLength(2)
    expect(countries.map(({ countryCode }) => countryCode)).toContain('FR')
    expect(Object.keys(sweden.subresourceUris)).toEqual(['mobile', 'local'])
  })

  it('buys, points, finds and releases a number, which is for sale again', async () => {
    const bought = await buy(512)
    await client.incomingPhoneNumbers(bought.sid).update({ smsUrl: 'https://example.org/sms' })
    const found = await client.incomingPhoneNumbers.list({ phoneNumber: bought.phoneNumber })
    await expect(
      client.incomingPhoneNumbers.create({ phoneNumber: bought.phoneNumber }),
    ).rejects.toMatchObject({ code: 21422 })
    const isReleased = await client.incomingPhoneNumbers(bought.sid).remove()
    const again = await client.incomingPhoneNumbers.create({ phoneNumber: bought.phoneNumber })

    expect(found.map(({ smsUrl, sid }) => ({ smsUrl, sid }))).toEqual([
      { smsUrl: 'https://example.org/sms', sid: bought.sid },
    ])
    expect(isReleased).toBe(true)
    expect(again.sid).not.toBe(bought.sid)
    await expect(client.incomingPhoneNumbers(bought.sid).fetch()).rejects.toMatchObject({
      status: 404,
    })
  })

  it('buys any number of an area code', async () => {
    const bought = await client.incomingPhoneNumbers.create({ areaCode: '206' })
    expect(bought.phoneNumber).toMatch(/^\+1206555/)
    await expect(client.incomingPhoneNumbers.create({ areaCode: '907' })).rejects.toMatchObject({
      code: 21452,
    })
  })

  it('sends a text and fetches it when it is delivered, with segments and price', async () => {
    const { phoneNumber: from } = await buy(415)
    const sent = await client.messages.create({ from, to: '+13035550142', body: 'Olá 👋' })
    const delivered = await until('delivery', async () => {
      const message = await client.messages(sent.sid).fetch()
      return message.status === 'delivered' && message
    })
    expect(sent).toMatchObject({ status: 'queued', numSegments: '1', price: null })
    expect(delivered).toMatchObject({ body: 'Olá 👋', direction: 'outbound-api', price: '-0.0083' })
    expect(delivered.dateSent?.getTime()).toBeGreaterThan(Date.now() - 10_000)
  })

  it('lists newest first, page by page, and filters by both ends and by the day', async () => {
    const { phoneNumber: from } = await buy(305)
    const to = '+447700900950'
    for (const body of ['1', '2', '3', '4', '5']) await client.messages.create({ from, to, body })
    await until('delivery', async () =>
      (await simulator.messages(to)).every(({ status }) => status === 'delivered'),
    )
    const all = await client.messages.list({ from, to, pageSize: 2 })
    const today = await client.messages.list({
      to,
      dateSentAfter: new Date(Date.now() - 86_400_000),
    })
    const later = await client.messages.list({
      to,
      dateSentAfter: new Date(Date.now() + 86_400_000),
    })
    const elsewhere = await client.messages.list({ from: to })

    expect(all.map(({ body }) => body)).toEqual(['5', '4', '3', '2', '1'])
    expect([today.length, later.length, elsewhere.length]).toEqual([5, 0, 0])
  })

  it('sends, lists, fetches and removes attachments', async () => {
    await using shelf = await testShelf()
    shelf.files.set('/1', square([255, 0, 0])).set('/2', square([0, 0, 255]))
    const { phoneNumber: from } = await buy(604)
    const mediaUrl = [`${shelf.url}/1`, `${shelf.url}/2`]
    const sent = await client.messages.create({ from, to: '+13035550142', mediaUrl })
    await until('delivery', async () => {
      return (await client.messages(sent.sid).fetch()).status === 'delivered'
    })
    const media = await client.messages(sent.sid).media.list({ pageSize: 1 })
    const first = client.messages(sent.sid).media(media[0]?.sid ?? '')
    const fetched = await first.fetch()
    const isRemoved = await first.remove()

    expect(sent).toMatchObject({ numMedia: '2', numSegments: '1', body: '' })
    expect(media.map(({ contentType }) => contentType)).toEqual(['image/png', 'image/png'])
    expect(fetched).toMatchObject({ sid: media[0]?.sid, parentSid: sent.sid })
    expect(isRemoved).toBe(true)
    expect(await client.messages(sent.sid).media.list()).toHaveLength(1)
    await expect(first.fetch()).rejects.toMatchObject({ code: 20404 })
    expect(await client.messages(sent.sid).remove()).toBe(true)
  })

  it('forgets a text and removes a message', async () => {
    const { phoneNumber: from } = await buy(312)
    const sent = await client.messages.create({ from, to: '+13035550142', body: 'secret' })
    const redacted = await client.messages(sent.sid).update({ body: '' })
    expect(redacted.body).toBe('')
    expect(await client.messages(sent.sid).remove()).toBe(true)
    await expect(client.messages(sent.sid).fetch()).rejects.toMatchObject({ code: 20404 })
  })

  it('tells prices and a balance that falls by what was bought and sent', async () => {
    const before = await client.balance.fetch()
    await buy(202)
    const after = await client.balance.fetch()
    const prices = await client.pricing.v1.phoneNumbers.countries('US').fetch()
    const texting = await client.pricing.v1.messaging.countries('GB').fetch()

    expect(before.currency).toBe('USD')
    expect(Number(before.balance) - Number(after.balance)).toBeCloseTo(1.15)
    expect(prices.phoneNumberPrices).toContainEqual(
      expect.objectContaining({ numberType: 'local', currentPrice: '1.1500' }),
    )
    expect(texting.outboundSmsPrices).toHaveLength(1)
  })

  it.each([
    [{ to: '+13035550142', body: 'x', from: '+13035550199' }, 21606],
    [{ to: 'nobody', body: 'x', from: 'own' }, 21211],
    [{ to: '+13035550142', body: '', from: 'own' }, 21602],
    [{ to: '+13035550142', body: 'x'.repeat(1601), from: 'own' }, 21617],
    [{ to: 'own', body: 'x', from: 'own' }, 21266],
    [{ to: '+13035550142', body: 'x', from: 'own', statusCallback: 'ftp://example.org' }, 21609],
  ])('refuses %o with the code of the provider', async (given, code) => {
    const [own] = await client.incomingPhoneNumbers.list({ limit: 1 })
    const number = (text: string) => (text === 'own' ? (own?.phoneNumber ?? '') : text)
    const text = { ...given, to: number(given.to), from: number(given.from) }
    await expect(client.messages.create(text)).rejects.toMatchObject({ code, status: 400 })
  })

  it('refuses a wrong token', async () => {
    const stranger = twilio(simulator.accountSid, 'wrong', { autoRetry: false })
    stranger.api.baseUrl = simulator.url
    await expect(stranger.balance.fetch()).rejects.toMatchObject({ status: 401, code: 20003 })
  })
})
