import type { Finding } from '../app/checks/check.ts'

/** Shows what was found as it comes. @returns the exit status: 1 when something is wrong */
export async function showFindings(
  findings: AsyncIterable<Finding>,
  say: (line: string) => void,
): Promise<number> {
  let wrongs = 0
  for await (const finding of findings) {
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
