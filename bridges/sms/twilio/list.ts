import type { DeliveryReceipt, KeptMedia, ListedMessage } from '../../../src/core/carrier.ts'
import { ignoreUnknown } from '../../../src/core/carrier-refusal.ts'
import { contactFromCarrier } from '../../../src/core/contact.ts'
import { parsePhoneNumber } from '../../../src/core/phone.ts'
import { type Api, nextPage } from './api.ts'
import type { Meanings } from './meanings.ts'
import { receiptOf } from './receive.ts'
import { mediaPage, type message, messagePage } from './schemas.ts'

export interface ListDeps {
  readonly api: Api
  readonly apiBase: string
  /** `…/2010-04-01/Accounts/{sid}` */
  readonly account: string
  readonly meanings: Meanings
}

type ProviderMessage = ReturnType<typeof message.parse>

/**
 * Messages in the order of creation. The provider lists them newest first and can filter them by the day
 * of sending only, which a message that was not sent yet does not have: so the list is read backwards until
 * `since` and then turned round.
 */
export async function* list(
  deps: ListDeps,
  since: Date,
  signal?: AbortSignal,
): AsyncIterable<ListedMessage> {
  const { api, apiBase, account } = deps
  const found: ProviderMessage[] = []
  for (
    let next: string | undefined = `${account}/Messages.json?PageSize=200`;
    next !== undefined;
  ) {
    const page: ReturnType<typeof messagePage.parse> = await api.call(
      { url: next },
      messagePage,
      signal,
    )
    const young = page.messages.filter(
      (item) => timeOf(item.date_created) >= since.getTime() - 1000,
    )
    found.push(...young)
    const isDone = young.length < page.messages.length
    next = isDone ? undefined : nextPage(apiBase, page.next_page_uri)
  }
  for (const item of found.reverse()) {
    const listed =
      item.direction === 'inbound' ? await incoming(deps, item, signal) : outgoing(deps, item)
    if (listed !== undefined) yield listed
  }
}

/** Accepted and nothing further counts as sent. */
export function receiptFrom(
  meanings: Meanings,
  { sid, status, error_code: code }: ProviderMessage,
): DeliveryReceipt {
  const receipt = receiptOf(meanings, sid, status, code ?? undefined)
  return receipt ?? { kind: 'receipt', id: sid, state: 'sent' }
}

async function incoming(
  deps: ListDeps,
  item: ProviderMessage,
  signal?: AbortSignal,
): Promise<ListedMessage | undefined> {
  const to = parsePhoneNumber(item.to)
  if (to === undefined) return undefined
  const media = item.num_media === 0 ? [] : await mediaOf(deps, item.sid, signal)
  const from = contactFromCarrier(item.from ?? '')
  const { sid: id, body, date_created } = item
  const text = {
    kind: 'text',
    id,
    from,
    to,
    text: body ?? '',
    media,
    at: timeOf(date_created),
  } as const
  return { direction: 'in', message: text }
}

/** Attachments may have been deleted since. */
async function mediaOf(
  { api, apiBase, account }: ListDeps,
  sid: string,
  signal?: AbortSignal,
): Promise<readonly KeptMedia[]> {
  const found: KeptMedia[] = []
  const folder = `${account}/Messages/${encodeURIComponent(sid)}/Media`
  for (let next: string | undefined = `${folder}.json`; next !== undefined; ) {
    const page: ReturnType<typeof mediaPage.parse> | undefined = await api
      .call({ url: next }, mediaPage, signal)
      .catch(ignoreUnknown)
    for (const { sid: id, content_type: type } of page?.media_list ?? []) {
      const url = `${folder}/${encodeURIComponent(id)}`
      found.push({ kind: 'kept', url, ...(type ? { type } : {}) })
    }
    next = nextPage(apiBase, page?.next_page_uri)
  }
  return found
}

function outgoing({ meanings }: ListDeps, item: ProviderMessage): ListedMessage | undefined {
  const from = parsePhoneNumber(item.from ?? '')
  // The provider's own answers to STOP and its kin are no texts of ours.
  if (from === undefined || item.direction === 'outbound-reply') return undefined
  return {
    direction: 'out',
    from,
    to: item.to,
    text: item.body ?? '',
    receipt: receiptFrom(meanings, item),
    at: timeOf(item.date_created),
  }
}

/** RFC 2822, whole seconds. */
function timeOf(date: string | null | undefined): number {
  const time = Date.parse(date ?? '')
  return Number.isNaN(time) ? 0 : time
}
