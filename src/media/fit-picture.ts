import {
  type FittedMedia,
  MediaError,
  type MediaFile,
  type MediaLimits,
  type PictureSize,
} from '../core/media.ts'
import { type Encoding, encodings } from './encodings.ts'
import { fileName } from './file-name.ts'
import { fitAnimation } from './fit-animation.ts'
import { type Picture, readPicture, unreadable } from './picture.ts'
import { pictures } from './sharp.ts'
import { type Course, shrink } from './shrink.ts'
import type { Sniffed } from './sniff.ts'
import { notTaken, size } from './words.ts'

/**
 * The picture written anew: turned as it is shown, in the colours of every screen, with nothing in it but the
 * picture. A moving one stays so where that fits.
 * @throws MediaError
 */
export async function fitPicture(
  file: MediaFile,
  { type, extension }: Sniffed,
  limits: MediaLimits,
): Promise<FittedMedia> {
  if (!encodings.some((encoding) => limits.types.includes(encoding.type))) {
    throw notTaken(limits, 'pictures')
  }
  if (!readable.has(type)) {
    throw new MediaError(
      `${extension?.toUpperCase()} pictures can not be read here: send it as a JPEG.`,
    )
  }
  const picture = await readPicture(file.bytes)
  const isMoving = type === 'image/apng' || (movable.has(type) && picture.frames > 1)
  const animation = isMoving ? await fitAnimation(picture, type, limits) : undefined
  if (animation !== undefined) return finished(file, picture.size, animation)
  return finished(file, picture.size, await fitStill(picture, limits), isMoving)
}

const readable: ReadonlySet<string> = new Set(
  ['jpeg', 'png', 'apng', 'gif', 'webp', 'avif', 'tiff'].map((format) => `image/${format}`),
)
const movable = new Set(['image/gif', 'image/webp'])

async function fitStill(picture: Picture, limits: MediaLimits): Promise<Written> {
  const { bytes, hasAlpha } = picture
  const drawn = await picture
    .open()
    .resize({ width: mostSide, height: mostSide, fit: 'inside', withoutEnlargement: true })
    .toColourspace('srgb')
    .raw()
    .toBuffer({ resolveWithObject: true })
    .catch(unreadable)
  const { width, height, channels } = drawn.info
  const open = await pictures()
  const raw = () => open(drawn.data, { raw: { width, height, channels } })
  const isTransparent = hasAlpha && !(await raw().stats()).isOpaque
  const look = isTransparent ? 'transparent' : isDrawing(bytes) ? 'drawn' : 'photo'
  const start = longestSide(bytes.length, limits.maxBytes)
  for (const { encoding, course } of preferred(limits.types, look)) {
    const whole = { start, attempts: 6, smallest: 96, ...course }
    const found = await shrink(raw, { width, height }, encoding, limits.maxBytes, whole)
    if (found !== undefined) return { ...found, encoding }
  }
  throw new MediaError(
    `The picture can not be made as small as the carrier wants it: ${size(limits.maxBytes)}.`,
  )
}

/** What a photograph of that size can be without looking bad, so that few attempts are needed. */
function longestSide(bytes: number, maxBytes: number): number {
  if (bytes <= maxBytes) return mostSide
  return Math.min(mostSide, Math.max(64, Math.round(Math.sqrt((maxBytes / 0.18) * (4 / 3)))))
}

/** As good as screens of telephones are. */
const mostSide = 4096

/** What would look bad as JPEG is PNG where that is taken and fits. */
function preferred(types: readonly string[], look: 'transparent' | 'drawn' | 'photo'): Attempt[] {
  const taken = encodings.filter(({ type }) => types.includes(type))
  const png = taken.filter(({ type }) => type === 'image/png')
  const course = pngCourse[look]
  return [
    ...(course === undefined ? [] : png.map((encoding) => ({ encoding, course }))),
    ...taken.map((encoding) => ({ encoding })),
  ]
}

/** An opaque one is better as a large JPEG than as a small PNG. */
const pngCourse = {
  transparent: { attempts: 5, smallest: 320 },
  drawn: { start: mostSide, attempts: 1 },
  photo: undefined,
}

/** PNG and GIF are what screens and drawings are kept in. */
function isDrawing([first, second]: Uint8Array): boolean {
  return (first === 0x89 && second === 0x50) || (first === 0x47 && second === 0x49)
}

function finished(
  file: MediaFile,
  before: PictureSize,
  { bytes, size: after, encoding }: Written,
  isStilled = false,
): FittedMedia {
  const { type } = encoding
  const changes = [
    isStilled ? 'Of the animation only the first picture was sent.' : '',
    after.width < before.width
      ? `The picture was made smaller: ${after.width} × ${after.height}.`
      : '',
  ].filter((change) => change !== '')
  return {
    bytes,
    type,
    name: fileName(file.name, encoding),
    ...(changes.length === 0 ? {} : { change: changes.join(' ') }),
  }
}

interface Written {
  readonly bytes: Uint8Array
  readonly size: PictureSize
  readonly encoding: Encoding
}

interface Attempt {
  readonly encoding: Encoding
  readonly course?: Partial<Course>
}
