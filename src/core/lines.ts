import type { UserId } from './ids.ts'
import type { Line, LineId } from './line.ts'
import type { Money } from './money.ts'
import type { PhoneNumber } from './phone.ts'

/** The store's port for lines and purchases. One method is one transaction. */
export interface Lines {
  get(id: LineId): Promise<Line | undefined>
  /**
   * The active line of a number: there is one at most.
   * @param at milliseconds since 1970; undefined for what came then, when another account held the number
   */
  ofNumber(number: PhoneNumber, at?: number): Promise<Line | undefined>
  /** Active lines, oldest first. */
  ofAccount(account: UserId): Promise<readonly Line[]>
  /** Every active line, oldest first. */
  active(): Promise<readonly Line[]>
  /**
   * Makes a line of a number that the carrier says is ours, and ends its purchase. The account's
   * first line becomes its default; a label that another of its lines has gets a number behind it. A line that this account already holds on the number is returned
   * as it is; undefined when another account holds it.
   */
  assign(line: NewLine): Promise<Line | undefined>
  update(id: LineId, change: LineChange): Promise<void>
  /** Makes the line the only default of its account. */
  setDefault(id: LineId): Promise<void>
  /** Ends the ownership; its portals stay with it and are never found for another line. */
  release(id: LineId): Promise<void>
  /**
   * Writes the intent to buy, before the carrier is asked. `taken` when another account's purchase
   * of the number is under way or a line holds it; `under-way` when this account's own is; `limit`
   * when its lines and open purchases are `maxLines` already.
   */
  beginPurchase(
    purchase: Purchase,
    maxLines: number,
  ): Promise<'begun' | 'under-way' | 'taken' | 'limit'>
  /** The carrier surely did not sell it. */
  endPurchase(number: PhoneNumber): Promise<void>
  /** Purchases neither assigned nor ended: after a crash the carrier is asked what became of them. */
  openPurchases(): Promise<readonly Purchase[]>
}

export interface NewLine {
  readonly number: PhoneNumber
  readonly account: UserId
  readonly carrier: string
  readonly carrierNumberId?: string
  readonly label: string
}

export type LineChange = Partial<Pick<Line, 'label' | 'space' | 'carrierNumberId'>>

export interface Purchase {
  readonly number: PhoneNumber
  readonly account: UserId
  readonly carrier: string
  readonly label: string
  readonly price?: Money
}
