import type { Refused } from '../../../src/core/carrier-http.ts'
import {
  invalidRecipient,
  outOfMoney,
  refusal,
  senderNotOurs,
  unexplained,
} from '../../../src/core/carrier-refusal.ts'

/** The provider has no codes: 403 is any refusal, and its words say which. */
export const refused: Refused = (answer) => {
  const words = answer.body.toString('utf8')
  const known = meanings.find(([pattern]) => pattern.test(words))?.[1] ?? unexplained
  return refusal(answer, answer.status === 403 ? known : undefined, String(answer.status))
}

const meanings = [
  [/invalid to\b|\bto number/i, invalidRecipient],
  [/invalid from\b|\bfrom number/i, senderNotOurs],
  [/credit|balance/i, outOfMoney],
] as const
