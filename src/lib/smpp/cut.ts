import { type DefaultAlphabet, dataCodings } from './data-coding.ts'
import { gsmSeptets } from './gsm.ts'

/** A text in the octets of as many short messages as it takes, without any headers. */
export interface CutText {
  readonly dataCoding: number
  /** Each fits into one message, beside a header of six octets when there are several. */
  readonly parts: readonly Uint8Array[]
}

/**
 * The default alphabet where it has every character, else UCS-2. 160 septets or 140 octets are one message,
 * 153 or 134 one of several (3GPP TS 23.040, 9.2.3.24.1); no character is cut in two.
 */
export function cutText(text: string, preset: DefaultAlphabet = 'gsm'): CutText {
  const characters = Array.from(text)
  const short = characters.map((character) => inDefault(character, preset))
  if (short.every((unit) => unit !== undefined)) {
    return { dataCoding: dataCodings.preset, parts: filled(short, { alone: 160, joined: 153 }) }
  }
  const wide = characters.map(inUcs2)
  return { dataCoding: dataCodings.ucs2, parts: filled(wide, { alone: 140, joined: 134 }) }
}

/** A character, and what it takes on the air: there it is GSM, whatever alphabet the SMSC is spoken to in. */
interface Unit {
  readonly octets: readonly number[]
  readonly weight: number
}

function inDefault(character: string, preset: DefaultAlphabet): Unit | undefined {
  const septets = gsmSeptets(character)
  if (septets === undefined) return undefined
  if (preset === 'gsm') return { octets: septets, weight: septets.length }
  const code = character.codePointAt(0) ?? 0
  const most = preset === 'ascii' ? 0x7f : 0xff
  return code > most ? undefined : { octets: [code], weight: septets.length }
}

function inUcs2(character: string): Unit {
  const octets = [...Buffer.from(character.toWellFormed(), 'utf16le').swap16()]
  return { octets, weight: octets.length }
}

function filled(units: readonly Unit[], most: { alone: number; joined: number }): Uint8Array[] {
  const total = units.reduce((sum, { weight }) => sum + weight, 0)
  if (total <= most.alone) return [Uint8Array.from(units.flatMap(({ octets }) => octets))]
  const parts: number[][] = []
  let room = 0
  for (const { octets, weight } of units) {
    if (weight > room) {
      parts.push([])
      room = most.joined
    }
    parts.at(-1)?.push(...octets)
    room -= weight
  }
  return parts.map((octets) => Uint8Array.from(octets))
}
