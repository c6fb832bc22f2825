import { HomeserverError } from '../../src/core/errors.ts'
import type { Actor, Homeserver } from '../../src/core/homeserver.ts'
import type { UserId } from '../../src/core/ids.ts'
import { type MediaFile, type MediaUri, parseMediaUri } from '../../src/core/media.ts'

export interface FakeFiles extends Pick<Homeserver, 'upload' | 'download'> {
  /** What was uploaded, and by whom, the oldest first. */
  readonly files: ReadonlyMap<MediaUri, MediaFile & { readonly by: UserId }>
  /** Uploads and downloads get an error with this status, 0 for no answer, until told otherwise. */
  troubleFiles(status: number | undefined): void
}

/** The content repository of a homeserver in memory. */
export function fakeFiles(serverName: string, userOf: (as: Actor) => UserId): FakeFiles {
  const files = new Map<MediaUri, MediaFile & { readonly by: UserId }>()
  let trouble: number | undefined

  function check(length: number, most: number): void {
    if (trouble !== undefined) {
      throw new HomeserverError('M_UNKNOWN', 'in trouble', { status: trouble })
    }
    if (length > most) throw new HomeserverError('M_TOO_LARGE', 'too large', { status: 413 })
  }

  return {
    files,
    troubleFiles: (status) => {
      trouble = status
    },
    async upload(as, file) {
      check(file.bytes.length, largest)
      const uri = parseMediaUri(`mxc://${serverName}/file${files.size + 1}`)
      if (uri === undefined) throw new Error(`${serverName} is no server name`)
      files.set(uri, { ...file, bytes: file.bytes.slice(), by: userOf(as) })
      return uri
    },
    async download(_as, uri, maxBytes) {
      const bytes = files.get(uri)?.bytes
      check(bytes?.length ?? 0, maxBytes)
      if (bytes === undefined) {
        throw new HomeserverError('M_NOT_FOUND', 'no such file', { status: 404 })
      }
      return bytes.slice()
    },
  }
}

const largest = 100 * 1024 * 1024
