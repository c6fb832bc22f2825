import { MediaError, type MediaTools } from '../core/media.ts'
import { fileName } from './file-name.ts'
import { createMediaProcess, type MediaProcessOptions } from './process.ts'

/** The port's tools; every file is opened in a process of its own. */
export function createMediaTools(options: MediaProcessOptions): MediaTools & AsyncDisposable {
  const process = createMediaProcess(options)
  return {
    async identify(bytes, said) {
      const answer = await process.ask({ kind: 'identify', bytes, said })
      if (answer.kind === 'identified') return { bytes, ...answer.identity }
      const type = 'application/octet-stream'
      return {
        bytes,
        type,
        name: fileName(said.name, { type, extension: undefined }),
        kind: 'file',
      }
    },

    async fit(file, limits) {
      const types = [...limits.types]
      const answer = await process.ask({ kind: 'fit', file, limits: { ...limits, types } })
      if (answer.kind === 'fitted') return answer.file
      const message =
        answer.kind === 'refused' ? answer.message : 'The file can not be made fit for a phone.'
      throw new MediaError(message, { cause: answer })
    },

    [Symbol.asyncDispose]: async () => await process[Symbol.asyncDispose](),
  }
}
