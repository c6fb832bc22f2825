import { createHmac } from 'node:crypto'
import { contactKind, formatContact } from '../../core/contact.ts'
import type { NewRoom, StateEvent } from '../../core/homeserver.ts'
import type { RoomId, UserId } from '../../core/ids.ts'
import type { Line } from '../../core/line.ts'
import { formatPhoneNumber } from '../../core/phone.ts'
import type { Portal } from '../../core/portal.ts'

/** What a portal's room looks like; pure. */
export interface PortalRoom {
  readonly portal: Portal
  readonly line: Line
  readonly ghost: UserId
  readonly bot: UserId
  readonly isSimulated: boolean
  readonly serverName: string
  readonly aliasSecret: string
}

/** Everything in one `createRoom`: that is the cheapest way for the homeserver. */
export function portalRoom(room: PortalRoom): NewRoom {
  const { portal, line } = room
  return {
    name: portalName(portal),
    topic: portalTopic(line, room.isSimulated),
    alias: secretAlias(room.aliasSecret, `${portal.key} ${portal.room ?? ''}`),
    invite: [portal.account],
    isDirect: true,
    isSpace: false,
    powerLevels: portalPowerLevels,
    state: [...bridgeState(room), ...spaceParent(line, room.serverName)],
  }
}

function portalName(portal: Pick<Portal, 'name' | 'contact'>): string {
  return portal.name ?? formatContact(portal.contact)
}

export function portalTopic(line: Line, isSimulated: boolean): string {
  const topic = `Text messages from your number ${formatPhoneNumber(line.number)} (${line.label}).`
  return isSimulated ? `${topic} Simulated carrier: no text leaves this machine.` : topic
}

/** For a room that a person made. */
export function topicState({ line, isSimulated }: PortalRoom): StateEvent {
  return {
    type: 'm.room.topic',
    stateKey: '',
    content: { topic: portalTopic(line, isSimulated) },
  }
}

/** An alias that only Homeline can compute from the key it stands for. */
export function secretAlias(secret: string, key: string): string {
  return `phone_${createHmac('sha256', secret).update(key).digest('hex').slice(0, 40)}`
}

/**
 * The same content under both names: `m.bridge` is what matrix-rust-sdk reads, the other what older
 * clients know (MSC2346).
 */
export function bridgeState({ portal, line, bot, isSimulated }: PortalRoom): StateEvent[] {
  const content = {
    bridgebot: bot,
    creator: bot,
    protocol: { id: 'sms', displayname: 'Text messages' },
    network: { id: line.carrier, displayname: isSimulated ? 'Simulated carrier' : line.carrier },
    channel: { id: portal.contact, displayname: formatContact(portal.contact) },
    'com.beeper.room_type': 'dm',
  }
  const stateKey = `homeline.${line.id}.${contactKind(portal.contact)}`
  return ['m.bridge', 'uk.half-shot.bridge'].map((type) => ({ type, stateKey, content }))
}

/** The account may rename the room; whom it is shared with and how it is encrypted is Homeline's. */
export const portalPowerLevels = {
  users_default: 0,
  events_default: 0,
  state_default: 50,
  invite: 50,
  kick: 50,
  ban: 50,
  redact: 50,
  events: {
    'm.room.name': 0,
    'm.room.avatar': 0,
    'm.room.power_levels': 100,
    'm.room.encryption': 100,
    'm.room.history_visibility': 100,
    'm.room.server_acl': 100,
    'm.room.tombstone': 150,
  },
} as const

function spaceParent(line: Line, serverName: string): StateEvent[] {
  if (line.space === undefined) return []
  const content = { via: [serverName], canonical: true }
  return [{ type: 'm.space.parent', stateKey: line.space satisfies RoomId, content }]
}
