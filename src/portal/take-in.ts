import type { CarrierEvent } from '../core/carrier.ts'
import type { Inbox, NewEntry } from '../core/inbox.ts'
import { carrierSource, textLane } from '../core/lane.ts'
import type { Messages } from '../core/message.ts'

export interface TakeInDeps {
  readonly inbox: Pick<Inbox, 'append'>
  readonly messages: Pick<Messages, 'report'>
}

/**
 * What a carrier reports, from a webhook or its list: texts are appended for the worker; a state is all the
 * work there is, so it is applied at once. Resolves once all is on disk; repeats change nothing.
 * @returns how many texts were new
 */
export async function takeIn(
  { inbox, messages }: TakeInDeps,
  carrier: string,
  events: readonly CarrierEvent[],
): Promise<number> {
  const reports = events.flatMap((event) =>
    event.kind === 'receipt' ? [messages.report(carrier, event)] : [],
  )
  const entries = events.flatMap((event): NewEntry[] =>
    event.kind === 'text'
      ? [{ id: event.id, lane: textLane(event), payload: { kind: 'carrier', carrier, event } }]
      : [],
  )
  const [found] = await Promise.all([inbox.append(carrierSource(carrier), entries), ...reports])
  return found
}
