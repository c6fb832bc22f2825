import { decodeGsm } from './gsm.ts'

/** What `data_coding` 0 stands for: the SMSC decides. */
export type DefaultAlphabet = 'gsm' | 'latin-1' | 'ascii'

/** `binary`: no text for people. */
export type Alphabet =
  | DefaultAlphabet
  | 'ucs-2'
  | 'iso-8859-5'
  | 'iso-8859-8'
  | 'shift_jis'
  | 'iso-2022-jp'
  | 'euc-kr'
  | 'binary'

export const dataCodings = { preset: 0x00, latin1: 0x03, ucs2: 0x08 } as const

/**
 * The alphabet that a `data_coding` names: SMPP 3.4, 5.2.19, and above 15 the coding groups of
 * 3GPP TS 23.038, 4, as SMSCs pass them on. Whatever is reserved is read as the default alphabet.
 */
export function alphabetOf(dataCoding: number, preset: DefaultAlphabet): Alphabet {
  if (dataCoding < 0x10) return plain.get(dataCoding) ?? preset
  const group = dataCoding >> 4
  // General data coding: bit 5 is for compressed texts, bits 2 and 3 name the alphabet.
  if (group < 0x4) return (group & 0x2) !== 0 ? 'binary' : general((dataCoding >> 2) & 0x3, preset)
  if (group === 0xe) return 'ucs-2'
  return group === 0xf && (dataCoding & 0x4) !== 0 ? 'binary' : preset
}

const plain: ReadonlyMap<number, Alphabet> = new Map<number, Alphabet>([
  [0x01, 'ascii'],
  [0x02, 'binary'],
  [0x03, 'latin-1'],
  [0x04, 'binary'],
  [0x05, 'shift_jis'],
  [0x06, 'iso-8859-5'],
  [0x07, 'iso-8859-8'],
  [0x08, 'ucs-2'],
  [0x09, 'binary'],
  [0x0a, 'iso-2022-jp'],
  [0x0e, 'euc-kr'],
])

function general(bits: number, preset: DefaultAlphabet): Alphabet {
  if (bits === 1) return 'binary'
  return bits === 2 ? 'ucs-2' : preset
}

/** Never fails: what is no character becomes a replacement character. */
export function decodeText(octets: Uint8Array, alphabet: Exclude<Alphabet, 'binary'>): string {
  switch (alphabet) {
    case 'gsm':
      return decodeGsm(octets)
    // Senders who say ASCII mean whatever begins like it.
    case 'ascii':
    case 'latin-1':
      return Buffer.from(octets).toString('latin1')
    // Surrogates are within UCS-2 as phones write it (3GPP TS 23.038, 6.2.3).
    case 'ucs-2':
      return new TextDecoder('utf-16be').decode(octets.subarray(0, octets.length & ~1))
    case 'iso-8859-5':
    case 'iso-8859-8':
    case 'shift_jis':
    case 'iso-2022-jp':
    case 'euc-kr':
      return new TextDecoder(alphabet).decode(octets)
    default:
      return alphabet satisfies never
  }
}
