import type { Sharp } from 'sharp'

/** A way to write a picture. */
export interface Encoding {
  readonly type: string
  readonly extension: string
  /** @param quality 0 to 100; below 80, what loses nothing gets fewer colours instead */
  write(picture: Sharp, quality: number): Sharp
}

/** White is the ground that transparent pictures are drawn for. */
const ground = { background: '#ffffff' }

/** What every phone shows comes first. */
export const encodings: readonly Encoding[] = [
  {
    type: 'image/jpeg',
    extension: 'jpg',
    // Progressive ones are not shown by every phone.
    write: (picture, quality) => picture.flatten(ground).jpeg({ quality, progressive: false }),
  },
  {
    type: 'image/webp',
    extension: 'webp',
    write: (picture, quality) => picture.webp({ quality }),
  },
  {
    type: 'image/png',
    extension: 'png',
    write: (picture, quality) => picture.png(quality < 80 ? { palette: true } : {}),
  },
  {
    type: 'image/gif',
    extension: 'gif',
    write: (picture, quality) =>
      picture.gif({ effort: 3, ...(quality < 80 ? { colours: 64, dither: 0 } : {}) }),
  },
]
