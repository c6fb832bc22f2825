import { createHmac, randomUUID } from 'node:crypto'
import { mkdir, open, readdir, readFile, rename, rm } from 'node:fs/promises'
import path from 'node:path'
import { z } from 'zod'
import type { MediaFile, Shelf, ShelfFront } from '../core/media.ts'
import { createGate } from '../lib/gate.ts'
import { jsonOf } from '../lib/json.ts'
import { fileName } from './file-name.ts'

export interface ShelfOptions {
  /** Of its own. */
  readonly folder: string
  /** As carriers call us, without a slash at the end. */
  readonly publicUrl: string
  /** What makes addresses unguessable. */
  readonly secret: string
  readonly now?: () => number
}

export interface FileShelf extends Shelf, ShelfFront {
  /** Removes what has ended, and what an interrupted `put` left; to be called now and then. */
  sweep(): Promise<void>
}

/**
 * Each file has a folder, named by its token, that appears as a whole: its bytes, and what is said of it. So
 * nothing half written is ever found, whatever is interrupted.
 */
export function createShelf({
  folder,
  publicUrl,
  secret,
  now = Date.now,
}: ShelfOptions): FileShelf {
  const tokenOf = (key: string) => createHmac('sha256', secret).update(key).digest('base64url')
  const placeOf = (token: string) => path.join(folder, token)
  const inTurn = createGate(1)

  async function about(token: string): Promise<About | undefined> {
    if (!isToken(token)) return undefined
    const text = await readFile(path.join(placeOf(token), 'about.json'), 'utf8').catch(missing)
    const known = aboutFile.safeParse(jsonOf(text ?? '')).data
    return known === undefined || known.endsAt <= now() ? undefined : known
  }

  async function make(token: string, file: MediaFile, endsAt: number): Promise<void> {
    const draft = path.join(folder, `unfinished-${randomUUID()}`)
    try {
      await mkdir(draft, { recursive: true, mode: 0o700 })
      await write(path.join(draft, 'bytes'), file.bytes)
      const said: About = { type: file.type, name: file.name, endsAt }
      await write(path.join(draft, 'about.json'), JSON.stringify(said))
      await rm(placeOf(token), all)
      await rename(draft, placeOf(token))
      await syncFolder(folder)
    } finally {
      await rm(draft, all)
    }
  }

  async function lengthen(token: string, known: About, endsAt: number): Promise<void> {
    if (endsAt <= known.endsAt) return
    const draft = path.join(placeOf(token), randomUUID())
    await write(draft, JSON.stringify({ ...known, endsAt }))
    await rename(draft, path.join(placeOf(token), 'about.json'))
  }

  return {
    async put(key, file, lastsMs) {
      const token = tokenOf(key)
      await inTurn(async () => {
        const known = await about(token)
        const endsAt = now() + lastsMs
        if (known === undefined) await make(token, file, endsAt)
        else await lengthen(token, known, endsAt)
      })
      return `${publicUrl}/media/${token}/${publicName(file)}`
    },
    async find(token) {
      const known = await about(token)
      if (known === undefined) return undefined
      return { path: path.join(placeOf(token), 'bytes'), type: known.type, name: known.name }
    },
    sweep: async () =>
      await inTurn(async () => {
        for (const name of (await readdir(folder).catch(missing)) ?? []) {
          if ((await about(name)) === undefined) await rm(path.join(folder, name), all)
        }
      }),
  }
}

/** An HMAC with SHA-256 in URL-safe base64. */
function isToken(text: string): boolean {
  return /^[A-Za-z0-9_-]{43}$/.test(text)
}

/** Some carriers look at the ending of an address; the name itself is nobody's business there. */
function publicName({ name, type }: MediaFile): string {
  const extension = /\.([A-Za-z0-9]{1,10})$/.exec(name)?.[1]
  return encodeURIComponent(fileName(undefined, { type, extension }))
}

async function write(file: string, content: Uint8Array | string): Promise<void> {
  await using handle = await open(file, 'w', 0o600)
  await handle.writeFile(content)
  await handle.sync()
}

/** Without it, a file may be gone when the power fails. */
async function syncFolder(folder: string): Promise<void> {
  await using handle = await open(folder, 'r')
  await handle.sync()
}

function missing(error: unknown): undefined {
  if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
  throw error
}

const all = { recursive: true, force: true } as const
const aboutFile = z.object({ type: z.string(), name: z.string(), endsAt: z.number() })
type About = z.infer<typeof aboutFile>
