import { MediaError, type MediaLimits } from '../core/media.ts'

/**
 * "The carrier takes pictures and sound up to 5 MB, but no PDF files."
 * @param what in the plural
 */
export function notTaken(limits: MediaLimits, what: string): MediaError {
  const kinds = takenKinds(limits.types)
  if (kinds.length === 0) return new MediaError('The carrier takes no attachments.')
  const taken = new Intl.ListFormat('en-GB').format(kinds)
  return new MediaError(
    `The carrier takes ${taken} up to ${size(limits.maxBytes)}, but no ${what}.`,
  )
}

/** "PDF files", or files of no kind that anybody knows. */
export function filesOf(extension: string | undefined): string {
  return extension === undefined ? 'files of this kind' : `${extension.toUpperCase()} files`
}

/** Decimal units, as carriers count: "600 KB", "5 MB", "1.2 MB". */
export function size(bytes: number): string {
  if (bytes < 1000) return `${bytes} bytes`
  if (bytes < 1_000_000) return `${Math.floor(bytes / 1000)} KB`
  return `${Math.floor(bytes / 100_000) / 10} MB`
}

function takenKinds(types: readonly string[]): string[] {
  return kinds.flatMap(([start, word]) =>
    types.some((type) => type.startsWith(start)) ? [word] : [],
  )
}

/** What can be made fit at all. */
const kinds = [
  ['image/', 'pictures'],
  ['audio/', 'sound'],
  ['video/', 'video'],
  ['text/vcard', 'contact cards'],
  ['text/x-vcard', 'contact cards'],
  ['text/calendar', 'dates'],
  ['text/plain', 'text files'],
] as const
