import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import type { MediaTools } from '../../src/core/media.ts'
import type { MediaProcessOptions } from '../../src/media/process.ts'
import { createMediaTools } from '../../src/media/tools.ts'
import { temporaryFolder } from './homeline.ts'

export interface MediaToolsUnderTest extends MediaTools, AsyncDisposable {
  /** Where it may put files while it works. */
  readonly folder: string
  /** Ends what works, and leaves the folder as it is then. */
  endWork(): Promise<void>
  /** The IDs of all processes that work there. */
  processes(): Promise<number[]>
}

export async function openMediaTools(
  options: Omit<MediaProcessOptions, 'folder'> = {},
): Promise<MediaToolsUnderTest> {
  await using stack = new AsyncDisposableStack()
  const temporary = stack.use(await temporaryFolder())
  const folder = `${temporary.path}/work`
  const tools = stack.use(createMediaTools({ ...options, folder }))
  const rest = stack.move()
  async function processes(): Promise<number[]> {
    const { stdout } = await run('ps', ['-A', '-o', 'pid=,args='])
    const own = stdout.split('\n').filter((line) => line.includes(folder))
    return own.map((line) => Number.parseInt(line, 10))
  }
  const endWork = async () => await tools[Symbol.asyncDispose]()
  return {
    ...tools,
    folder,
    endWork,
    processes,
    [Symbol.asyncDispose]: async () => await rest.disposeAsync(),
  }
}

const run = promisify(execFile)
