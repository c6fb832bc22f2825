import type { Request } from 'express'
import type { Db } from '../database.ts'
import type { MessageRow } from '../messages.ts'
import { field } from './form.ts'
import type { Page } from './paging.ts'

/** Lists messages, newest first, with the provider's filters; one more than the page holds. */
export function createMessageQuery(db: Db) {
  const select = db.prepare<[Record<string, unknown>], MessageRow>(`
    SELECT * FROM message
    WHERE (@after IS NULL OR id < @after)
      AND (@to IS NULL OR recipient = @to) AND (@from IS NULL OR sender = @from)
      AND (@since IS NULL OR sent_at >= @since) AND (@until IS NULL OR sent_at < @until)
    ORDER BY id DESC LIMIT @limit`)

  return (request: Request, page: Page): readonly MessageRow[] => {
    const { since, until } = sentRange(request)
    return select.all({
      to: field(request.query, 'To') ?? null,
      from: field(request.query, 'From') ?? null,
      since: since ?? null,
      until: until ?? null,
      after: page.after ?? null,
      limit: page.size + 1,
    })
  }
}

const day = 86_400_000

/** `DateSent` means that day; `DateSent>` that moment or later; `DateSent<` up to it. A date alone is the day in GMT. */
function sentRange({ query }: Request): { since?: number; until?: number } {
  const [on, after, before] = ['DateSent', 'DateSent>', 'DateSent<'].map((name) =>
    Date.parse(field(query, name) ?? ''),
  )
  const start = on === undefined || Number.isNaN(on) ? undefined : Math.floor(on / day) * day
  if (start !== undefined) return { since: start, until: start + day }
  return {
    ...(after === undefined || Number.isNaN(after) ? {} : { since: after }),
    ...(before === undefined || Number.isNaN(before) ? {} : { until: before + 1 }),
  }
}
