import type { Finding } from '../app/checks/check.ts'
import { examine } from '../app/doctor.ts'
import type { Run } from './command.ts'

/** Exit status 1 when something is wrong. */
export const run: Run = async ({ config: load, say }) => {
  const config = await load()
  say('✓ Configuration: read')
  let wrongs = 0
  for await (const finding of examine(config)) {
    if (finding.kind === 'wrong') wrongs += 1
    say(`${signs[finding.kind]} ${finding.what}`)
    if (finding.kind !== 'fine') say(`    ${finding.remedy}`)
  }
  return wrongs === 0 ? 0 : 1
}

const signs: Readonly<Record<Finding['kind'], string>> = {
  fine: '✓',
  warning: '!',
  wrong: '✗',
  skipped: '·',
}
