import { examine } from '../app/doctor.ts'
import type { Run } from './command.ts'
import { showFindings } from './findings.ts'

/** Exit status 1 when something is wrong. */
export const run: Run = async ({ config: load, say }) => {
  const config = await load()
  say('✓ Configuration: read')
  return await showFindings(examine(config), say)
}
