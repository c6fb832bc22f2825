import { AppServiceRegistration } from 'matrix-appservice-bridge'
import type { RegistrationFile, RegistrationPlan } from './plan.ts'

/**
 * Homeline's own registration: ghosts, bot and portal aliases are its alone, and what it does is not
 * rate limited. Matrix specification, application service API, "Registration".
 */
export function homelineRegistration(
  { serverName, url, botLocalpart, ghostPrefix }: RegistrationPlan,
  tokens: Tokens = newTokens(),
): RegistrationFile {
  const registration = base('homeline', url, botLocalpart, tokens)
  const server = escapeRegex(serverName)
  registration.addRegexPattern('users', `@${ghostPrefix}.*:${server}`, true)
  registration.addRegexPattern('users', `@${botLocalpart}:${server}`, true)
  registration.addRegexPattern('aliases', `#${ghostPrefix}.*:${server}`, true)
  registration.pushEphemeral = true
  return {
    ...registration.getOutput(),
    receive_ephemeral: true,
    'io.element.msc4190': true,
  }
}

/**
 * A second one by which Homeline may act for the server's accounts: it joins them to their portals and
 * marks these as direct chats. It owns nobody and is sent nothing.
 */
export function accountsRegistration(
  { serverName, botLocalpart }: RegistrationPlan,
  tokens: Tokens = newTokens(),
): RegistrationFile {
  const registration = base('homeline-accounts', null, `${botLocalpart}-accounts`, tokens)
  registration.addRegexPattern('users', `@.*:${escapeRegex(serverName)}`, false)
  return { ...registration.getOutput() }
}

interface Tokens {
  readonly as_token: string
  readonly hs_token: string
}

function newTokens(): Tokens {
  return {
    as_token: AppServiceRegistration.generateToken(),
    hs_token: AppServiceRegistration.generateToken(),
  }
}

function base(id: string, url: string | null, localpart: string, tokens: Tokens) {
  const registration = new AppServiceRegistration(url)
  registration.setId(id)
  registration.setAppServiceToken(tokens.as_token)
  registration.setHomeserverToken(tokens.hs_token)
  registration.setSenderLocalpart(localpart)
  registration.setRateLimited(false)
  return registration
}

function escapeRegex(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
}
