import type { z } from 'zod'
import type { ListedMessage } from '../../../src/core/carrier.ts'
import { CarrierError } from '../../../src/core/errors.ts'
import type { Api } from './api.ts'
import { textOf } from './incoming.ts'
import { inboxPage } from './schemas.ts'
import type { Sim } from './sims.ts'

const pageSize = 500

/**
 * Texts that the phone itself remembers, for those whose webhook it gave up. Servers have none, and older
 * apps neither; picture messages are there without their content. docs.sms-gate.app/features/reading-messages
 */
export async function readInbox(
  api: Api,
  sims: readonly Sim[],
  since: Date,
  signal?: AbortSignal,
): Promise<readonly ListedMessage[]> {
  const found: ListedMessage[] = []
  for (let offset = 0; ; offset += pageSize) {
    const query = {
      type: 'SMS',
      from: since.toISOString(),
      limit: String(pageSize),
      offset: String(offset),
    }
    const page = await api({ method: 'GET', path: '/inbox', query }, inboxPage, signal).catch(none)
    found.push(...page.flatMap((each) => listed(sims, each)))
    if (page.length < pageSize) break
  }
  return found.sort((one, other) => timeOf(one) - timeOf(other))
}

/** Without a time it can't be told from what a webhook brought; what is for nobody here stays there. */
function listed(
  sims: readonly Sim[],
  { contentPreview: message, createdAt: receivedAt, ...ends }: z.infer<typeof inboxPage>[number],
): ListedMessage[] {
  if (receivedAt === undefined) return []
  try {
    return [{ direction: 'in', message: textOf(sims, { ...ends, message, receivedAt }, '') }]
  } catch (error) {
    if (error instanceof CarrierError) return []
    throw error
  }
}

function none(error: unknown): [] {
  if (error instanceof CarrierError && error.code === 'not-found') return []
  throw error
}

function timeOf(listed: ListedMessage): number {
  return listed.direction === 'in' ? (listed.message.at ?? 0) : listed.at
}
