import type { Browser, Locator, Page } from 'playwright-core'
import type { OutgoingMedia } from '../../src/core/carrier.ts'
import type { MessageKey } from '../../src/core/message.ts'
import type { PhoneNumber } from '../../src/core/phone.ts'
import { adapterOf, ownNumber, phone } from './own-number.ts'
import { type TestBridge, type TestSimulator, testBridge, testSimulator } from './simulator.ts'

export const ada = phone('+13035550142')
export const key = 'AAAAAAAAAAAAAAAAAAAAAA' as MessageKey

/** The page of phones in a browser, with one line, before a bridge that takes every webhook. */
export interface HandsetPage extends AsyncDisposable {
  readonly simulator: TestSimulator
  readonly bridge: TestBridge
  readonly line: PhoneNumber
  readonly page: Page
  /** Errors and warnings of the page. */
  readonly complaints: readonly string[]
  phoneOf(name: string): Locator
  /** A text from the line. */
  send(text: string, to?: string, media?: readonly OutgoingMedia[]): Promise<unknown>
}

export async function openHandsetPage(browser: Browser): Promise<HandsetPage> {
  const stack = new AsyncDisposableStack()
  const simulator = stack.use(await testSimulator())
  const bridge = stack.use(await testBridge())
  const line = await ownNumber(simulator, bridge.url)
  const page = await browser.newPage({ viewport: { width: 1180, height: 820 } })
  stack.defer(() => page.close())
  const complaints: string[] = []
  page.on('pageerror', (error) => complaints.push(error.message))
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) complaints.push(message.text())
  })
  await page.goto(simulator.handset)
  await page.locator('#connection.live').waitFor()
  return {
    simulator,
    bridge,
    line,
    page,
    complaints,
    phoneOf: (name) => page.getByRole('article', { name }),
    send: async (text, to = ada, media = []) =>
      await adapterOf(simulator, bridge.url).send({ from: line, to, text, key, media }),
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  }
}
