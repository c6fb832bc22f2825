import type { KnownMedia } from '../../core/media.ts'
import { definite } from '../../lib/definite.ts'

/** The content of a message event for a file. Matrix specification, client-server API, "m.room.message msgtypes". */
export function attachmentContent(
  { kind, name, type, bytes, size, thumbnail }: KnownMedia,
  { url, thumbnailUrl }: { readonly url: string; readonly thumbnailUrl?: string },
): object {
  const info = definite({
    mimetype: type,
    size: bytes.length,
    w: size?.width,
    h: size?.height,
    thumbnail_url: thumbnailUrl,
    thumbnail_info: thumbnail === undefined ? undefined : thumbnailInfo(thumbnail),
  })
  return { msgtype: `m.${kind}`, body: name, filename: name, url, info }
}

/** With what came in words as its caption. Matrix specification, client-server API, "Media captions". */
export function captioned(content: object, caption: string): object {
  return caption === '' ? content : { ...content, body: caption }
}

function thumbnailInfo({ type, bytes, size }: NonNullable<KnownMedia['thumbnail']>): object {
  return { mimetype: type, size: bytes.length, w: size.width, h: size.height }
}
