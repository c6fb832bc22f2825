import type { RoomId, UserId } from './ids.ts'
import type { PhoneNumber } from './phone.ts'

declare const brand: unique symbol

/** Unguessable. A number that another account gets is another line; the same account finds its old one. */
export type LineId = string & { readonly [brand]: 'LineId' }

/** One ownership of one number. */
export interface Line {
  readonly id: LineId
  readonly number: PhoneNumber
  readonly account: UserId
  /** Which carrier of the configuration serves it. */
  readonly carrier: string
  /** The carrier's own ID of the number, where it has one. */
  readonly carrierNumberId?: string
  readonly label: string
  readonly space?: RoomId
  readonly isDefault: boolean
  readonly state: 'active' | 'released'
}

/** A label that no other line of the account has. */
export function freeLabel(owned: readonly Pick<Line, 'label'>[], wish: string): string {
  const taken = new Set(owned.map(({ label }) => label.toLowerCase()))
  for (let n = 1; ; n += 1) {
    const label = n === 1 ? wish : `${wish} ${n}`
    if (!taken.has(label.toLowerCase())) return label
  }
}
