import type { Contact } from './contact.ts'
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
   * @throws CarrierError `unauthorized` or `malformed`
   */
  receive(request: WebhookRequest): readonly CarrierEvent[]
  /** @throws CarrierError that says whether a retry helps and whether the text may have gone out */
  send(message: OutgoingText, signal?: AbortSignal): Promise<AcceptedText>
  /** Messages created at `since` or later, in the order of creation. Absent: can't be listed. */
  readonly list?: (since: Date, signal?: AbortSignal) => AsyncIterable<ListedMessage>
  /** One message's present state, by the carrier's ID. */
  readonly state?: (carrierMessageId: string, signal?: AbortSignal) => Promise<DeliveryReceipt>
  readonly numbers?: NumberMarket
  readonly balance?: (signal?: AbortSignal) => Promise<Money>
}

/** What the core offers and refuses by, before it calls. */
export interface CarrierCapabilities {
  /** The longest text that one send takes, in UTF-16 code units. */
  readonly maxTextLength: number
  /** Short codes can be texted. */
  readonly shortCodes: boolean
  /** Milliseconds after which a call that was cut off can no longer be accepted. */
  readonly settleTime: number
  /** Nothing leaves this machine. */
  readonly isSimulated: boolean
}

export type CarrierEvent = IncomingText | DeliveryReceipt

export interface IncomingText {
  readonly kind: 'text'
  /** The carrier's ID of the message. */
  readonly id: string
  readonly from: Contact
  readonly to: PhoneNumber
  readonly text: string
  /** Attachments that this version does not carry. */
  readonly mediaCount: number
  /** The carrier's own time, milliseconds since 1970, where it tells one. */
  readonly at?: number
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
