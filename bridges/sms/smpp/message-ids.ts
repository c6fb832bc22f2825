import type { ReceiptIds } from './options.ts'

/** The same message's ID in two forms: as a response gave it, and as a receipt does. */
export interface MessageIds {
  ofResponse(id: string): string
  ofReceipt(id: string): string
}

/** SMPP leaves the form of an ID to the SMSC, and many write it in one base here and in another there. */
export function messageIds(how: ReceiptIds): MessageIds {
  switch (how) {
    case 'as-is':
      return { ofResponse: (id) => id, ofReceipt: (id) => id }
    case 'hex-to-decimal':
      return { ofResponse: (id) => inBase(id, 10, 10), ofReceipt: (id) => inBase(id, 16, 10) }
    case 'decimal-to-hex':
      return { ofResponse: (id) => inBase(id, 16, 16), ofReceipt: (id) => inBase(id, 10, 16) }
    default:
      return how satisfies never
  }
}

/** Zeros before it and the case of its letters don't count; what is no number stays as it is. */
function inBase(id: string, from: 10 | 16, to: 10 | 16): string {
  const isNumber = (from === 10 ? /^\d+$/ : /^[\da-f]+$/i).test(id)
  return isNumber ? BigInt(from === 10 ? id : `0x${id}`).toString(to) : id
}
