import { searchable } from './bytes.ts'

/** What a file is by its bytes. */
export interface Sniffed {
  /** MIME type without parameters; `application/octet-stream` where nothing is known. */
  readonly type: string
  /** The usual one of that type, without a dot; undefined where there is none. */
  readonly extension: string | undefined
}

/**
 * Looks at the bytes, and believes what was said only of what has no marks: kinds of text, and files of kinds
 * that can't be told. What is said to be a page or a drawing that may run scripts is plain text.
 */
export async function sniff(bytes: Uint8Array, said: string | undefined): Promise<Sniffed> {
  const { fileTypeFromBuffer, supportedMimeTypes } = await import('file-type')
  const found = await fileTypeFromBuffer(bytes).catch(() => undefined)
  if (found !== undefined) return known(bytes, found.mime, found.ext)
  const claimed = /^[\w.+-]+\/[\w.+-]+/.exec(said ?? '')?.[0].toLowerCase() ?? unknown
  if (isText(bytes)) return textOf(claimed)
  const couldBeTold = supportedMimeTypes.has(claimed) || /^(image|audio|video|text)\//.test(claimed)
  return { type: couldBeTold ? unknown : claimed, extension: undefined }
}

const unknown = 'application/octet-stream'

function known(bytes: Uint8Array, mime: string, ext: string): Sniffed {
  const bare = mime.split(';')[0] ?? mime
  const [type, extension] = usual[bare] ?? [bare, ext]
  const marks = pictureMarks[type]
  if (marks === undefined || marks.some((mark) => searchable(bytes).includes(mark))) {
    return { type, extension }
  }
  return soundOnly[type] ?? { type, extension }
}

/** No control characters but those that end lines and pages, in whatever encoding. */
function isText(bytes: Uint8Array): boolean {
  if (bytes.length === 0) return false
  return bytes.subarray(0, 64_000).every((byte) => byte >= 0x20 || (byte >= 9 && byte <= 13))
}

function textOf(claimed: string): Sniffed {
  const type = claimed === 'text/x-vcard' ? 'text/vcard' : claimed
  const extension = texts[type]
  return extension === undefined ? { type: 'text/plain', extension: 'txt' } : { type, extension }
}

/** The names by which browsers and phones know them. */
const usual: Readonly<Record<string, readonly [type: string, extension: string]>> = {
  'audio/x-m4a': ['audio/mp4', 'm4a'],
  'audio/mp4': ['audio/mp4', 'm4a'],
  'video/x-m4v': ['video/mp4', 'mp4'],
  'video/matroska': ['video/x-matroska', 'mkv'],
  'video/vnd.avi': ['video/x-msvideo', 'avi'],
  'video/MP2P': ['video/mpeg', 'mpg'],
  'video/MP1S': ['video/mpeg', 'mpg'],
  'image/apng': ['image/apng', 'png'],
}

/** What says in a container that there is a picture: an MP4 box, or Matroska's codec IDs. */
const pictureMarks: Readonly<Record<string, readonly string[]>> = {
  'video/mp4': ['vmhd'],
  'video/3gpp': ['vmhd'],
  'video/3gpp2': ['vmhd'],
  'video/quicktime': ['vmhd'],
  'video/webm': ['V_VP8', 'V_VP9', 'V_AV1'],
}

const soundOnly: Readonly<Record<string, Sniffed>> = {
  'video/mp4': { type: 'audio/mp4', extension: 'm4a' },
  'video/quicktime': { type: 'audio/mp4', extension: 'm4a' },
  'video/3gpp': { type: 'audio/3gpp', extension: '3gp' },
  'video/3gpp2': { type: 'audio/3gpp2', extension: '3g2' },
  'video/webm': { type: 'audio/webm', extension: 'webm' },
}

const texts: Readonly<Record<string, string>> = {
  'text/plain': 'txt',
  'text/vcard': 'vcf',
  'text/calendar': 'ics',
  'text/csv': 'csv',
  'text/markdown': 'md',
  'application/json': 'json',
}
