import { type PhoneNumber, parsePhoneNumber } from '../../../../src/core/phone.ts'
import type { Address } from '../../../../src/lib/smpp/pdu.ts'

/** A phone, a short code, a name, or nobody to be seen, as an SMSC writes them. SMPP 3.4, 5.2.5 */
export function addressOf(sender: string): Address {
  if (sender.startsWith('+')) return { ton: 1, npi: 1, address: sender.slice(1) }
  if (/^\d+$/.test(sender)) return { ton: 3, npi: 0, address: sender }
  if (sender === 'anonymous') return { ton: 0, npi: 0, address: '' }
  return { ton: 5, npi: 0, address: sender }
}

/** A number in international form, or a short code; undefined for what nobody can be texted by. */
export function recipientOf({ ton, address }: Address): PhoneNumber | string | undefined {
  if (ton !== 1 && /^\d{3,8}$/.test(address)) return address
  return numberOf(address)
}

export function numberOf(address: string): PhoneNumber | undefined {
  return parsePhoneNumber(address.replace(/^(\+|00)?/, '+'))
}
