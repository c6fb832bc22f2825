import path from 'node:path'
import type { Log } from '../core/log.ts'
import type { MediaTools } from '../core/media.ts'
import type { Settings } from '../core/settings.ts'
import { createTicker } from '../lib/ticker.ts'
import { createShelf, type FileShelf } from '../media/shelf.ts'
import { createMediaTools } from '../media/tools.ts'
import { keptSecret } from './secrets.ts'

export interface MediaDeps {
  readonly dataDir: string
  readonly settings: Settings
  readonly publicUrl: string
  readonly log: Log
}

export interface Media {
  readonly tools: MediaTools
  readonly shelf: FileShelf
}

/** What looks at files and makes them fit, and where carriers fetch them: `media` in the data folder. */
export async function createMedia(deps: MediaDeps, stack: AsyncDisposableStack): Promise<Media> {
  const { dataDir, settings, publicUrl, log } = deps
  const folder = path.join(dataDir, 'media')
  const tools = stack.use(createMediaTools({ folder: path.join(folder, 'work') }))
  const secret = await keptSecret(settings, 'shelf')
  const shelf = createShelf({ folder: path.join(folder, 'shelf'), publicUrl, secret })
  stack.use(
    createTicker(async () => await shelf.sweep(), {
      everyMs: tenMinutes,
      onError: (error) => log.warn({ err: error }, 'old files could not be removed; tried again'),
    }),
  )
  return { tools, shelf }
}

const tenMinutes = 600_000
