import type { Sharp, SharpInput, SharpOptions } from 'sharp'

export type OpenPicture = (input: SharpInput, options?: SharpOptions) => Sharp

/**
 * The library for pictures, loaded when it is first wanted. It reads these formats only, keeps nothing in
 * memory between two pictures, uses one processor, and gives up after half a minute.
 */
export async function pictures(): Promise<OpenPicture> {
  const { default: sharp } = await import('sharp')
  sharp.cache(false)
  sharp.concurrency(1)
  sharp.block({ operation: ['VipsForeignLoad'] })
  sharp.unblock({ operation: formats.map((format) => `VipsForeignLoad${format}Buffer`) })
  return (input, options) =>
    sharp(input, { failOn: 'error', limitInputPixels: mostPixels, ...options }).timeout({
      seconds: 30,
    })
}

/** 8192 × 8192: more than cameras of telephones make. */
export const mostPixels = 2 ** 26

const formats = ['Jpeg', 'Png', 'Webp', 'Nsgif', 'Heif', 'Tiff']
