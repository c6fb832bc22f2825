import type { Db } from './database.ts'
import { newSid } from './sids.ts'

/** An attachment, of whatever it says it is. */
export interface MediaFile {
  /** MIME type. */
  readonly type: string
  readonly bytes: Uint8Array
}

/** An attachment that is kept, without its bytes. */
export interface MediaInfo {
  readonly id: number
  readonly sid: string
  /** The row of the message that it belongs to. */
  readonly message: number
  readonly type: string
  /** Bytes. */
  readonly size: number
  /** Milliseconds since 1970. */
  readonly created_at: number
}

/** The attachments of messages, in the order of each message. */
export interface Media {
  add(message: number, files: readonly MediaFile[], at: number): void
  of(message: number): readonly MediaInfo[]
  filesOf(message: number): readonly MediaFile[]
  bySid(sid: string): (MediaInfo & MediaFile) | undefined
  remove(sid: string): void
  removeOf(message: number): void
}

export function createMedia(db: Db): Media {
  const insert = db.prepare<[Record<string, unknown>]>(`
    INSERT INTO media (sid, message, type, bytes, created_at)
    VALUES (@sid, @message, @type, @bytes, @at)`)
  const info = 'id, sid, message, type, length(bytes) AS size, created_at'
  const infos = db.prepare<[number], MediaInfo>(
    `SELECT ${info} FROM media WHERE message = ? ORDER BY id`,
  )
  const files = db.prepare<[number], MediaFile>(
    'SELECT type, bytes FROM media WHERE message = ? ORDER BY id',
  )
  const bySid = db.prepare<[string], MediaInfo & MediaFile>(
    `SELECT ${info}, bytes FROM media WHERE sid = ?`,
  )
  const remove = db.prepare('DELETE FROM media WHERE sid = ?')
  const removeOf = db.prepare('DELETE FROM media WHERE message = ?')

  return {
    add(message, added, at) {
      for (const { type, bytes } of added) {
        insert.run({ sid: newSid('ME'), message, type, bytes: Buffer.from(bytes), at })
      }
    },
    of: (message) => infos.all(message),
    filesOf: (message) => files.all(message),
    bySid: (sid) => bySid.get(sid),
    remove: (sid) => void remove.run(sid),
    removeOf: (message) => void removeOf.run(message),
  }
}
