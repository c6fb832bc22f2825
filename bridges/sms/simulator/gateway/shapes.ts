import { phone } from './phone.ts'
import type { TextRow } from './texts.ts'

/** A text and the phone as the API shows them. */
export function messageShape(text: TextRow, withContent: boolean) {
  const { id, state, recipient: phoneNumber, error, states, body } = text
  return {
    id,
    deviceId: phone.deviceId,
    state,
    isHashed: false,
    isEncrypted: false,
    recipients: [{ phoneNumber, state, ...(error === null ? {} : { error }) }],
    states: JSON.parse(states),
    ...(withContent ? { textMessage: { text: body } } : {}),
  }
}

export function deviceShape(lastSeen: number) {
  const first = new Date(0).toISOString()
  return {
    id: phone.deviceId,
    name: phone.name,
    createdAt: first,
    updatedAt: first,
    lastSeen: new Date(lastSeen).toISOString(),
    simCards: phone.sims.map(({ sim, number }) => ({
      slotIndex: sim - 1,
      simNumber: sim,
      phoneNumber: number,
      carrierName: 'Simulated',
    })),
  }
}
