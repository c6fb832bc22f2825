import fc from 'fast-check'
import { SegmentedMessage } from 'sms-segments-calculator'
import { describe, expect, it } from 'vitest'
import { isAbroad } from '../../src/core/abroad.ts'
import { hintFor, plainer } from '../../src/core/costly.ts'
import type { PhoneNumber } from '../../src/core/phone.ts'
import { costOf } from '../../src/core/text-cost.ts'
import { withPlainTypography } from '../../src/core/typography.ts'

const filler = 'x'.repeat(100)

describe('a text', () => {
  it.each([
    ['', 0, 'GSM-7', []],
    ['Hello', 1, 'GSM-7', []],
    ['a'.repeat(160), 1, 'GSM-7', []],
    ['a'.repeat(161), 2, 'GSM-7', []],
    ['€'.repeat(80), 1, 'GSM-7', []],
    ['€'.repeat(81), 2, 'GSM-7', []],
    [`${'a'.repeat(69)}’`, 1, 'UCS-2', ['’']],
    [`’${'a'.repeat(70)}’…`, 2, 'UCS-2', ['’', '…']],
    ['Привет', 1, 'UCS-2', ['П', 'р', 'и', 'в', 'е', 'т']],
  ] as const)('%j costs %i segments of %s', (text, segments, encoding, dear) => {
    expect(costOf(text)).toEqual({ segments, encoding, dear })
  })

  it('costs what the provider’s own library says', () => {
    const usual = fc.string({ unit: 'binary-ascii', minLength: 1, maxLength: 200 })
    const any = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 100 })
    fc.assert(
      fc.property(fc.oneof(usual, any), (text) => {
        const { segmentsCount, encodingName } = new SegmentedMessage(text)
        const { segments, encoding } = costOf(text)
        expect([segments, encoding]).toEqual([segmentsCount, encodingName])
      }),
    )
  })
})

describe('a text that is longer than any that goes out', () => {
  it.each([
    ['x', 'GSM-7'],
    ['ab €', 'GSM-7'],
    ['It’s ', 'UCS-2'],
    ['😀', 'UCS-2'],
  ] as const)('of %j is counted nearly as exactly', (piece, encoding) => {
    const text = piece.repeat(3200 / piece.length)
    const cost = costOf(text)
    const { segmentsCount, encodingName } = new SegmentedMessage(text)
    expect(cost.encoding).toBe(encoding)
    expect(encodingName).toBe(encoding)
    expect(Math.abs(cost.segments - segmentsCount)).toBeLessThan(3)
  })

  it('is counted when it is as large as Matrix allows, and left as it is', () => {
    const text = `’${'x'.repeat(60_000)}`
    expect(costOf(text)).toMatchObject({ segments: 896, dear: ['’'] })
    expect(plainer(text)).toBe(text)
    expect(hintFor(text)).toBeUndefined()
  })
})

describe('plain characters', () => {
  it.each([
    ['It’s ‘so’, ‹so› and ´so´', "It's 'so', 'so' and 'so'"],
    ['“Hello”, „Hallo“, «Salut»', '"Hello", "Hallo", "Salut"'],
    ['10–20, 5′ 3″, −4 °, e‑mail', '10-20, 5\' 3", -4 °, e-mail'],
    ['He came—she left. — And now ―?', 'He came - she left. - And now -?'],
    ['Well…', 'Well...'],
    ['12\u00a0km\u202fa\u2009b\tc', '12 km a b c'],
    ['co\u00adop\u200b \u200e+4917\u202c\ufeff', 'coop +4917'],
    ['cafe\u0301', 'café'],
  ])('%j becomes %j', (text, plain) => expect(withPlainTypography(text)).toBe(plain))

  it('are put in where that costs less', () => {
    expect(plainer(`It’s ${filler}…`)).toBe(`It's ${filler}...`)
  })

  it.each([
    ['it is one segment anyway', 'It’s “fine”…'],
    ['it needs other characters all the same', `It’s 😀 ${filler}`],
    ['it has none', filler.repeat(3)],
    ['as much is left to pay', '…'.repeat(100)],
  ])('are not put in where %s', (_why, text) => {
    expect(plainer(text)).toBe(text)
  })

  it('never cost more, never change a letter or a digit, and are the same when put in again', () => {
    const piece = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 20 }),
      fc.constantFrom('’', '“', '”', '—', '…', '\u00a0', '\u200d', '👨‍👩‍👧', filler, 'é', 'ő', 'خ'),
    )
    const letters = (text: string) => text.normalize('NFC').match(/[\p{L}\p{N}]/gu) ?? []
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
        const text = pieces.join('')
        const plain = plainer(text)
        expect(costOf(plain).segments).toBeLessThanOrEqual(costOf(text).segments)
        expect(plainer(plain)).toBe(plain)
        expect(letters(withPlainTypography(text))).toEqual(letters(text))
        if (plain !== text) expect(costOf(plain).encoding).toBe('GSM-7')
      }),
    )
  })
})

describe('a hint', () => {
  it.each([
    [`It’s ${filler}`, "as 2 segments because of “’” (U+2019). With a plain ' it would be 1."],
    [
      `It’s ${filler.repeat(2)}`,
      "as 4 segments because of “’” (U+2019). With a plain ' it would be 2.",
    ],
    [`${filler}…`, 'because of “…” (U+2026). With a plain ... it would be 1.'],
    [
      `1\u00a0km ${filler}`,
      'because of a special space (U+00A0). With a plain space it would be 1.',
    ],
    [
      `\u200b${filler}`,
      'because of a character that can’t be seen (U+200B). Without it it would be 1.',
    ],
    [`😀 ${filler}`, 'because of “😀” (U+1F600). Without it it would be 1.'],
    [`👨‍👩‍👧 ${filler}`, 'because of “👨‍👩‍👧”. Without it it would be 1.'],
    [
      `It’s 😀 ${filler}`,
      'because of “’” (U+2019) and “😀” (U+1F600). With plain characters only it would be 1.',
    ],
    [
      `“${filler}”…—`,
      'because of ““” (U+201C), “”” (U+201D), “…” (U+2026) and others. With plain characters only it would be 1.',
    ],
  ])('of %j tells what it costs and what it need not', (text, hint) => {
    expect(hintFor(text)?.replace(/^This text goes out /, '')).toContain(hint)
  })

  it.each([
    ['fits one segment', 'It’s fine 😀'],
    ['is long', filler.repeat(5)],
    ['is of another script', 'Привет '.repeat(20)],
    ['has a letter that it needs', `Győr ${filler}`],
    ['has a letter that it needs, and a quote', `Győr’s ${filler}`],
    ['is empty', ''],
  ])('is not given where a text %s', (_why, text) => expect(hintFor(text)).toBeUndefined())

  it('tells the truth: the text without what it blames costs that', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom('’', '…', '“', filler, 'and ', '\u00a0')), (pieces) => {
        const text = pieces.join('')
        const [, now, then] =
          /as (\d+) segments .* it would be (\d+)\.$/s.exec(hintFor(text) ?? '') ?? []
        if (now === undefined) return
        expect(Number(now)).toBe(costOf(text).segments)
        expect(Number(then)).toBe(costOf(plainer(text)).segments)
      }),
    )
  })
})

describe('a contact is abroad', () => {
  it.each([
    ['+14155550101', '+12125550103', false],
    ['+14155550101', '+14165550123', true],
    ['+14155550101', '+491711234567', true],
    ['+491711234567', '+4930123456', false],
    ['+491711234567', '+88212345678', true],
    ['+447400123456', '+441481123456', false],
  ])('from %s, is %s: %s', (line, contact, abroad) => {
    expect(isAbroad(line as string as PhoneNumber, contact as string as PhoneNumber)).toBe(abroad)
  })
})
