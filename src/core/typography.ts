/**
 * The same text as an old keyboard would have it: straight quotes and apostrophes, hyphens for dashes, three
 * dots, plain spaces. Letters, emoji and everything that means something else stay. Marks that can't be seen
 * go: they break lines or set the direction of writing, for which plain Latin letters need none.
 */
export function withPlainTypography(text: string): string {
  return text
    .normalize('NFC')
    .replace(/(?<=\S)[\u2014\u2015]+(?=\S)/g, ' - ')
    .replace(/[\u2018-\u201b\u2032\u2039\u203a\u00b4]/g, "'")
    .replace(/[\u201c-\u201f\u2033\u00ab\u00bb]/g, '"')
    .replace(/[\u2010-\u2015\u2212]/g, '-')
    .replaceAll('\u2026', '...')
    .replace(/[\u2028\u2029]/g, '\n')
    .replace(/[\p{Zs}\t]/gu, ' ')
    .replace(/[\u00ad\u200b\u2060\ufeff\p{Bidi_C}]/gu, '')
}
