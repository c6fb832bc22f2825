declare const brand: unique symbol

/** `mxc://server/id`, a file in Matrix' content repository (client-server API, "Content repository"). */
export type MediaUri = string & { readonly [brand]: 'MediaUri' }

export function parseMediaUri(text: string): MediaUri | undefined {
  // A server's name is not a step in a path.
  return /^mxc:\/\/(?!\.{1,2}\/)[^/\s]{1,255}\/[A-Za-z0-9_-]{1,255}$/.test(text)
    ? (text as MediaUri)
    : undefined
}

export interface MediaFile {
  readonly bytes: Uint8Array
  /** MIME type. */
  readonly type: string
  readonly name: string
}

/** A file whose content was looked at: its type is what it is, not what somebody said. */
export interface KnownMedia extends MediaFile {
  readonly kind: 'image' | 'audio' | 'video' | 'file'
  /** Of pictures, as they are shown: pixels. */
  readonly size?: PictureSize
  /** A small picture of it, for a large picture. */
  readonly thumbnail?: MediaFile & { readonly size: PictureSize }
}

export interface PictureSize {
  readonly width: number
  readonly height: number
}

/** What may be sent along with a text. */
export interface MediaLimits {
  /** All attachments of one message together. */
  readonly maxBytes: number
  readonly maxCount: number
  /** MIME types that phones behind it can show. */
  readonly types: readonly string[]
}

/** A file made fit for a phone. */
export interface FittedMedia extends MediaFile {
  /** What was changed that the writer should know, such as "The picture was made smaller: 1600 × 1200."; else undefined. */
  readonly change?: string
}

/** Looks at files and makes them fit; `src/media` implements it. */
export interface MediaTools {
  /**
   * What came from a phone. Never fails because of what is in it: what can't be read is a `file`.
   * @param said what the sender says of it, believed only where the bytes say nothing
   */
  identify(
    bytes: Uint8Array,
    said: { readonly type?: string; readonly name?: string },
  ): Promise<KnownMedia>
  /**
   * A file for a phone, at most `limits.maxBytes` long and of one of its types: made smaller or written anew
   * where needed. Where it was taken, with what and by whom is taken out, always.
   * @throws MediaError whose `message` tells the writer why it can't be made fit
   */
  fit(file: MediaFile, limits: MediaLimits): Promise<FittedMedia>
}

/** Files on the public address, for carriers that fetch what they send. */
export interface Shelf {
  /**
   * Puts a file there, or finds the one that was put under this key before.
   * @param key unguessable; one key is one file
   * @returns its address, which ends after `lastsMs` and can be guessed by nobody
   */
  put(key: string, file: MediaFile, lastsMs: number): Promise<string>
}

/** What the public address shows of the shelf. */
export interface ShelfFront {
  /** @param token the last part of an address; undefined where there is no such file, or not any more */
  find(token: string): Promise<ShelvedFile | undefined>
}

export interface ShelvedFile {
  /** Where its bytes are. */
  readonly path: string
  readonly type: string
  readonly name: string
}

/** A file can't be made fit for a phone; `message` says why, and may be shown. */
export class MediaError extends Error {
  override readonly name = 'MediaError'
}
