import { lostWithoutReason, refusal } from '../../../src/core/carrier-refusal.ts'
import type { CarrierError } from '../../../src/core/errors.ts'
import type { HttpAnswer } from '../../../src/lib/http.ts'
import { jsonOf } from '../../../src/lib/json.ts'
import type { Meanings } from './meanings.ts'
import { apiError } from './schemas.ts'

/** Why a text that was accepted did not arrive, in words for its writer. */
export function reasonOf(meanings: Meanings, code: string | undefined): string {
  return meanings[code ?? '']?.message ?? lostWithoutReason
}

/** What an answer means that is no success; a broken server's may have any code in it. */
export function refused(meanings: Meanings, answer: HttpAnswer): CarrierError {
  const code = apiError.safeParse(jsonOf(answer.body)).data
  const known = answer.status < 500 ? meanings[code ?? ''] : undefined
  return refusal(answer, known, code)
}
