import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll } from 'vitest'
import { type ConfigSources, loadConfig } from '../../src/config/load.ts'

export const folder = mkdtempSync(path.join(tmpdir(), 'config '))
afterAll(() => rmSync(folder, { recursive: true }))

export function fileOf(text: string, name = 'homeline.yaml'): string {
  const file = path.join(folder, name)
  writeFileSync(file, text)
  return file
}

/** The configuration from this text in a file, and nothing else unless it is given. */
export async function load(text: string, sources: Partial<ConfigSources> = {}) {
  return await loadConfig({ file: fileOf(text), environment: {}, ...sources })
}

/** What is said instead. */
export async function refusal(text: string, sources: Partial<ConfigSources> = {}): Promise<string> {
  return await load(text, sources).then(
    () => 'not refused',
    (error: Error) => `${error.name}: ${error.message}`,
  )
}
