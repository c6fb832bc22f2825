import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { square } from '../../bridges/sms/simulator/square.ts'
import { launchChromium } from '../support/chromium.ts'
import { ada, type HandsetPage, openHandsetPage } from '../support/handset-page.ts'
import { testShelf } from '../support/shelf.ts'
import { until } from '../support/wait.ts'

let browser: Browser
const stack = new AsyncDisposableStack()
beforeAll(async () => {
  browser = await launchChromium()
  stack.defer(() => browser.close())
})
afterAll(() => stack.disposeAsync())

let handsets: HandsetPage
beforeEach(async () => {
  handsets = await openHandsetPage(browser)
  return () => handsets[Symbol.asyncDispose]()
})

const file = (name: string, colour: readonly [number, number, number]) => ({
  name,
  mimeType: 'image/png',
  buffer: Buffer.from(square(colour).bytes),
})
const chosen = (name: string) => handsets.phoneOf(name).getByRole('list', { name: 'Files to send' })
/** Of all pictures in bubbles, once they are there: pixels. */
const widths = () =>
  handsets.page.evaluate(
    "[...document.querySelectorAll('.bubble img')].map((each) => each.naturalWidth)",
  )

/** How far the end of Ada's log is out of sight: pixels. */
const hidden = () =>
  handsets.page.evaluate(
    `(({ scrollHeight, scrollTop, clientHeight }) => scrollHeight - scrollTop - clientHeight)(
      document.querySelector('[data-number="${ada}"] .log'))`,
  )

it('sends chosen pictures with a text, or without one, and shows them', async () => {
  const files = [file('red.png', [255, 0, 0]), file('blue.png', [0, 0, 255])]
  await handsets.phoneOf('Ada').locator('input[type=file]').setInputFiles(files)
  await chosen('Ada').getByRole('img', { name: 'blue.png' }).waitFor()
  await handsets.phoneOf('Ada').getByRole('textbox').fill('Two colours')
  await handsets.phoneOf('Ada').getByRole('button', { name: 'Send' }).click()
  const { form } = await until('the webhook', () => handsets.bridge.posted[0])
  const bubble = handsets.phoneOf('Ada').locator('.bubble.mine.accepted')
  await bubble.getByRole('img', { name: 'Picture 2 of 2' }).waitFor()

  expect(form).toMatchObject({ Body: 'Two colours', NumMedia: '2', MediaContentType1: 'image/png' })
  expect(await bubble.locator('.meta').innerText()).toContain('2 attachments')
  await expect.poll(() => widths()).toEqual([48, 48])
  expect(await chosen('Ada').isVisible()).toBe(false)

  await handsets.phoneOf('Ada').locator('input[type=file]').setInputFiles(files.slice(0, 1))
  await handsets.phoneOf('Ada').getByRole('textbox').press('Enter')
  await until('the picture alone', () =>
    handsets.bridge.posted.find(({ form: { Body } }) => Body === ''),
  )
  await handsets.phoneOf('Ada').locator('.bubble.mine.accepted').nth(1).waitFor()
  expect(handsets.complaints).toEqual([])
})

it('shows pictures from Matrix, and other files as something to open', async () => {
  await using shelf = await testShelf()
  shelf.files.set('/1', square([255, 0, 0], 400)).set('/2', square([0, 150, 0]))
  shelf.files.set('/3', { type: 'text/vcard', bytes: Buffer.from('BEGIN:VCARD') })
  const media = ['/1', '/2', '/3'].map((path) => ({ url: shelf.url + path, type: 'image/png' }))
  await handsets.send('See', ada, media)
  const bubble = handsets.phoneOf('Ada').locator('.bubble.theirs.delivered')
  await bubble.waitFor()
  await expect.poll(() => widths()).toEqual([400, 48])
  expect(await bubble.getByRole('link', { name: 'text/vcard · 11 bytes' }).count()).toBe(1)
  await expect.poll(() => hidden()).toBeLessThan(2)
  expect(handsets.complaints).toEqual([])
})

it('leaves whoever reads older texts where they are when a picture comes', async () => {
  for (let index = 0; index < 12; index++) await handsets.simulator.text(ada, handsets.line, 'old')
  await handsets.phoneOf('Ada').locator('.bubble').nth(11).waitFor()
  await handsets.phoneOf('Ada').getByRole('log').hover()
  await handsets.page.mouse.wheel(0, -3000)
  await expect.poll(hidden).toBeGreaterThan(200)
  await using shelf = await testShelf()
  shelf.files.set('/1', square([90, 90, 0], 300))
  await handsets.send('new', ada, [{ url: `${shelf.url}/1`, type: 'image/png' }])
  await expect.poll(() => widths()).toEqual([300])
  expect(await hidden()).toBeGreaterThan(400)
})

it('shows what is no picture after all as a file', async () => {
  const base64 = Buffer.from('not a picture').toString('base64')
  await handsets.simulator.text(ada, handsets.line, 'odd', [{ type: 'image/png', base64 }])
  await handsets.phoneOf('Ada').getByRole('link', { name: 'image/png · 13 bytes' }).waitFor()
})

it('lets pictures be chosen, taken away and sent by keyboard', async () => {
  const add = handsets
    .phoneOf('Ada')
    .getByRole('button', { name: 'Add pictures or files from Ada' })
  await add.focus()
  const [chooser] = await Promise.all([
    handsets.page.waitForEvent('filechooser'),
    handsets.page.keyboard.press('Enter'),
  ])
  await chooser.setFiles([file('red.png', [255, 0, 0]), file('blue.png', [0, 0, 255])])
  await handsets.phoneOf('Ada').getByRole('button', { name: 'Remove red.png' }).focus()
  await handsets.page.keyboard.press('Enter')
  expect(await add.and(handsets.page.locator(':focus')).count()).toBe(1)
  await handsets.page.keyboard.press('Tab')
  await handsets.page.keyboard.press('Enter')
  const { form } = await until('the webhook', () => handsets.bridge.posted[0])
  expect(form).toMatchObject({ NumMedia: '1', Body: '' })
})

it('gives pictures that are too large back, and says so', async () => {
  const buffer = Buffer.concat([file('', [1, 2, 3]).buffer, Buffer.alloc(5_000_000)])
  const large = { name: 'large.png', mimeType: 'image/png', buffer }
  await handsets.phoneOf('Ada').locator('input[type=file]').setInputFiles(large)
  await handsets.phoneOf('Ada').getByRole('textbox').fill('Look')
  await handsets.phoneOf('Ada').getByRole('textbox').press('Enter')
  await handsets.page.getByRole('alert').getByText('larger than 5 MB').waitFor()
  await chosen('Ada').getByRole('img', { name: 'large.png' }).waitFor()
  expect(await handsets.phoneOf('Ada').getByRole('textbox').inputValue()).toBe('Look')
})

it('fit a small screen, however many there are', async () => {
  await handsets.page.setViewportSize({ width: 375, height: 720 })
  const long = { ...file('a-rather-long-name-'.repeat(6), [0, 0, 0]), mimeType: 'a/b' }
  const files = Array.from({ length: 8 }, (_, index) => file(`${index}.png`, [index * 30, 90, 90]))
  await handsets
    .phoneOf('Ben')
    .locator('input[type=file]')
    .setInputFiles([long, ...files])
  const base64 = Buffer.from(square([90, 90, 0], 900).bytes).toString('base64')
  await handsets.simulator.text(ada, handsets.line, '', [{ type: 'image/png', base64 }])
  await handsets.phoneOf('Ada').getByRole('img', { name: 'Picture 1 of 1' }).waitFor()
  await expect.poll(() => widths()).toEqual([900])
  expect(await handsets.page.evaluate('document.documentElement.scrollWidth')).toBe(375)
})
