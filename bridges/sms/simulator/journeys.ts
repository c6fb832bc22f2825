import type { Account } from './account.ts'
import type { Courier, Webhook } from './courier.ts'
import { behaviourOf, type Step, usualJourney } from './magic-numbers.ts'
import { type MessageRow, type Messages, segmentsOf } from './messages.ts'
import type { OptOuts } from './opt-outs.ts'
import type { OwnedNumbers } from './owned-numbers.ts'
import { inboundPrice, outboundPrice } from './prices.ts'
import type { Settings } from './settings.ts'
import { stateForm, textForm } from './webhook-forms.ts'

export interface JourneyDeps {
  readonly account: Account
  readonly messages: Messages
  readonly numbers: OwnedNumbers
  readonly optOuts: OptOuts
  readonly courier: Courier
  readonly settings: () => Settings
  readonly now: () => number
}

/** What happens to texts, one step after the other. Everything here runs within a commit. */
export interface Journeys {
  /** A text leaves one of the account's numbers. */
  start(text: OutgoingText): MessageRow
  /** A text arrives at one of the account's numbers: the first of the effect's messages. */
  take(text: IncomingText): Effects
  /** The next step of one text. */
  advance(message: MessageRow): Effects
}

export interface OutgoingText {
  readonly from: string
  readonly to: string
  readonly body: string
  readonly statusCallback?: string
  readonly isSmart?: boolean
}

export interface IncomingText {
  readonly from: string
  readonly to: string
  readonly body: string
  /** Milliseconds since 1970; now when it is left out. */
  readonly at?: number
}

export function createJourneys(deps: JourneyDeps): Journeys {
  const { account, messages, numbers, optOuts, courier, settings, now } = deps
  /** When each number is through with what it has taken; after a restart its queue says so. */
  const freeFrom = new Map<string, number>()

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

  function charge({ recipient, segments }: MessageRow): number {
    const price = segments * outboundPrice(recipient)
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

  function reply({ sender, recipient, body }: MessageRow, step: Step): Effects {
    if (step.reply === undefined || numbers.byNumber(sender) === undefined) return nothing
    const text = step.reply === 'same' ? body : step.reply.text
    return take({ from: recipient, to: sender, body: text })
  }

  /** Another number of the account gets a text as any phone does. */
  function arrival({ sender, recipient, body }: MessageRow, { status }: Step): Effects {
    if (status !== 'delivered' || numbers.byNumber(recipient) === undefined) return nothing
    return take({ from: sender, to: recipient, body })
  }

  function take({ from, to, body, at = now() }: IncomingText): Effects {
    const url = numbers.byNumber(to)?.sms_url ?? ''
    const { segments, encoding } = segmentsOf(body)
    const price = segments * inboundPrice(to)
    account.spend(price)
    const message = messages.insert({
      direction: 'inbound',
      sender: from,
      recipient: to,
      body,
      segments,
      encoding,
      price,
      status: 'received',
      handover: url === '' ? 'lost' : 'waiting',
      at,
    })
    const answer = optOuts.read(from, to, body)
    const effects = { ids: [message.id], webhooks: url === '' ? [] : [webhookFor(message, url)] }
    if (answer === undefined) return effects
    return merged(effects, {
      ids: [start({ from: to, to: from, body: answer }, true).id],
      webhooks: [],
    })
  }

  function webhookFor(message: MessageRow, url: string): Webhook {
    return courier.keep({
      message: message.id,
      lane: `text ${message.sender} ${message.recipient}`,
      url,
      form: textForm(account.sid, message),
      isText: true,
      times: journeyOf({ recipient: message.sender }).isDoubled ? 2 : 1,
    })
  }

  function start({ from, to, body, statusCallback, isSmart }: OutgoingText, isReply = false) {
    const { segments, encoding } = segmentsOf(body, isSmart)
    return messages.insert({
      direction: isReply ? 'outbound-reply' : 'outbound-api',
      sender: from,
      recipient: to,
      body,
      segments,
      encoding,
      status: 'queued',
      ...(statusCallback === undefined ? {} : { statusCallback }),
      dueAt: turnOf(from, segments),
      at: now(),
    })
  }

  /** A number sends so many segments a second; the rest waits in line. */
  function turnOf(sender: string, segments: number): number {
    const { segmentsPerSecond } = settings()
    if (segmentsPerSecond === 0) return now()
    const each = 1000 / segmentsPerSecond
    const free = freeFrom.get(sender) ?? messages.busyUntil(sender, each) ?? 0
    const turn = Math.max(now(), Math.ceil(free))
    freeFrom.set(sender, turn + segments * each)
    return turn
  }

  return { start, take, advance }
}

/** What is to be done once a commit is on disk. */
export interface Effects {
  readonly ids: readonly number[]
  readonly webhooks: readonly Webhook[]
}

const nothing: Effects = { ids: [], webhooks: [] }

export function merged(...effects: readonly Effects[]): Effects {
  return {
    ids: effects.flatMap(({ ids }) => ids),
    webhooks: effects.flatMap(({ webhooks }) => webhooks),
  }
}

function journeyOf({ recipient }: Pick<MessageRow, 'recipient'>) {
  const behaviour = behaviourOf(recipient)
  if (behaviour.kind !== 'journey') return { steps: usualJourney, isDoubled: false }
  return { steps: behaviour.steps, isDoubled: behaviour.isDoubled ?? false }
}
