import type { Contact } from './contact.ts'

/** Which ghosts exist on the homeserver, with their device and profile. */
export interface Ghosts {
  has(contact: Contact): boolean
  add(contact: Contact): Promise<void>
}
