import { fc, it } from '@fast-check/vitest'
import { SegmentedMessage } from 'sms-segments-calculator'
import { describe, expect } from 'vitest'
import { cutText } from '../../src/lib/smpp/cut.ts'
import { alphabetOf, type DefaultAlphabet, decodeText } from '../../src/lib/smpp/data-coding.ts'
import { decodeGsm } from '../../src/lib/smpp/gsm.ts'

const read = (octets: Uint8Array, dataCoding: number, preset: DefaultAlphabet = 'gsm') => {
  const alphabet = alphabetOf(dataCoding, preset)
  return alphabet === 'binary' ? 'binary' : decodeText(octets, alphabet)
}
const rejoined = (text: string, preset?: DefaultAlphabet) => {
  const { dataCoding, parts } = cutText(text, preset)
  return read(Buffer.concat(parts), dataCoding, preset)
}

const gsmCharacters = Array.from(
  '@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&\'()*+,-./09:;<=>?¡AZÄÖÑÜ§¿azäöñüà^{}\\[~]|€',
)
const gsmText = fc
  .array(fc.constantFrom(...gsmCharacters), { maxLength: 700 })
  .map((characters) => characters.join(''))
const anyText = fc.string({ unit: 'grapheme', maxLength: 400 })

describe('a text', () => {
  it.prop([fc.oneof(gsmText, anyText)])('is the same when its parts are joined', (text) => {
    for (const preset of ['gsm', 'latin-1', 'ascii'] as const) {
      expect(rejoined(text, preset)).toBe(text)
    }
  })

  it.prop([fc.oneof(gsmText, fc.string({ unit: 'binary', maxLength: 400 }))])(
    'takes as many messages as it is billed for',
    (text) => {
      fc.pre(text !== '' && !text.includes('\f'))
      expect(cutText(text).parts).toHaveLength(new SegmentedMessage(text).segmentsCount)
    },
  )

  it.prop([fc.oneof(gsmText, anyText)])('is never cut within a character', (text) => {
    const { dataCoding, parts } = cutText(text)
    const joined = parts.map((part) => read(part, dataCoding)).join('')
    expect(joined).toBe(text)
    for (const part of parts) expect(part.length).toBeLessThanOrEqual(160)
  })

  it.prop([fc.string({ unit: 'binary' })])('with half a character is read as one', (text) => {
    expect(rejoined(`${text}\ud83d`)).toBe(`${text}\ufffd`)
  })

  it('goes out in the alphabet that the SMSC takes for its own', () => {
    const out = (text: string, preset: DefaultAlphabet) => {
      const { dataCoding, parts } = cutText(text, preset)
      return [dataCoding, Buffer.concat(parts).toString('hex')]
    }
    expect(out('ä@[', 'gsm')).toEqual([0, '7b001b3c'])
    expect(out('ä@[', 'latin-1')).toEqual([0, 'e4405b'])
    expect(out('@[', 'ascii')).toEqual([0, '405b'])
    expect(out('ä', 'ascii'), 'else in UCS-2').toEqual([8, '00e4'])
    expect(out('€', 'latin-1')).toEqual([8, '20ac'])
    expect(out('Ω', 'gsm')).toEqual([0, '15'])
  })
})

describe('octets', () => {
  it('are read in the alphabet that is named', () => {
    expect(read(Buffer.from('Äß€', 'latin1'), 3)).toBe('Äß¬')
    expect(read(Buffer.from([0x00, 0x11, 0x1b, 0x65]), 0)).toBe('@_€')
    expect(read(Buffer.from([0xe4]), 0, 'latin-1')).toBe('ä')
    expect(read(Buffer.from([0xd8, 0x3d, 0xde, 0x00]), 8)).toBe('😀')
    expect(read(Buffer.from([0x04, 0x1f, 0x41]), 8), 'half a unit is left out').toBe('П')
    expect(read(Buffer.from([0xbf, 0xe0]), 6)).toBe('Пр')
    expect(read(Buffer.from([0xe9, 0xe5, 0xed]), 7)).toBe('יום')
  })

  it.each([
    [0x10, 'gsm'],
    [0x18, 'ucs-2'],
    [0x14, 'binary'],
    [0x20, 'binary'],
    [0x0f, 'gsm'],
    [0x55, 'gsm'],
    [0xc8, 'gsm'],
    [0xd0, 'gsm'],
    [0xe0, 'ucs-2'],
    [0xf0, 'gsm'],
    [0xf5, 'binary'],
    [2, 'binary'],
    [4, 'binary'],
    [9, 'binary'],
  ])('of the coding %i are in %s', (coding, alphabet) => {
    expect(alphabetOf(coding, 'gsm')).toBe(alphabet)
  })

  it('behind an escape to a table that is not known are read as phones do', () => {
    expect(decodeGsm(Buffer.from([0x1b, 0x53, 0x1b, 0x1b, 0x41, 0x1b]))).toBe('S A')
  })

  it.prop([fc.uint8Array(), fc.integer({ min: 0, max: 255 })])(
    'of any coding are read, or are binary',
    (octets, coding) => {
      for (const preset of ['gsm', 'latin-1', 'ascii'] as const) {
        expect(read(octets, coding, preset).isWellFormed()).toBe(true)
      }
    },
  )
})
