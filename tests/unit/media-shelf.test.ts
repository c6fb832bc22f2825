import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises'
import { fc, it as property } from '@fast-check/vitest'
import { expect, it } from 'vitest'
import { createShelf, type FileShelf } from '../../src/media/shelf.ts'
import { temporaryFolder } from '../support/homeline.ts'

const publicUrl = 'https://texts.example.org'
const file = { bytes: Buffer.from('a picture'), type: 'image/png', name: 'holiday.png' }
const day = 86_400_000

interface ShelfUnderTest extends FileShelf, AsyncDisposable {
  readonly folder: string
  /** The same shelf after a restart. */
  again(secret?: string): FileShelf
  later(ms: number): void
}

async function open(): Promise<ShelfUnderTest> {
  const temporary = await temporaryFolder()
  const folder = `${temporary.path}/shelf`
  let now = 1_700_000_000_000
  const again = (secret = 'secret') => createShelf({ folder, publicUrl, secret, now: () => now })
  return {
    ...again(),
    folder,
    again,
    later(ms) {
      now += ms
    },
    [Symbol.asyncDispose]: async () => await temporary[Symbol.asyncDispose](),
  }
}

const tokenIn = (address: string) => address.split('/')[4] ?? ''

it('gives a file an address that nobody can guess and that tells nothing of it', async () => {
  await using shelf = await open()
  const address = await shelf.put('message 1', file, day)
  expect(address).toMatch(/^https:\/\/texts\.example\.org\/media\/[A-Za-z0-9_-]{43}\/picture\.png$/)
  expect(tokenIn(await shelf.put('message 2', file, day))).not.toBe(tokenIn(address))
  expect(tokenIn(await shelf.again('other').put('message 1', file, day))).not.toBe(tokenIn(address))
})

it('finds what was put there, also after a restart', async () => {
  await using shelf = await open()
  const token = tokenIn(await shelf.put('message 1', file, day))
  for (const each of [shelf, shelf.again()]) {
    const found = await each.find(token)
    expect(found).toMatchObject({ type: 'image/png', name: 'holiday.png' })
    expect(await readFile(found?.path ?? '', 'utf8')).toBe('a picture')
  }
  expect((await stat(shelf.folder)).mode & 0o077).toBe(0)
})

it('keeps one file under one key, and as long as it was last asked for', async () => {
  await using shelf = await open()
  const address = await shelf.put('message 1', file, day)
  shelf.later(day / 2)
  const other = { ...file, bytes: Buffer.from('another') }
  expect(await shelf.again().put('message 1', other, day)).toBe(address)
  shelf.later(day / 2)
  const found = await shelf.find(tokenIn(address))
  expect(await readFile(found?.path ?? '', 'utf8')).toBe('a picture')
  await shelf.put('message 1', file, 1)
  expect(await shelf.find(tokenIn(address))).toBeDefined()
  shelf.later(day / 2)
  expect(await shelf.find(tokenIn(address))).toBeUndefined()
})

it('puts a file there again when its time had passed', async () => {
  await using shelf = await open()
  const token = tokenIn(await shelf.put('message 1', file, day))
  shelf.later(day)
  await shelf.put('message 1', { ...file, bytes: Buffer.from('anew') }, day)
  const found = await shelf.find(token)
  expect(await readFile(found?.path ?? '', 'utf8')).toBe('anew')
})

it('puts a file there once when it is put there many times at once', async () => {
  await using shelf = await open()
  const puts = Array.from({ length: 10 }, async () => await shelf.put('message 1', file, day))
  const [address = '', ...others] = await Promise.all(puts)
  expect(new Set(others)).toEqual(new Set([address]))
  expect(await readdir(shelf.folder)).toEqual([tokenIn(address)])
})

it('sweeps out what has ended, what was interrupted and what is damaged, and nothing else', async () => {
  await using shelf = await open()
  await shelf.put('short', file, 1)
  const kept = tokenIn(await shelf.put('long', file, day))
  const damaged = tokenIn(await shelf.put('damaged', file, day))
  await writeFile(`${shelf.folder}/${damaged}/about.json`, '{"type":"ima')
  await mkdir(`${shelf.folder}/unfinished-1`)
  await writeFile(`${shelf.folder}/unfinished-1/bytes`, 'half a pic')
  shelf.later(1)
  expect(await shelf.find(damaged)).toBeUndefined()
  await shelf.again().sweep()
  expect(await readdir(shelf.folder)).toEqual([kept])
})

it('sweeps nothing out that is being put there', async () => {
  await using shelf = await open()
  const large = { ...file, bytes: Buffer.alloc(5_000_000) }
  const putting = shelf.put('large', large, day)
  while (await isPending(putting)) await shelf.sweep()
  expect(await shelf.find(tokenIn(await putting))).toBeDefined()
})

it('has nothing to sweep before anything was put there', async () => {
  await using shelf = await open()
  await shelf.sweep()
  expect(await shelf.find('A'.repeat(43))).toBeUndefined()
})

property.prop([fc.string({ unit: 'binary', maxLength: 60 })])(
  'finds nothing by what is no token of it',
  async (token) => {
    await using shelf = await open()
    await shelf.put('message 1', file, day)
    expect(await shelf.find(token)).toBeUndefined()
    expect(await shelf.find(`../shelf/${token}`)).toBeUndefined()
  },
)

async function isPending(promise: Promise<unknown>): Promise<boolean> {
  const pending = Symbol('pending')
  return (await Promise.race([promise, Promise.resolve(pending)])) === pending
}
