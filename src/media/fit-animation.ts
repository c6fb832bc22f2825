import type { MediaLimits } from '../core/media.ts'
import { type Encoding, encodings } from './encodings.ts'
import type { Picture } from './picture.ts'
import { type Shrunk, shrink } from './shrink.ts'

/** All frames of a moving picture; undefined when it has too many, or is too large in every size that makes sense. */
export async function fitAnimation(
  picture: Picture,
  type: string,
  limits: MediaLimits,
): Promise<(Shrunk & { readonly encoding: Encoding }) | undefined> {
  const { width, height } = picture.size
  if (picture.frames === 1 || width * height * picture.frames > mostPixels) return undefined
  const encoding = encodings.find(
    (each) => limits.types.includes(each.type) && (each.type === 'image/gif' || each.type === type),
  )
  if (encoding === undefined) return undefined
  const course = { start: Math.max(width, height), attempts: 4, smallest: 64 }
  const found = await shrink(picture.openAll, picture.size, encoding, limits.maxBytes, course)
  return found === undefined ? undefined : { ...found, encoding }
}

/** Of all frames: what can be written anew in some seconds. */
const mostPixels = 2 ** 24
