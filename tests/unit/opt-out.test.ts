import fc from 'fast-check'
import { SegmentedMessage } from 'sms-segments-calculator'
import { describe, expect, it } from 'vitest'
import { helpedKey, optOutAnswer, optOutEffect, optOutWord } from '../../src/core/opt-out.ts'
import type { PhoneNumber } from '../../src/core/phone.ts'
import type { PortalKey } from '../../src/core/portal.ts'

const words = ['stop', 'start', 'help'] as const
const stops =
  'STOP STOPALL UNSUBSCRIBE END QUIT REVOKE OPTOUT CANCEL OPT-OUT REMOVE TD ARRET'.split(' ')
const hour = 3_600_000

describe('a text of one word', () => {
  it.each([
    ...[...stops, 'STOP ALL', 'Arrêt', 'arre\u0302t'].map((text) => [text, 'stop'] as const),
    ...['START', 'UNSTOP'].map((text) => [text, 'start'] as const),
    ...['HELP', 'INFO'].map((text) => [text, 'help'] as const),
  ])('"%s" means %s, however it is written', (text, word) => {
    for (const written of [text, text.toLowerCase(), ` ${text}\n`, `${text}.`, `${text} !`]) {
      expect(optOutWord(written, false), written).toBe(word)
      expect(optOutWord(written, true), written).toBe(word)
    }
  })

  it('"yes" is an answer like any other, unless somebody is opted out', () => {
    for (const yes of ['yes', 'YES', 'Yes!']) {
      expect(optOutWord(yes, false)).toBeUndefined()
      expect(optOutWord(yes, true)).toBe('start')
    }
  })

  it.each([
    'Stop that',
    'please stop',
    'STOP STOP',
    'stop..',
    'stop?',
    '"stop"',
    'stopped',
    'the end',
    'S T O P',
    'no',
    '',
    '   ',
    '.',
    `stop${' '.repeat(100)}`,
    'constructor',
  ])('%j means nothing', (text) => expect(optOutWord(text, true)).toBeUndefined())

  it('is all that counts: whatever else is said with it, it means nothing', () => {
    fc.assert(
      fc.property(fc.constantFrom(...stops), fc.string(), (word, more) => {
        fc.pre(/[^\s.!]/.test(more) && !/^all$/i.test(more.replace(/[.!\s]/g, '')))
        expect(optOutWord(`${word} ${more}`, true)).toBeUndefined()
      }),
    )
  })
})

describe('an answer', () => {
  it('is given to a change, and to nothing that changes nothing', () => {
    const reader = { isOptedOut: false }
    const away = { isOptedOut: true }
    expect(optOutEffect('stop', reader, undefined, 0)).toEqual({ change: away, answers: true })
    expect(optOutEffect('stop', away, undefined, 0)).toEqual({ answers: false })
    expect(optOutEffect('start', away, undefined, 0)).toEqual({ change: reader, answers: true })
    expect(optOutEffect('start', reader, undefined, 0)).toEqual({ answers: false })
  })

  it('to a call for help is given once an hour, to those who are opted out as well', () => {
    for (const isOptedOut of [false, true]) {
      const asked = (helpedAt: number | undefined, now: number) =>
        optOutEffect('help', { isOptedOut }, helpedAt, now)
      expect(asked(undefined, 5)).toEqual({ answers: true })
      expect(asked(5, 4 + hour)).toEqual({ answers: false })
      expect(asked(5, 5 + hour)).toEqual({ answers: true })
    }
  })

  it('is one segment of GSM-7 that names the number, for the longest number there is', () => {
    for (const number of ['+14155550101', '+491711234567', '+123456789012345']) {
      for (const word of words) {
        const answer = optOutAnswer(word, number as string as PhoneNumber)
        const { segmentsCount, encodingName } = new SegmentedMessage(answer)
        expect({ answer, segmentsCount, encodingName }).toMatchObject({
          segmentsCount: 1,
          encodingName: 'GSM-7',
        })
        expect(answer.replaceAll(' ', '')).toContain(number)
      }
    }
  })

  it('is no such word itself, so that two that answer each other come to an end', () => {
    for (const word of words) {
      const answer = optOutAnswer(word, '+14155550101' as string as PhoneNumber)
      expect(optOutWord(answer, true)).toBeUndefined()
    }
  })
})

it('keeps when help was given for each portal of its own', () => {
  const keys = ['one +14155550101', 'two +14155550101'].map((key) =>
    helpedKey({ key: key as string as PortalKey }),
  )
  expect(new Set(keys).size).toBe(2)
})
