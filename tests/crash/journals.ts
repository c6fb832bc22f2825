import type { CarrierProcess } from '../support/carrier-process.ts'
import type { ClientApi } from '../support/client-api.ts'
import { compare, total, type Verdict } from './verdict.ts'

/** What became of all texts, by the journals of both ends. */
export interface Journals {
  readonly in: Verdict
  readonly out: Verdict
  /** Texts of which the room was told that they may have been sent. */
  readonly perhapsSent: number
  /** Texts of which the room was told that they failed. */
  readonly failed: number
}

export interface Ends {
  readonly api: ClientApi
  readonly carrier: CarrierProcess
  readonly number: string
  /** Room by contact. */
  readonly chats: ReadonlyMap<string, string>
  /** What the homeserver took from the account, by room, in its order. */
  readonly written: ReadonlyMap<string, readonly string[]>
}

export async function journalsOf({
  api,
  carrier,
  number,
  chats,
  written,
}: Ends): Promise<Journals> {
  const journal = await carrier.phones.messages()
  const [incoming, outgoing]: [Verdict[], Verdict[]] = [[], []]
  let [perhapsSent, failed] = [0, 0]
  for (const [contact, room] of chats) {
    const messages = await api.messages(room)
    const texts = messages.filter(
      ({ sender, content }) => sender !== api.userId && content.msgtype === 'm.text',
    )
    const notices = messages.filter(({ content }) => content.msgtype === 'm.notice')
    const doubts = notices.filter(({ content }) =>
      /may not have been sent/.test(content.body ?? ''),
    )
    perhapsSent += doubts.length
    const told = doubts.map(
      ({ content }) =>
        messages.find(
          ({ event_id }) => event_id === content['m.relates_to']?.['m.in_reply_to']?.event_id,
        )?.content.body ?? '',
    )
    failed += notices.filter(({ content }) => /^⚠ Not sent/.test(content.body ?? '')).length
    const between = (from: string, to: string) =>
      journal.filter((one) => one.from === from && one.to === to).map(({ text }) => text)
    incoming.push(
      compare(
        between(contact, number),
        texts.map(({ content }) => content.body ?? ''),
      ),
    )
    outgoing.push(compare(written.get(room) ?? [], between(number, contact), told))
  }
  return { in: total(incoming), out: total(outgoing), perhapsSent, failed }
}
