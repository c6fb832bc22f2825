import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { temporaryFolder } from '../support/homeline.ts'
import { text } from './carrier-suite.ts'
import type { Certificate } from './smpp/smsc.ts'
import { createSmppWorld } from './smpp/world.ts'

let folder: Awaited<ReturnType<typeof temporaryFolder>>
let certificate: Certificate
let caFile: string

beforeAll(async () => {
  folder = await temporaryFolder()
  const python = path.resolve('.cache/synapse/bin/python')
  execFileSync(python, [path.resolve('tests/support/certificates.py'), folder.path])
  const read = (name: string) => readFileSync(path.join(folder.path, name), 'utf8')
  certificate = { key: read('server.key'), cert: read('server.pem') }
  caFile = path.join(folder.path, 'authority.pem')
})

afterAll(async () => await folder[Symbol.asyncDispose]())

it('texts go over TLS when the SMSC shows a certificate of the authority that we trust', async () => {
  await using world = await createSmppWorld(
    { tls: true, host: 'localhost', caFile },
    { certificate },
  )
  expect((await world.carrier.send(text)).state).toBe('sent')
  expect(await (await world.session()).deliver({})).toBe(0)
  expect(world.texts()).toEqual(['Hi'])
})

it.each([
  [{ tls: true }, /can not be reached: UNABLE_TO_VERIFY|SELF_SIGNED|can not be reached: .*CERT/],
  [{ tls: true, caFile: '/nowhere/ca.pem' }, /caFile names can not be read/],
  [{ tls: false }, /did not answer to the bind/],
])('without trust there is no session, and why is told: %o', async (options, sentence) => {
  const short = { ...options, responseSeconds: 0.3 }
  await using world = await createSmppWorld(short, { certificate, isBound: false })
  await expect.poll(() => world.told.find((problem) => problem !== undefined)).toMatch(sentence)
  expect(world.smsc.binds).toEqual([])
})
