import { expect, it } from 'vitest'
import { createLog } from '../../src/app/log.ts'

function logged(error: unknown): { readonly line: string; readonly err: Record<string, unknown> } {
  const lines: string[] = []
  createLog('info', { write: (text) => void lines.push(text) }).warn({ err: error }, 'it failed')
  const line = lines.join('')
  return { line, err: JSON.parse(line).err }
}

it.each([
  '+14155550123',
  '+1 415 555 0123',
  '+1 (415) 555-0123',
  '+1\u00a0415\u00a0555\u00a00123',
  '415-555-0123',
])('shortens %j in the message of an error', (number) => {
  const { line, err } = logged(new Error(`Not ${number}, again`, { cause: new Error(number) }))
  expect(err['message']).toMatch(/^Not (\+14|415)…23, again$/)
  expect(line).not.toMatch(/5550|555.0123/)
})

it('leaves short figures and addresses as they are', () => {
  const { err } = logged(new Error('connect ECONNREFUSED 127.0.0.1:29390 after 15000 ms'))
  expect(err['message']).toBe('connect ECONNREFUSED 127.0.0.1:29390 after 15000 ms')
})

it('keeps the rest of a message of many lines out of the stack', () => {
  const { err } = logged(new Error('First line\nto +1 415 555 0123\nsecret'))
  expect(err['stack']).toMatch(/^ {4}at /)
  expect(String(err['stack'])).not.toMatch(/secret|0123/)
})

it('says that there is no stack, and what was thrown that is no error', () => {
  const error = new Error('bare')
  delete error.stack
  expect(logged(error).err).toEqual({ name: 'Error', message: 'bare' })
  expect(logged('a text').err).toEqual({ type: 'string' })
})
