import { MediaError, type MediaFile, type MediaTools, type Shelf } from '../../src/core/media.ts'

/** Takes every file for what it is said to be, and cuts off what is too long. */
export const plainMedia: MediaTools = {
  async identify(bytes, { type = 'application/octet-stream', name = 'file' }) {
    const [family] = type.split('/')
    const kind = family === 'image' || family === 'audio' || family === 'video' ? family : 'file'
    return { bytes, type, name, kind }
  },
  async fit(file, { maxBytes, types }) {
    if (!types.includes(file.type)) throw new MediaError(`The carrier takes no ${file.type}.`)
    if (file.bytes.length <= maxBytes) return file
    const change = `Made smaller: ${maxBytes} bytes.`
    return { ...file, bytes: file.bytes.slice(0, maxBytes), change }
  },
}

export interface PlainShelf extends Shelf {
  readonly files: ReadonlyMap<string, MediaFile>
}

export function plainShelf(): PlainShelf {
  const files = new Map<string, MediaFile>()
  return {
    files,
    async put(key, file) {
      const url = `https://here.test/media/${Buffer.from(key).toString('hex')}`
      files.set(url, file)
      return url
    },
  }
}
