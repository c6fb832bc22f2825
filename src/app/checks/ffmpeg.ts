import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { type Check, fine, skipped } from './check.ts'

/** Sound and video are made fit for phones by ffmpeg, where it is installed. */
export const checkFfmpeg: Check = async () => {
  const isThere = await promisify(execFile)('ffmpeg', ['-version'], { timeout: 10_000 }).then(
    () => true,
    () => false,
  )
  if (isThere) return [fine('ffmpeg: makes sound and video fit for phones')]
  const what = 'ffmpeg is not installed: most voice messages and videos can’t go out'
  return [skipped(what, 'Install it, for example by "apt install ffmpeg"; pictures need nothing.')]
}
