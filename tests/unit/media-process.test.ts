import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { promisify } from 'node:util'
import { expect, it, vi } from 'vitest'
import { MediaError } from '../../src/core/media.ts'
import { openMediaTools } from '../support/media-tools.ts'
import { grain, photo } from '../support/pictures.ts'

const run = promisify(execFile)
const limits = { maxBytes: 100_000, maxCount: 1, types: ['image/jpeg'] }

it('answers each of many questions at once, with one process', async () => {
  await using tools = await openMediaTools()
  const widths = Array.from({ length: 20 }, (_, index) => 10 + index)
  const files = await Promise.all(widths.map((width) => photo(width, 10).png().toBuffer()))
  const known = await Promise.all(files.map((bytes) => tools.identify(bytes, {})))
  expect(known.map(({ size }) => size?.width)).toEqual(widths)
  expect(await tools.processes()).toHaveLength(1)
})

it('has no process before there is a file, nor when there was none for a while', async () => {
  await using tools = await openMediaTools({ idleMs: 10 })
  expect(await tools.processes()).toEqual([])
  const file = await photo(10, 10).png().toBuffer()
  expect((await tools.identify(file, {})).kind).toBe('image')
  await expect.poll(() => tools.processes(), { timeout: 10_000 }).toEqual([])
  expect((await tools.identify(file, {})).kind).toBe('image')
})

it('goes on when a file makes the process end', async () => {
  await using tools = await openMediaTools()
  const bytes = await grain(4000, 4000).jpeg().toBuffer()
  const fitting = tools.fit({ bytes, type: 'image/jpeg', name: 'a.jpg' }, limits)
  const identifying = tools.identify(bytes, {})
  const failed = fitting.catch((error: unknown) => error)
  const [pid] = await expect
    .poll(() => tools.processes())
    .toHaveLength(1)
    .then(() => tools.processes())
  if (pid !== undefined) process.kill(pid, 'SIGKILL')
  expect(await failed).toBeInstanceOf(MediaError)
  expect(await failed).toMatchObject({ message: 'The file can not be made fit for a phone.' })
  expect((await identifying).kind).toBe('image')
})

it('takes what keeps it busy for too long for a file, and goes on', async () => {
  await using tools = await openMediaTools({ patienceMs: 1 })
  const bytes = await photo(10, 10).png().toBuffer()
  expect(await tools.identify(bytes, { name: '../a.png' })).toEqual({
    bytes,
    type: 'application/octet-stream',
    name: 'a.bin',
    kind: 'file',
  })
  await expect(tools.fit({ bytes, type: '', name: '' }, limits)).rejects.toThrow(MediaError)
})

it.skipIf(process.platform !== 'linux')('opens files where there are no secrets', async () => {
  vi.stubEnv('HOMELINE_SECRET', 'not for strangers')
  await using tools = await openMediaTools()
  await tools.identify(Buffer.from('a text'), {})
  const [pid] = await tools.processes()
  const environment = await readFile(`/proc/${pid}/environ`, 'utf8')
  expect(environment).toContain('PATH=')
  expect(environment).not.toContain('not for strangers')
  vi.unstubAllEnvs()
})

it('leaves no process behind', async () => {
  const tools = await openMediaTools()
  await tools.identify(await photo(10, 10).png().toBuffer(), {})
  expect(await tools.processes()).toHaveLength(1)
  await tools[Symbol.asyncDispose]()
  expect(await tools.processes()).toEqual([])
})

it('does not say of a file that it can not be sent when it is Homeline that ends', async () => {
  const tools = await openMediaTools()
  const bytes = await grain(2000, 2000).jpeg().toBuffer()
  const fitting = tools.fit({ bytes, type: 'image/jpeg', name: 'a.jpg' }, limits)
  const failed = fitting.catch((error: unknown) => error)
  await expect.poll(() => tools.processes()).toHaveLength(1)
  await tools[Symbol.asyncDispose]()
  expect(await failed).toBeInstanceOf(Error)
  expect(await failed).not.toBeInstanceOf(MediaError)
})

it('keeps the library for pictures out of Homeline', async () => {
  const script = `
    import { createMediaTools } from './src/media/tools.ts'
    await using tools = createMediaTools({ folder: process.argv[1] })
    const { kind } = await tools.identify(Buffer.from(process.argv[2], 'base64'), {})
    const { sharedObjects } = process.report.getReport()
    console.log(kind, sharedObjects.some((name) => /vips|sharp/.test(name)))`
  await using tools = await openMediaTools()
  const file = (await photo(10, 10).png().toBuffer()).toString('base64')
  const program = ['--input-type=module-typescript', '-e', script, tools.folder, file]
  const { stdout } = await run(process.execPath, program)
  expect(stdout.trim()).toBe('image false')
})
