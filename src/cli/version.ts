import { version } from '../app/version.ts'
import type { Run } from './command.ts'

export const run: Run = async ({ say }) => {
  say(`Homeline ${version()}, Node ${process.versions.node}`)
  return 0
}
