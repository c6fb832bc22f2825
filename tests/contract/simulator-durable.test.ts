import { fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import Database from 'better-sqlite3'
import { afterAll, expect, it } from 'vitest'
import { z } from 'zod'
import { square } from '../../bridges/sms/simulator/square.ts'
import type { MessageKey } from '../../src/core/message.ts'
import { adapterOf, ownNumber, phone } from '../support/own-number.ts'
import { testShelf } from '../support/shelf.ts'
import { testBridge, testSimulator } from '../support/simulator.ts'
import { until } from '../support/wait.ts'

const ada = phone('+13035550142')
const key = 'AAAAAAAAAAAAAAAAAAAAAA' as MessageKey
const folder = await mkdtemp(path.join(tmpdir(), 'sim-'))
afterAll(() => rm(folder, { recursive: true }))

it('keeps its account, numbers, phones, balance and messages', async () => {
  const file = path.join(folder, 'kept.db')
  const seen = async () => {
    await using simulator = await testSimulator({ file })
    const { balance, numbers, handsets } = await simulator.state()
    const messages = await simulator.messages()
    return {
      account: simulator.accountSid,
      token: simulator.authToken,
      balance,
      numbers,
      handsets,
      messages,
    }
  }
  {
    await using simulator = await testSimulator({ file })
    const from = await ownNumber(simulator, 'http://127.0.0.1:9/hook')
    await simulator.settings({ webhookRetries: 0 })
    await simulator.control('POST', '/handsets', { name: 'Cleo' })
    await simulator.control('DELETE', `/handsets/${encodeURIComponent(ada)}`)
    await simulator.text(ada, from, 'hello')
    await adapterOf(simulator, 'http://127.0.0.1:9').send({ from, to: ada, text: 'hi', key })
    await until('the end of both', async () =>
      (await simulator.messages()).every(
        ({ status, handover }) => status === 'delivered' || handover === 'lost',
      ),
    )
  }
  const first = await seen()
  expect(await seen()).toEqual(first)
  expect(first.handsets.map(({ name }) => name)).toEqual(['Ben', 'Cleo'])
  expect(first.messages.map(({ text }) => text)).toEqual(['hello', 'hi'])
})

it('goes on with texts and webhooks when it was killed in the middle', async () => {
  const file = path.join(folder, 'killed.db')
  await using bridge = await testBridge()
  bridge.answer = () => 'never'
  const child = fork(path.join(import.meta.dirname, '../support/simulator-process.ts'), [file])
  const [message] = await once(child, 'message')
  const { url, accountSid, authToken } = started.parse(message)
  const remote = { url, accountSid, authToken, handset: '', [Symbol.asyncDispose]: async () => {} }
  const from = await ownNumber(remote, bridge.url)
  for (const text of ['attempted', 'waiting']) {
    const body = JSON.stringify({ from: ada, to: from, text })
    const headers = { 'content-type': 'application/json' }
    await fetch(`${url}/_sim/messages`, { method: 'POST', headers, body })
  }
  await adapterOf(remote, bridge.url).send({ from, to: phone('+15005550011'), text: 'slow', key })
  await until('an attempt', () => bridge.posted.some(({ form }) => form['Body'] === 'attempted'))
  child.kill('SIGKILL')
  await once(child, 'exit')

  bridge.answer = () => 204
  await using simulator = await testSimulator({ file })
  await until('all', async () =>
    (await simulator.messages()).every(
      ({ status, handover }) => status === 'delivered' || handover === 'accepted',
    ),
  )
  const texts = bridge.posted.flatMap(({ form }) => form['Body'] ?? [])
  expect(texts).toEqual(['attempted', 'attempted', 'waiting'])
})

it('refuses a database that another process uses', async () => {
  const file = path.join(folder, 'used.db')
  await using _simulator = await testSimulator({ file })
  await expect(testSimulator({ file })).rejects.toThrow(/Another Homeline is using it/)
})

it('refuses a database that is newer and leaves it as it is', async () => {
  const file = path.join(folder, 'newer.db')
  const db = new Database(file)
  db.pragma('user_version = 99')
  db.close()
  await expect(testSimulator({ file })).rejects.toThrow(/version 99, newer/)
  const untouched = new Database(file)
  expect(untouched.prepare('SELECT * FROM sqlite_schema').all()).toEqual([])
  untouched.close()
})

const started = z.object({ url: z.string(), accountSid: z.string(), authToken: z.string() })

it('fetches attachments from the beginning when it ended in the middle', async () => {
  const file = path.join(folder, 'fetching.db')
  await using shelf = await testShelf()
  shelf.files.set('/1', square([255, 0, 0]))
  shelf.gate = new Promise(() => {})
  let id = ''
  {
    await using simulator = await testSimulator({ file })
    const from = await ownNumber(simulator, 'http://127.0.0.1:9/hook')
    const media = [{ url: `${shelf.url}/1`, type: 'image/png' }]
    const carrier = adapterOf(simulator, 'http://127.0.0.1:9')
    id = (await carrier.send({ from, to: ada, text: 'later', key, media })).id
    await until('the question', () => shelf.asked.length === 1)
  }
  shelf.gate = Promise.resolve()
  await using again = await testSimulator({ file })
  const delivered = await until('delivery', async () =>
    (await again.messages()).find(({ sid, status }) => sid === id && status === 'delivered'),
  )
  expect(delivered.media).toMatchObject([{ type: 'image/png' }])
  expect(shelf.asked).toEqual(['HEAD /1', 'HEAD /1', 'GET /1'])
})
