import {
  type Contact,
  contactKind,
  formatContact,
  isNumber,
  parseContact,
  withheld,
} from '../core/contact.ts'
import type { UserId } from '../core/ids.ts'

/** What every ghost's localpart begins with; the registration's namespace is made of it. */
export const ghostPrefix = 'phone_'

/**
 * `@phone_491711234567:server`; short codes, names and withheld numbers have forms of their own.
 * Characters that a localpart may not have are escaped as `=xx` (Matrix specification, appendix
 * "Mapping from other character sets").
 */
export function ghostId(contact: Contact, serverName: string): UserId {
  return `@${ghostPrefix}${suffixOf(contact)}:${serverName}` as UserId
}

/** The contact that a ghost's ID stands for; undefined for users who are none of ours. */
export function contactOfGhost(userId: string, serverName: string): Contact | undefined {
  if (!isGhostId(userId, serverName)) return undefined
  const suffix = userId.slice(`@${ghostPrefix}`.length, -`:${serverName}`.length)
  const contact = contactOfSuffix(suffix)
  // One spelling a contact: everything else is nobody.
  return contact !== undefined && suffixOf(contact) === suffix ? contact : undefined
}

/** Whether it is in the ghosts' namespace, be there a contact for it or not. */
export function isGhostId(userId: string, serverName: string): boolean {
  return userId.startsWith(`@${ghostPrefix}`) && userId.endsWith(`:${serverName}`)
}

function suffixOf(contact: Contact): string {
  if (isNumber(contact)) return contact.slice(1)
  const kind = contactKind(contact)
  if (kind === 'short-code') return `short_${formatContact(contact)}`
  return kind === 'name' ? `name_${withEscapes(contact.slice('name:'.length))}` : 'withheld'
}

function contactOfSuffix(suffix: string): Contact | undefined {
  if (suffix === 'withheld') return withheld
  if (suffix.startsWith('short_')) return parseContact(`short:${suffix.slice('short_'.length)}`)
  if (suffix.startsWith('name_'))
    return parseContact(`name:${readEscapes(suffix.slice('name_'.length))}`)
  return /^\d+$/.test(suffix) ? parseContact(`+${suffix}`) : undefined
}

function withEscapes(name: string): string {
  return [...Buffer.from(name, 'utf8')]
    .map((byte) => {
      const character = String.fromCharCode(byte)
      return /[a-z0-9.-]/.test(character) ? character : `=${byte.toString(16).padStart(2, '0')}`
    })
    .join('')
}

function readEscapes(text: string): string {
  const bytes = text.replace(/=([0-9a-f]{2})/g, (_, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  )
  return Buffer.from(bytes, 'latin1').toString('utf8')
}
