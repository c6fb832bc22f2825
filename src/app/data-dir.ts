import { constants } from 'node:fs'
import { access, mkdir } from 'node:fs/promises'
import { RefusedError } from '../core/errors.ts'

/** Makes the data folder, for the owner only. @throws RefusedError when it can't be written */
export async function ensureDataDir(dir: string): Promise<void> {
  try {
    await mkdir(dir, { recursive: true, mode: 0o700 })
    await access(dir, constants.R_OK | constants.W_OK | constants.X_OK)
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown'
    throw new RefusedError(
      `The data folder ${dir} can not be written (${code}). Change its owner, or choose another one with --data DIR.`,
      { cause: error },
    )
  }
}
