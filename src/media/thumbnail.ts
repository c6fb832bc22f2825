import type { KnownMedia } from '../core/media.ts'
import { type Picture, unreadable } from './picture.ts'

type Thumbnail = NonNullable<KnownMedia['thumbnail']>

/**
 * A picture of at most 800 × 600, undefined where the picture itself is not larger. All of the picture is read,
 * either way.
 * @throws MediaError when it is damaged
 */
export async function thumbnail(picture: Picture): Promise<Thumbnail | undefined> {
  const { size, hasAlpha, bytes } = picture
  const small = picture.open().resize({ ...most, fit: 'inside', withoutEnlargement: true })
  const format = hasAlpha ? small.png() : small.jpeg({ quality: 78 })
  const { data, info } = await format.toBuffer({ resolveWithObject: true }).catch(unreadable)
  const isLarger = size.width > most.width || size.height > most.height
  if (!isLarger || data.length >= bytes.length) return undefined
  return {
    bytes: data,
    type: hasAlpha ? 'image/png' : 'image/jpeg',
    name: hasAlpha ? 'thumbnail.png' : 'thumbnail.jpg',
    size: { width: info.width, height: info.height },
  }
}

const most = { width: 800, height: 600 }
