import { portalPowerLevels } from '../../src/portal/rooms/room.ts'

/** The body of `createRoom` for a chat as Homeline opens it; {@link differsFrom} sees to it that it stays so. */
export function rawRoom(chat: {
  readonly number: string
  readonly space: string
  readonly bot: string
  readonly account: string
  readonly serverName: string
}): object {
  const { number, space, bot, account, serverName } = chat
  const bridge = {
    bridgebot: bot,
    creator: bot,
    protocol: { id: 'sms', displayname: 'Text messages' },
    network: { id: 'sim', displayname: 'sim' },
    channel: { id: number, displayname: number },
    'com.beeper.room_type': 'dm',
  }
  const bridges = ['m.bridge', 'uk.half-shot.bridge'].map((type) => ({
    type,
    state_key: 'raw.0123456789abcdef01234567.number',
    content: bridge,
  }))
  const parent = {
    type: 'm.space.parent',
    state_key: space,
    content: { via: [serverName], canonical: true },
  }
  return {
    name: number,
    topic: 'Text messages from your number +1 202 555 0100 (+1 202 555 0100).',
    room_alias_name: `raw_${number.slice(1)}`,
    invite: [account],
    is_direct: true,
    preset: 'private_chat',
    visibility: 'private',
    power_level_content_override: portalPowerLevels,
    initial_state: [...bridges, parent],
  }
}

/** Which kinds of state one room has and the other has not. */
export function differsFrom(one: readonly StateKind[], other: readonly StateKind[]): string[] {
  const [here, there] = [kinds(one), kinds(other)]
  return [...here.symmetricDifference(there)]
}

export interface StateKind {
  readonly type: string
}

function kinds(state: readonly StateKind[]): Set<string> {
  return new Set(state.map(({ type }) => type))
}
