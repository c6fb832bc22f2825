import { shorten } from '../lib/shorten.ts'
import { formatPhoneNumber, type PhoneNumber, parsePhoneNumber } from './phone.ts'

declare const brand: unique symbol

/**
 * The address of a far end, in the one form that keys and ghost IDs are made of: an E.164 number,
 * `short:12345` for a short code, `name:ACME` for an alphanumeric sender (3GPP TS 23.040, 9.1.2.5),
 * `withheld` for a sender that hides its number.
 */
export type Contact = (string & { readonly [brand]: 'Contact' }) | PhoneNumber

export type ContactKind = 'number' | 'short-code' | 'name' | 'withheld'

export const withheld = 'withheld' as Contact

/** Reads what a carrier gives as sender or recipient. Never fails: whatever it is, it has a kind. */
export function contactFromCarrier(address: string): Contact {
  // What can't be seen may make one name look like another.
  const text = address.replace(/[\p{Cc}\p{Bidi_C}]/gu, '').trim()
  if (text === '' || /^(anonymous|restricted|unavailable|unknown|\+?266696687)$/i.test(text)) {
    return withheld
  }
  const number = /^\+[\d\s().-]{7,30}$/.test(text) ? parsePhoneNumber(text) : undefined
  if (number !== undefined) return number
  if (/^\d{3,8}$/.test(text)) return `short:${text}` as Contact
  return `name:${shorten(text, 40)}` as Contact
}

export function contactKind(contact: Contact): ContactKind {
  if (contact.startsWith('+')) return 'number'
  if (contact.startsWith('short:')) return 'short-code'
  return contact === withheld ? 'withheld' : 'name'
}

export function isNumber(contact: Contact): contact is PhoneNumber {
  return contact.startsWith('+')
}

/** Restores a contact from the canonical form that was stored or is in a ghost's ID. */
export function parseContact(canonical: string): Contact | undefined {
  if (canonical.startsWith('+')) return parsePhoneNumber(canonical)
  if (/^short:\d{3,8}$/.test(canonical)) return canonical as Contact
  if (/^name:.{1,40}$/su.test(canonical)) return canonical as Contact
  return canonical === withheld ? withheld : undefined
}

/** The neutral name that everybody may see. */
export function formatContact(contact: Contact): string {
  if (isNumber(contact)) return formatPhoneNumber(contact)
  return contact === withheld ? 'Private number' : contact.slice(contact.indexOf(':') + 1)
}

/** What goes to a carrier as recipient; undefined where the contact can't receive texts. */
export function dialable(contact: Contact): string | undefined {
  if (isNumber(contact)) return contact
  return contact.startsWith('short:') ? contact.slice('short:'.length) : undefined
}
