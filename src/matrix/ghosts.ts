import { type Contact, formatContact, isNumber } from '../core/contact.ts'
import { HomeserverError } from '../core/errors.ts'
import type { Ghosts } from '../core/ghosts.ts'
import type { UserId } from '../core/ids.ts'
import { path, type Requests } from './requests.ts'

/** The one device of each of our users, without keys: clients still open plain rooms with it. */
export const device = 'homeline'

export interface GhostMaker {
  /** Registers the ghost with its device and its neutral profile, once. */
  ensure(contact: Contact): Promise<void>
}

export function createGhostMaker(deps: {
  readonly requests: Requests
  readonly ghosts: Ghosts
  readonly idOf: (contact: Contact) => UserId
}): GhostMaker {
  const { requests, ghosts, idOf } = deps
  const underWay = new Map<Contact, Promise<void>>()

  async function make(contact: Contact): Promise<void> {
    const identifiers = isNumber(contact) ? [`tel:${contact}`] : []
    await ensureUser(requests, idOf(contact), formatContact(contact), identifiers)
    await ghosts.add(contact)
  }

  return {
    async ensure(contact) {
      if (ghosts.has(contact)) return
      const making = underWay.get(contact) ?? make(contact)
      underWay.set(contact, making)
      await making.finally(() => underWay.delete(contact))
    },
  }
}

/**
 * A user of our namespace with a keyless device (MSC4190), a display name and, where the homeserver
 * has free profile fields (MSC4133), its identifiers. Doing it again changes nothing.
 */
export async function ensureUser(
  requests: Requests,
  user: UserId,
  displayName: string,
  identifiers: readonly string[] = [],
): Promise<void> {
  const localpart = user.slice(1, user.indexOf(':'))
  const type = 'm.login.application_service'
  await requests
    .request('POST', '/_matrix/client/v3/register', {
      body: { type, username: localpart, inhibit_login: true },
    })
    .catch(unless('M_USER_IN_USE'))
  await requests.request('PUT', path`/_matrix/client/v3/devices/${device}`, {
    as: user,
    body: { display_name: 'Homeline' },
  })
  await requests.request('PUT', path`/_matrix/client/v3/profile/${user}/displayname`, {
    as: user,
    body: { displayname: displayName },
  })
  if (identifiers.length === 0) return
  const field = 'com.beeper.bridge.identifiers'
  await requests
    .request('PUT', path`/_matrix/client/v3/profile/${user}/${field}`, {
      as: user,
      body: { [field]: identifiers },
    })
    .catch(unless('M_UNRECOGNIZED', 'M_FORBIDDEN', 'M_UNKNOWN'))
}

/** Lets through what is expected. */
export function unless(...codes: readonly string[]): (error: unknown) => void {
  return (error) => {
    if (!(error instanceof HomeserverError && codes.includes(error.code))) throw error
  }
}
