import type { CarrierCapabilities } from './carrier-capabilities.ts'
import type { Contact } from './contact.ts'
import type { Log } from './log.ts'
import type { MessageKey } from './message.ts'
import type { Money } from './money.ts'
import type { NumberMarket } from './number-market.ts'
import type { PhoneNumber } from './phone.ts'

/** One text provider, under its ID in the configuration. Everything provider-shaped stays behind this interface. */
export interface Carrier {
  readonly id: string
  readonly capabilities: CarrierCapabilities
  /**
   * Verifies the signature and says what the request reports; nothing for what does not concern us.
   * Absent: it does not come by webhook. A promise where it has to remember something first.
   * @throws CarrierError `unauthorized` or `malformed`
   */
  readonly receive?: (
    request: WebhookRequest,
  ) => readonly CarrierEvent[] | Promise<readonly CarrierEvent[]>
  /**
   * Keeps a connection open, over which the carrier reports, and makes it again when it breaks. Absent: it
   * has none. Ends with what it returns.
   */
  readonly connect?: (hands: ConnectionHands) => AsyncDisposable
  /** @throws CarrierError that says whether a retry helps and whether the text may have gone out */
  send(message: OutgoingText, signal?: AbortSignal): Promise<AcceptedText>
  /**
   * Messages created at `since` or later, in the order of creation: those received, and those sent unless sending
   * is idempotent. Absent: can't be listed.
   */
  readonly list?: (since: Date, signal?: AbortSignal) => AsyncIterable<ListedMessage>
  /**
   * What webhooks should have brought at `since` or later and could not, oldest first: for a carrier that
   * remembers its reports. Absent: it does not.
   */
  readonly missed?: (since: Date, signal?: AbortSignal) => AsyncIterable<CarrierEvent>
  /** One message's present state, by the carrier's ID. */
  readonly state?: (carrierMessageId: string, signal?: AbortSignal) => Promise<DeliveryReceipt>
  /** Has the carrier report again, by its usual way, what it got at `since` or later. */
  readonly reportAgain?: (since: Date, signal?: AbortSignal) => Promise<void>
  /** An attachment's bytes. Absent: the carrier keeps none. */
  readonly media?: CarrierMedia
  readonly numbers?: NumberMarket
  readonly balance?: (signal?: AbortSignal) => Promise<Money>
  /** Points at us again what somebody changed there since. */
  readonly restore?: (signal?: AbortSignal) => Promise<void>
  /**
   * What keeps it from working just now, for whoever runs this; undefined when nothing does. It only looks: who
   * asks need not be the one whom the carrier reports to.
   */
  readonly problem?: (signal?: AbortSignal) => Promise<string | undefined>
}

/** One that reports by webhook, and says at once what. */
export interface WebhookCarrier extends Carrier {
  readonly receive: (request: WebhookRequest) => readonly CarrierEvent[]
}

/** What a connection works with. */
export interface ConnectionHands {
  /** Resolves once the events are on disk; the carrier is answered only then. */
  take(events: readonly CarrierEvent[]): Promise<void>
  /** The connection works, or why it does not, for the operator. */
  tell(problem: string | undefined): void
  readonly log: Log
}

export interface CarrierMedia {
  /** @throws CarrierError */
  fetch(media: KeptMedia, signal?: AbortSignal): Promise<Uint8Array>
  /** Removes it at the carrier; one that is gone already is no error. */
  readonly remove?: (media: KeptMedia, signal?: AbortSignal) => Promise<void>
}

export type CarrierEvent = IncomingText | DeliveryReceipt

export interface IncomingText {
  readonly kind: 'text'
  /** The carrier's ID of the message. */
  readonly id: string
  readonly from: Contact
  readonly to: PhoneNumber
  readonly text: string
  /** In the order of the message. */
  readonly media: readonly IncomingMedia[]
  /** The carrier's own time, milliseconds since 1970, where it tells one. */
  readonly at?: number
  /** Parts of it are missing, and nobody waits for them any more. */
  readonly isIncomplete?: true
  /** What the carrier itself made of it, where it does so. */
  readonly optOut?: OptOutWord
}

/** What a person asks of a sender with one word. */
export type OptOutWord = 'stop' | 'start' | 'help'

/** An attachment: still at the carrier, or brought along. What it says about the type is not to be believed. */
export type IncomingMedia = KeptMedia | InlineMedia

export interface KeptMedia {
  readonly kind: 'kept'
  readonly url: string
  readonly type?: string
  readonly name?: string
}

export interface InlineMedia {
  readonly kind: 'inline'
  readonly base64: string
  readonly type?: string
  readonly name?: string
}

export interface DeliveryReceipt {
  readonly kind: 'receipt'
  readonly id: string
  /** The key that was given to `send`, when the carrier brings it back. */
  readonly key?: MessageKey
  readonly state: 'sent' | 'delivered' | 'failed'
  /** For the writer, when it failed. */
  readonly reason?: string
  readonly code?: string
}

export interface OutgoingText {
  readonly from: PhoneNumber
  /** As {@link dialable} gives it. */
  readonly to: string
  readonly text: string
  /** Comes back in the receipts. */
  readonly key: MessageKey
  /** Only where the capabilities say so. */
  readonly media?: readonly OutgoingMedia[]
}

export interface OutgoingMedia {
  /** Where the carrier can fetch it for a while. */
  readonly url: string
  readonly type: string
}

export interface AcceptedText {
  readonly id: string
  /** Where the carrier already knows. */
  readonly state: 'sent' | 'failed'
  readonly reason?: string
  readonly code?: string
}

/** A message as the carrier's own record shows it. */
export type ListedMessage =
  | { readonly direction: 'in'; readonly message: IncomingText }
  | {
      readonly direction: 'out'
      readonly from: PhoneNumber
      readonly to: string
      readonly text: string
      readonly receipt: DeliveryReceipt
      /** Milliseconds since 1970. */
      readonly at: number
    }

/** The raw bytes, because signatures cover bytes, not parsed bodies. */
export interface WebhookRequest {
  /** The public URL as the carrier called it, query included. */
  readonly url: string
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  readonly body: Uint8Array
  /** From the URL of a message's own states; undefined on the numbers' URL. */
  readonly key?: MessageKey
}
