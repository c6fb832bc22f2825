import type { Money } from './money.ts'
import type { Country, PhoneNumber } from './phone.ts'

/** Buying and keeping numbers. */
export interface NumberMarket {
  search(query: NumberQuery, signal?: AbortSignal): Promise<readonly OfferedNumber[]>
  /**
   * Buys and points the number's texts at us.
   * @throws CarrierError `number-gone` when somebody was quicker; `maybeSent` when it may be bought all the same
   */
  buy(number: PhoneNumber, signal?: AbortSignal): Promise<OwnedNumber>
  owned(signal?: AbortSignal): Promise<readonly OwnedNumber[]>
  /** Points the number's texts at us; doing it again changes nothing. */
  configure(id: string, signal?: AbortSignal): Promise<void>
  /** A number that is gone already counts as released. */
  release(id: string, signal?: AbortSignal): Promise<void>
  /** A released number stays in the carrier's account all the same, and so does what it costs there. */
  readonly keepsReleased?: true
}

export interface NumberQuery {
  readonly country: Country
  /** An area's name or code, or digits that the number contains. */
  readonly pattern?: string
  readonly limit: number
}

export interface OfferedNumber {
  readonly number: PhoneNumber
  readonly place?: string
  readonly monthly?: Money
  /** Besides that, once, when it is bought; absent: nothing that is known of. */
  readonly once?: Money
  readonly abilities: readonly ('sms' | 'mms' | 'voice')[]
  /** What is demanded of the buyer beside money, as far as it is known. */
  readonly requires?: readonly Requirement[]
}

/** An address anywhere, near the number or abroad; proof of who uses the number, or of which business. */
export type Requirement =
  | 'address'
  | 'local-address'
  | 'foreign-address'
  | 'papers'
  | 'business-papers'

export interface OwnedNumber {
  readonly id: string
  readonly number: PhoneNumber
}
