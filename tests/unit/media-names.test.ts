import { fc, it as property } from '@fast-check/vitest'
import { expect, it } from 'vitest'
import { fileName } from '../../src/media/file-name.ts'

const jpeg = { type: 'image/jpeg', extension: 'jpg' }
const text = { type: 'text/plain', extension: 'txt' }
const anything = { type: 'application/octet-stream', extension: undefined }

it.each([
  ['holiday.jpg', jpeg, 'holiday.jpg'],
  ['Holiday.JPEG', jpeg, 'Holiday.jpeg'],
  ['holiday.png', jpeg, 'holiday.jpg'],
  ['holiday', jpeg, 'holiday.jpg'],
  ['v1.2 final', jpeg, 'v1.2 final.jpg'],
  [undefined, jpeg, 'picture.jpg'],
  ['', { type: 'text/vcard', extension: 'vcf' }, 'contact.vcf'],
  ['.jpg', jpeg, 'jpg.jpg'],
  ['Straße 日本.jpg', jpeg, 'Straße 日本.jpg'],
  ['👩‍🚀.jpg', jpeg, '👩🚀.jpg'],
  ['../../etc/passwd', jpeg, 'passwd.jpg'],
  ['C:\\Windows\\x.jpg', jpeg, 'x.jpg'],
  ['pic\u202egpj.exe', jpeg, 'picgpj.jpg'],
  ['a\r\nX-Evil: 1.jpg', jpeg, 'aX-Evil_ 1.jpg'],
  ['"a";b=<c>.jpg', jpeg, '_a__b=_c_.jpg'],
  ['notes.md', text, 'notes.txt'],
  ['page.html', text, 'page.txt'],
  ['thing.xyz', anything, 'thing.xyz'],
  ['run.EXE', anything, 'run.bin'],
  ['nothing', anything, 'nothing.bin'],
  ['\ud83d half.jpg', jpeg, 'half.jpg'],
] as const)('calls %j of that kind so', (said, kind, expected) => {
  expect(fileName(said, kind)).toBe(expected)
})

property.prop([
  fc.option(fc.string({ unit: 'binary', maxLength: 400 }), { nil: undefined }),
  fc.constantFrom(jpeg, text, anything),
])('makes of anything a name that can be shown and saved', (said, kind) => {
  const name = fileName(said, kind)
  expect(name).not.toMatch(/[\p{C}/\\"<>:|?*;%]/u)
  expect(name).not.toMatch(/^[. ]|[. ]$/)
  expect(name).toMatch(/^.+\.[a-z0-9]+$/su)
  expect(Buffer.byteLength(name)).toBeLessThan(255)
  expect(fileName(name, kind)).toBe(name)
})
