import type { Carrier } from '../core/carrier.ts'
import { RefusedError } from '../core/errors.ts'
import type { Line } from '../core/line.ts'
import type { Lines } from '../core/lines.ts'
import { marketOf } from './market.ts'

/** @throws RefusedError when another line of the account has it, or it is no label */
export async function label(lines: Lines, line: Line, text: string): Promise<string> {
  const wanted = text.replace(/[\p{Cc}\s]+/gu, ' ').trim()
  if (wanted === '' || wanted.length > 40) {
    throw new RefusedError('A label has 1 to 40 characters.')
  }
  if (/^[+\d\s()-]+$/.test(wanted)) {
    throw new RefusedError('A label has letters in it, so that it can be told from a number.')
  }
  const owned = await lines.ofAccount(line.account)
  const other = owned.find(
    ({ id, label: taken }) => id !== line.id && taken.toLowerCase() === wanted.toLowerCase(),
  )
  if (other !== undefined) throw new RefusedError(`Another of your lines is called "${wanted}".`)
  await lines.update(line.id, { label: wanted })
  return wanted
}

/**
 * Gives the number back to its carrier, then ends the line: should the second be interrupted, doing it
 * again finds the number gone already.
 * @throws CarrierError
 */
export async function release(
  { lines, carriers }: { readonly lines: Lines; readonly carriers: ReadonlyMap<string, Carrier> },
  line: Line,
): Promise<void> {
  const { carrierNumberId } = line
  if (carrierNumberId !== undefined) await marketOf(carriers, line.carrier).release(carrierNumberId)
  await lines.release(line.id)
}
