import type { Account } from './account.ts'
import { type Step, usualJourney } from './behaviour.ts'
import type { Courier, Webhook } from './courier.ts'
import { type Effects, merged, nothing } from './effects.ts'
import type { Loaded } from './load-media.ts'
import { behaviourOf } from './magic-numbers.ts'
import type { Media } from './media.ts'
import { type MessageRow, type Messages, segmentsOf } from './messages.ts'
import type { OptOuts } from './opt-outs.ts'
import type { OwnedNumbers } from './owned-numbers.ts'
import { inboundPrice, outboundPrice } from './prices.ts'
import type { TurnOf } from './sender-queue.ts'
import type { Settings } from './settings.ts'
import type { IncomingText, OutgoingText } from './texts.ts'
import { stateForm, textForm } from './webhook-forms.ts'

export interface JourneyDeps {
  readonly account: Account
  readonly messages: Messages
  readonly media: Media
  /** Where an attachment can be fetched. */
  readonly mediaUrl: (message: MessageRow, mediaSid: string) => string
  readonly numbers: OwnedNumbers
  readonly optOuts: OptOuts
  readonly courier: Courier
  readonly turnOf: TurnOf
  readonly settings: () => Settings
  readonly now: () => number
}

/** What happens to texts, one step after the other. Everything here runs within a commit. */
export interface Journeys {
  /** A text leaves one of the account's numbers; with attachments once they are loaded. */
  start(text: OutgoingText): MessageRow
  /** A text's attachments were fetched, or can't be. */
  load(id: number, loaded: Loaded): Effects
  /** A text arrives at one of the account's numbers: the first of the effect's messages. */
  take(text: IncomingText): Effects
  /** The next step of one text. */
  advance(message: MessageRow): Effects
}

export function createJourneys(deps: JourneyDeps): Journeys {
  const { account, messages, media, mediaUrl, numbers, optOuts, courier, turnOf, settings, now } =
    deps

  function advance(message: MessageRow): Effects {
    const { steps, isDoubled } = journeyOf(message)
    const step = steps[message.step] ?? { after: 0 }
    const next = steps[message.step + 1]
    const changed = messages.update(message.id, {
      status: step.status ?? message.status,
      errorCode: step.errorCode ?? message.error_code,
      price: step.status === 'sent' ? charge(message) : message.price,
      sentAt: step.status === 'sent' ? now() : message.sent_at,
      step: message.step + 1,
      dueAt: next === undefined ? null : now() + Math.round(next.after / settings().speed),
      at: now(),
    })
    return merged(
      { ids: [message.id], webhooks: callbacks(changed, step, isDoubled) },
      reply(changed, step),
      arrival(changed, step),
    )
  }

  function charge({ recipient, segments, num_media: numMedia }: MessageRow): number {
    const price = outboundPrice(recipient, { segments, numMedia })
    account.spend(price)
    return price
  }

  function callbacks(message: MessageRow, step: Step, isDoubled: boolean): readonly Webhook[] {
    const { status_callback: url, id, sid } = message
    if (url === null) return []
    return (step.callbacks ?? []).map((status) =>
      courier.keep({
        message: id,
        lane: `state ${sid}`,
        url,
        form: stateForm(account.sid, message, status),
        isText: false,
        times: isDoubled ? 2 : 1,
      }),
    )
  }

  function reply({ id, sender, recipient, body }: MessageRow, step: Step): Effects {
    if (step.reply === undefined || numbers.byNumber(sender) === undefined) return nothing
    const answer = step.reply === 'same' ? { text: body, media: media.filesOf(id) } : step.reply
    return take({ from: recipient, to: sender, body: answer.text, media: answer.media ?? [] })
  }

  /** Another number of the account gets a text as any phone does. */
  function arrival({ id, sender, recipient, body }: MessageRow, { status }: Step): Effects {
    if (status !== 'delivered' || numbers.byNumber(recipient) === undefined) return nothing
    return take({ from: sender, to: recipient, body, media: media.filesOf(id) })
  }

  function take({ from, to, body, media: files = [], at = now() }: IncomingText): Effects {
    const url = numbers.byNumber(to)?.sms_url ?? ''
    const numMedia = files.length
    const { segments, encoding } = segmentsOf(body, numMedia)
    const price = inboundPrice(to, { segments, numMedia })
    account.spend(price)
    const message = messages.insert({
      direction: 'inbound',
      sender: from,
      recipient: to,
      body,
      segments,
      encoding,
      numMedia,
      price,
      status: 'received',
      handover: url === '' ? 'lost' : 'waiting',
      at,
    })
    media.add(message.id, files, at)
    const answer = optOuts.read(from, to, body)
    const effects = { ids: [message.id], webhooks: url === '' ? [] : [webhookFor(message, url)] }
    if (answer === undefined) return effects
    return merged(effects, {
      ids: [start({ from: to, to: from, body: answer }, true).id],
      webhooks: [],
    })
  }

  function webhookFor(message: MessageRow, url: string): Webhook {
    const attached = media
      .of(message.id)
      .map(({ sid, type }) => ({ url: mediaUrl(message, sid), type }))
    return courier.keep({
      message: message.id,
      lane: `text ${message.sender} ${message.recipient}`,
      url,
      form: textForm(account.sid, message, attached),
      isText: true,
      times: journeyOf({ recipient: message.sender, num_media: 0 }).isDoubled ? 2 : 1,
    })
  }

  function start(text: OutgoingText, isReply = false): MessageRow {
    const { from, to, body, mediaUrls = [], statusCallback, isSmart } = text
    const { segments, encoding } = segmentsOf(body, mediaUrls.length, isSmart)
    return messages.insert({
      direction: isReply ? 'outbound-reply' : 'outbound-api',
      sender: from,
      recipient: to,
      body,
      segments,
      encoding,
      status: 'queued',
      numMedia: mediaUrls.length,
      ...(statusCallback === undefined ? {} : { statusCallback }),
      ...(mediaUrls.length === 0 ? { dueAt: turnOf(from, segments) } : { mediaUrls }),
      at: now(),
    })
  }

  /** It may have been removed meanwhile. */
  function load(id: number, loaded: Loaded): Effects {
    const message = messages.byId(id)
    if (message === undefined) return nothing
    if (loaded.kind === 'files') {
      media.add(id, loaded.files, now())
      const dueAt = turnOf(message.sender, message.segments)
      messages.loaded(id, { status: message.status, errorCode: null, dueAt, at: now() })
      return { ids: [id], webhooks: [] }
    }
    const change = { status: 'failed', errorCode: loaded.code, dueAt: null, at: now() } as const
    const failed = messages.loaded(id, change)
    return { ids: [id], webhooks: callbacks(failed, { after: 0, callbacks: ['failed'] }, false) }
  }

  return { start, load, take, advance }
}

function journeyOf({ recipient, num_media }: Pick<MessageRow, 'recipient' | 'num_media'>) {
  const behaviour = behaviourOf(recipient)
  if (behaviour.kind !== 'journey') return { steps: usualJourney, isDoubled: false }
  const { steps, mediaSteps = steps, isDoubled = false } = behaviour
  return { steps: num_media === 0 ? steps : mediaSteps, isDoubled }
}
