/** The GSM 7 bit default alphabet with its extension table, one septet an octet. 3GPP TS 23.038, 6.2.1 */
const basic = Array.from(
  '@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞ\x1bÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?' +
    '¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà',
)
const escapeCode = 0x1b
const extended: ReadonlyMap<number, string> = new Map([
  [0x0a, '\f'],
  [0x14, '^'],
  [0x28, '{'],
  [0x29, '}'],
  [0x2f, '\\'],
  [0x3c, '['],
  [0x3d, '~'],
  [0x3e, ']'],
  [0x40, '|'],
  [0x65, '€'],
])

const septets: ReadonlyMap<string, readonly number[]> = new Map<string, readonly number[]>([
  ...basic.map((character, code) => [character, [code]] as const),
  ...[...extended].map(([code, character]) => [character, [escapeCode, code]] as const),
])

/** One or two septets; undefined when the alphabet does not have the character. */
export function gsmSeptets(character: string): readonly number[] | undefined {
  return character === '\x1b' ? undefined : septets.get(character)
}

/**
 * Never fails. What follows an escape and is in no table that we have is read from the basic table, as the
 * standard has phones do it; octets above 127 are none of the alphabet's and are read as Latin-1.
 */
export function decodeGsm(octets: Uint8Array): string {
  let text = ''
  for (let place = 0; place < octets.length; place += 1) {
    const code = octets[place] ?? 0
    if (code !== escapeCode) {
      text += basic[code] ?? String.fromCharCode(code)
      continue
    }
    place += 1
    text += afterEscape(octets[place])
  }
  return text
}

/** Another escape is kept for a table to come: a space (3GPP TS 23.038, 6.2.1.1). */
function afterEscape(code: number | undefined): string {
  if (code === undefined) return ''
  if (code === escapeCode) return ' '
  return extended.get(code) ?? basic[code] ?? String.fromCharCode(code)
}
