import { expect, it } from 'vitest'
import { parseEventId, parseRoomId, parseUserId, serverOf } from '../../src/core/ids.ts'
import { eventLane, textLane } from '../../src/core/lane.ts'
import type { LineId } from '../../src/core/line.ts'
import { redact } from '../../src/core/log.ts'
import { parseMessageKey } from '../../src/core/message.ts'
import { portalKey } from '../../src/core/portal.ts'
import { randomToken } from '../../src/lib/secrets.ts'
import { textEntry } from '../contract/store/world.ts'

const long = 'x'.repeat(300)

it.each([
  [
    'user',
    parseUserId,
    ['@ann:one.example', '@a/b=c:one.example:8448', '@:one.example'],
    'ann @ann @ann: ann:one @a:b:c:d',
  ],
  ['room', parseRoomId, ['!a:one.example', '!v12withoutserver'], '! a:one #a:one'],
  ['event', parseEventId, ['$a:one.example', '$abc-_'], '$ abc !a'],
] as const)('a %s ID has its form, its length and no blanks', (_, parse, good, bad) => {
  for (const text of good) expect(parse(text)).toBe(text)
  for (const text of bad.split(' ')) expect(parse(text), text).toBeUndefined()
  const [first = ''] = good
  for (const text of ['', `${first} `, `${first}\n`, `${first[0]}${long}:x`, ` ${first}`]) {
    expect(parse(text), text).toBeUndefined()
  }
})

it('the server of a user is all that follows the first colon', () => {
  expect(serverOf('@ann:one.example:8448' as never)).toBe('one.example:8448')
})

it('a message key is what a random token of 16 bytes looks like', () => {
  const key = randomToken(16)
  expect(parseMessageKey(key)).toBe(key)
  for (const text of ['', key.slice(1), `${key}A`, `${key.slice(1)}/`, `${key}\n`]) {
    expect(parseMessageKey(text)).toBeUndefined()
  }
})

it('portals of two lines or two contacts never have one key', () => {
  const keys = ['a', 'b'].flatMap((line) =>
    ['+12025550123', 'name:b c', 'withheld'].map((contact) =>
      portalKey(line as LineId, contact as never),
    ),
  )
  expect(new Set(keys).size).toBe(keys.length)
})

it('what is written waits for its room, who comes and goes for the room’s comings and goings', () => {
  const room = '!a:one.example' as never
  expect(eventLane({ room })).toBe('out !a:one.example')
  expect(eventLane({ room, stateKey: '' })).toBe('room !a:one.example')
  const invitation = { stateKey: '@b:one.example', content: { membership: 'invite' } }
  expect(eventLane({ room, ...invitation })).toBe('out !a:one.example')
})

it('texts wait for their chat', () => {
  const { payload } = textEntry('1')
  if (payload.kind !== 'carrier') throw new Error('no text')
  expect(textLane(payload.event)).toBe('in +15550100001 +12025550123')
})

it('a redacted number can be told from another, not called', () => {
  expect(redact('+491711234567')).toBe('+49…67')
  expect(redact('72345')).toBe('…')
})
