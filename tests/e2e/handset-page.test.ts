import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { launchChromium } from '../support/chromium.ts'
import { ada, type HandsetPage, key, openHandsetPage } from '../support/handset-page.ts'
import { adapterOf, ownNumber, phone } from '../support/own-number.ts'
import { testSimulator } from '../support/simulator.ts'
import { until } from '../support/wait.ts'

let browser: Browser
const stack = new AsyncDisposableStack()
beforeAll(async () => {
  browser = await launchChromium()
  stack.defer(() => browser.close())
})
afterAll(() => stack.disposeAsync())

let handsets: HandsetPage
let page: Page
beforeEach(async () => {
  handsets = await openHandsetPage(browser)
  page = handsets.page
  return () => handsets[Symbol.asyncDispose]()
})

const phoneOf = (name: string) => handsets.phoneOf(name)
const send = (text: string, to?: string) => handsets.send(text, to)

it('posts what is typed into a phone, and shows that it was handed over', async () => {
  await phoneOf('Ada').getByRole('textbox').fill('Hello <i>there</i> 👋')
  await phoneOf('Ada').getByRole('button', { name: 'Send' }).click()
  const { form } = await until('the webhook', () => handsets.bridge.posted[0])
  await phoneOf('Ada').locator('.bubble.mine.accepted').waitFor()

  expect(form).toMatchObject({ From: ada, To: handsets.line, Body: 'Hello <i>there</i> 👋' })
  expect(await phoneOf('Ada').locator('.text').innerText()).toBe('Hello <i>there</i> 👋')
  expect(await phoneOf('Ada').getByRole('textbox').inputValue()).toBe('')
  expect(handsets.complaints).toEqual([])
})

it('shows a text from Matrix as a bubble that gets its final tick, segments and coding', async () => {
  await send('こんにちは'.repeat(20))
  const bubble = phoneOf('Ada').locator('.bubble.theirs.delivered')
  await bubble.waitFor()
  expect(await bubble.locator('.meta').innerText()).toMatch(/2 segments · UCS-2/)
  expect(await bubble.locator('.tick').getAttribute('title')).toBe('delivered')
})

it('says why a text was not delivered', async () => {
  await handsets.simulator.control('POST', '/handsets', { name: 'Old', number: '+15005550014' })
  await send('hello', phone('+15005550014'))
  await phoneOf('Old').getByText('30006 Landline').waitFor()
})

it('tells when the bridge did not take a text', async () => {
  handsets.bridge.answer = () => 500
  await phoneOf('Ben').getByRole('textbox').fill('hello')
  await phoneOf('Ben').getByRole('textbox').press('Enter')
  await phoneOf('Ben').getByText('not accepted by the bridge').waitFor()
})

it('texts and reads by keyboard only, with a new line by Shift+Enter', async () => {
  const label = () => page.evaluate("document.activeElement.getAttribute('aria-label')")
  for (let index = 0; index < 20 && (await label()) !== 'Text from Ada'; index++) {
    await page.keyboard.press('Tab')
  }
  await page.keyboard.type('one')
  await page.keyboard.press('Shift+Enter')
  await page.keyboard.type('two')
  await page.keyboard.press('Enter')
  const { form } = await until('the webhook', () => handsets.bridge.posted[0])
  await phoneOf('Ada').locator('.bubble.mine').waitFor()
  expect(form['Body']).toBe('one\ntwo')
  expect(await label()).toBe('Text from Ada')
})

it('keeps the conversations with two lines apart and tells of a new text on the other', async () => {
  await send('from San Francisco')
  await phoneOf('Ada').getByText('from San Francisco').waitFor()
  const london = await ownNumber(handsets.simulator, handsets.bridge.url, '+442079460019')
  await adapterOf(handsets.simulator, handsets.bridge.url).send({
    from: london,
    to: ada,
    text: 'from London',
    key,
  })
  await phoneOf('Ada').getByRole('button', { name: '1 new with +44' }).click()
  await phoneOf('Ada').getByText('from London').waitFor()
  expect(await phoneOf('Ada').getByText('from San Francisco').count()).toBe(0)
  await phoneOf('Ada').getByRole('textbox').fill('to London')
  await phoneOf('Ada').getByRole('textbox').press('Enter')
  const { form } = await until('the webhook', () =>
    handsets.bridge.posted.find(({ form: { Body } }) => Body),
  )
  expect(form).toMatchObject({ To: london, Body: 'to London' })
})

it('adds a phone, removes it, and keeps what is being written elsewhere', async () => {
  await phoneOf('Ben').getByRole('textbox').fill('half a sente')
  await page.getByLabel('Name').fill('Cleo')
  await page.getByRole('button', { name: 'Add phone' }).click()
  await phoneOf('Cleo').waitFor()
  await phoneOf('Cleo').getByRole('button', { name: 'Remove Cleo' }).click()
  await phoneOf('Cleo').waitFor({ state: 'detached' })
  expect(await phoneOf('Ben').getByRole('textbox').inputValue()).toBe('half a sente')
})

it('says in words what was wrong with a new phone', async () => {
  await page.getByLabel('Number', { exact: true }).fill('12')
  await page.getByRole('button', { name: 'Add phone' }).click()
  await page.getByRole('alert').getByText('international form').waitFor()
})

it('changes the weather', async () => {
  await page.getByText('make things go wrong').click()
  await page.getByLabel('Webhook comes twice').fill('100')
  await page.keyboard.press('Tab')
  await page.getByLabel('Repeat a webhook').selectOption('until accepted')
  await until('the settings', async () => {
    const { settings } = await handsets.simulator.state()
    return settings['duplicatePercent'] === 100 && settings['webhookRetries'] === 'untilAccepted'
  })
})

it('comes back by itself when the carrier was away', async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'sim-'))
  const file = path.join(folder, 'handsets.simulator.db')
  const first = await testSimulator({ file })
  const number = await ownNumber(first, handsets.bridge.url)
  await page.goto(first.handset)
  await page.locator('#connection.live').waitFor()
  await first[Symbol.asyncDispose]()
  await page.getByText('reconnecting…').waitFor()
  await using again = await testSimulator({ file, port: Number(new URL(first.url).port) })
  await again.text(ada, number, 'back again')
  await phoneOf('Ada').getByText('back again').waitFor()
  await rm(folder, { recursive: true })
})

it('fits a small screen without scrolling sideways, and shows right-to-left texts as such', async () => {
  await page.setViewportSize({ width: 375, height: 720 })
  await handsets.simulator.text(ada, handsets.line, 'مرحبا، كيف حالك؟')
  await send('x'.repeat(300))
  await phoneOf('Ada').locator('.bubble.theirs').waitFor()
  for (const summary of await page.locator('summary').all()) await summary.click()
  const width = await page.evaluate('document.documentElement.scrollWidth')
  const direction = await page.evaluate(
    "getComputedStyle(document.querySelector('.mine .text')).direction",
  )
  expect(width).toBe(375)
  expect(direction).toBe('rtl')
})
