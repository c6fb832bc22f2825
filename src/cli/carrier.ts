import { examineCarrier } from '../app/carrier-check.ts'
import { type PhoneNumber, parsePhoneNumber } from '../core/phone.ts'
import { type Call, type Run, UsageError } from './command.ts'
import { showFindings } from './findings.ts'

/** Exit status 1 when something is wrong. */
export const run: Run = async ({ arguments: [verb, id], options, config, say }) => {
  if (verb !== 'check' || id === undefined) throw new UsageError('Write "carrier check ID".')
  // A database that is made here is the owner's alone.
  process.umask(0o077)
  const to = numberIn(options['text'])
  return await showFindings(examineCarrier(await config(), id, to), say)
}

/** @throws UsageError */
function numberIn(given: Call['options'][string]): PhoneNumber | undefined {
  if (typeof given !== 'string') return undefined
  const number = parsePhoneNumber(given)
  if (number !== undefined) return number
  throw new UsageError(`--text takes a number such as +14155550123; "${given}" is none.`)
}
