import type { KnownMedia, MediaTools } from '../core/media.ts'
import { fileName } from './file-name.ts'
import { readPicture } from './picture.ts'
import { sniff } from './sniff.ts'
import { thumbnail } from './thumbnail.ts'

/** What is known of a file, without its bytes. */
export type Identity = Omit<KnownMedia, 'bytes'>

/** {@link MediaTools.identify}, in the process that may end. */
export async function identify(
  bytes: Uint8Array,
  said: Parameters<MediaTools['identify']>[1],
): Promise<Identity> {
  const found = await sniff(bytes, said.type)
  const { type } = found
  const name = fileName(said.name, found)
  if (shown.has(type)) {
    const picture = await lookAt(bytes).catch(() => undefined)
    return picture === undefined ? { type, name, kind: 'file' } : { type, name, ...picture }
  }
  if (type.startsWith('audio/')) return { type, name, kind: 'audio' }
  if (type.startsWith('video/')) return { type, name, kind: 'video' }
  return { type, name, kind: 'file' }
}

async function lookAt(bytes: Uint8Array): Promise<Omit<Identity, 'type' | 'name'>> {
  const picture = await readPicture(bytes)
  const small = await thumbnail(picture)
  return {
    kind: 'image',
    size: picture.size,
    ...(small === undefined ? {} : { thumbnail: small }),
  }
}

/** What Matrix clients show as a picture. */
const shown: ReadonlySet<string> = new Set([
  'image/jpeg',
  'image/png',
  'image/apng',
  'image/gif',
  'image/webp',
  'image/avif',
])
