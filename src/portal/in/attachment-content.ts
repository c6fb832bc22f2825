import type { KnownMedia } from '../../core/media.ts'
import { definite } from '../../lib/definite.ts'

/**
 * The content of a message event for a file; what came with it in words is its caption. Matrix
 * specification, client-server API, "m.room.message msgtypes" and "Media captions".
 */
export function attachmentContent(
  { kind, name, type, bytes, size, thumbnail }: KnownMedia,
  { url, thumbnailUrl }: { readonly url: string; readonly thumbnailUrl?: string },
  caption = '',
): object {
  const info = definite({
    mimetype: type,
    size: bytes.length,
    w: size?.width,
    h: size?.height,
    thumbnail_url: thumbnailUrl,
    thumbnail_info: thumbnail === undefined ? undefined : thumbnailInfo(thumbnail),
  })
  return { msgtype: `m.${kind}`, body: caption === '' ? name : caption, filename: name, url, info }
}

function thumbnailInfo({ type, bytes, size }: NonNullable<KnownMedia['thumbnail']>): object {
  return { mimetype: type, size: bytes.length, w: size.width, h: size.height }
}
