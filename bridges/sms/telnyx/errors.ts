import { unclear } from '../../../src/core/carrier-http.ts'
import { lostWithoutReason, refusal } from '../../../src/core/carrier-refusal.ts'
import { CarrierError } from '../../../src/core/errors.ts'
import { definite } from '../../../src/lib/definite.ts'
import type { HttpAnswer } from '../../../src/lib/http.ts'
import { jsonOf } from '../../../src/lib/json.ts'
import { meanings, reasons } from './meanings.ts'
import { apiErrors } from './schemas.ts'

/** Why a text that was accepted did not arrive, in words for its writer. */
export function reasonOf(code: string | undefined): string {
  return (reasons[code ?? ''] ?? meanings[code ?? ''])?.message ?? lostWithoutReason
}

/** "Unexpected error" and "Request timeout": nobody knows whether it was carried out. */
const unclearCodes: readonly (string | undefined)[] = ['10007', '10008']

/** What an answer means that is no success; that of a broken server may have any code in it. */
export function refused(answer: HttpAnswer): CarrierError {
  const { status, headers, body } = answer
  const code = apiErrors.safeParse(jsonOf(body)).data?.errors[0]?.code
  if (unclearCodes.includes(code)) {
    return unclear(`The carrier answered ${status}.`, definite({ providerCode: code }))
  }
  // Seconds until the provider counts anew; it says so with every answer.
  const reset = status === 429 ? headers['x-ratelimit-reset']?.toString() : undefined
  const timed = { status, headers: { 'retry-after': reset, ...headers } }
  const isRefusal = status >= 400 && status < 500 && status !== 408
  return refusal(timed, isRefusal ? meanings[code ?? ''] : undefined, code)
}

/** For what the provider may not have at all. @throws any other error than a plain refusal */
export function ignoreRefused(error: unknown): undefined {
  const isRefused = error instanceof CarrierError && ['not-found', 'unknown'].includes(error.code)
  if (!isRefused) throw error
}
