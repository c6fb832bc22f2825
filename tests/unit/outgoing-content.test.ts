import { fc, test } from '@fast-check/vitest'
import { expect, it } from 'vitest'
import type { EventId, RoomId, UserId } from '../../src/core/ids.ts'
import { outgoingContent } from '../../src/portal/out/outgoing-content.ts'

const frame = {
  id: '$1' as EventId,
  room: '!1' as RoomId,
  sender: '@a:b' as UserId,
  type: 'm.room.message',
  at: 0,
}
const outgoing = (content: Record<string, unknown>, type = frame.type) =>
  outgoingContent({ ...frame, type, content })
const text = (body: string) => outgoing({ msgtype: 'm.text', body })

it.each([
  ['plain text as it is', 'Hello @room', 'Hello @room'],
  ['line breaks', 'a\r\nb\rc', 'a\nb\nc'],
  ['emoji sequences and right-to-left text', '👨‍👩‍👧 שלום', '👨‍👩‍👧 שלום'],
  ['text without control characters', 'a\u0000b\u0007c\u009bd', 'abcd'],
])('sends %s', (_what, body, sent) => expect(text(body)).toEqual({ kind: 'text', text: sent }))

it('marks an emote and an edit as Matrix does in its own fallback', () => {
  expect(outgoing({ msgtype: 'm.emote', body: 'waves' })).toEqual({ kind: 'text', text: '* waves' })
  const edit = {
    msgtype: 'm.text',
    body: '* fixed',
    'm.new_content': { msgtype: 'm.text', body: 'fixed' },
    'm.relates_to': { rel_type: 'm.replace', event_id: '$0' },
  }
  expect(outgoing(edit)).toEqual({ kind: 'text', text: '* fixed', replaces: '$0' })
  const { 'm.new_content': _, ...fallback } = edit
  expect(outgoing(fallback)).toEqual({ kind: 'text', text: '* fixed', replaces: '$0' })
})

it('sends a reply without the quotation that older clients put before it', () => {
  const reply = { 'm.relates_to': { 'm.in_reply_to': { event_id: '$0' } } }
  const body = '> <@b:b> are you there?\n> hello?\n\nyes'
  expect(outgoing({ msgtype: 'm.text', body, ...reply })).toEqual({ kind: 'text', text: 'yes' })
  expect(outgoing({ msgtype: 'm.text', body: '> 5 is more', ...reply })).toEqual({
    kind: 'text',
    text: '> 5 is more',
  })
})

it('never sends a command to the phone, edited or not', () => {
  expect(text('!line retry')).toEqual({ kind: 'command', text: '!line retry' })
  expect(text('  !LINE')).toMatchObject({ kind: 'command' })
  expect(text('!lineage')).toMatchObject({ kind: 'text' })
  for (const body of ['!line x', '* !line x']) {
    const edit = { msgtype: 'm.text', body, 'm.relates_to': { rel_type: 'm.replace' } }
    expect(outgoing(edit)).toMatchObject({ kind: 'refused' })
    for (const typed of ['! line retry', '\u202e!line retry', '!LINE retry']) {
      expect(text(typed)).toEqual({ kind: 'command', text: '!line retry' })
    }
  }
})

it.each([
  ['nothing but white space', { msgtype: 'm.text', body: ' \n\u200b' }, /nothing/],
  ['a place', { msgtype: 'm.location', body: 'here', geo_uri: 'geo:1,2' }, /Locations/],
  ['a file without an address', { msgtype: 'm.file', body: 'a.pdf' }, /no file/],
  [
    'another picture in its place',
    { msgtype: 'm.image', body: 'a', url: 'mxc://a/b', 'm.relates_to': { rel_type: 'm.replace' } },
    /can not be changed/,
  ],
  ['a notice', { msgtype: 'm.notice', body: 'beep' }, /Notices/],
  ['an unknown kind', { msgtype: 'org.example', body: '?' }, /this kind/],
  ['a kind named like what every object has', { msgtype: 'constructor', body: '?' }, /this kind/],
  ['a message without content', {}, /no text/],
  ['a body that is no text', { msgtype: 'm.text', body: 5 }, /no text/],
])('refuses %s with a reason', (_what, content, reason) =>
  expect(outgoing(content)).toMatchObject({
    kind: 'refused',
    reason: expect.stringMatching(reason),
  }),
)

it.each(['m.image', 'm.video', 'm.audio', 'm.file'])(
  'takes the file of an %s, and its caption',
  (msgtype) => {
    const file = { msgtype, body: 'a.png', url: 'mxc://a/b', info: { mimetype: 'image/png' } }
    const attachment = { uri: 'mxc://a/b', name: 'a.png', type: 'image/png' }
    expect(outgoing(file)).toEqual({ kind: 'attachment', text: '', attachment })
    const named = { ...file, body: 'Look!', filename: 'a.png' }
    expect(outgoing(named)).toEqual({ kind: 'attachment', text: 'Look!', attachment })
    expect(outgoing({ ...file, filename: 'a.png' })).toMatchObject({ text: '' })
  },
)

it('says that it can not read an encrypted message', () =>
  expect(outgoing({ ciphertext: 'x' }, 'm.room.encrypted')).toMatchObject({
    kind: 'refused',
    code: 'com.beeper.undecryptable_event',
  }))

it.each(['org.example.unknown', 'constructor'])(
  'lets events of type "%s" pass: nobody expects them to go out',
  (type) => expect(outgoing({ a: 1 }, type)).toEqual({ kind: 'nothing' }),
)

test.prop([fc.dictionary(fc.string(), fc.jsonValue())])(
  'has an answer to any content',
  (content) => {
    expect(['text', 'command', 'refused', 'nothing']).toContain(outgoing(content).kind)
  },
)

test.prop([fc.string({ unit: 'binary', minLength: 1 })])(
  'never sends a control character',
  (body) => {
    const content = text(body)
    expect(content.kind === 'text' ? content.text : '').not.toMatch(/[^\P{Cc}\n\t]/u)
  },
)

it('takes a time that grows with the length of a text, not with its square', () => {
  const begun = performance.now()
  text(`a${' '.repeat(500_000)}b`)
  expect(performance.now() - begun).toBeLessThan(2000)
})
