import { formatPhoneNumber, parsePhoneNumber } from '../../../../src/core/phone.ts'
import type { OptOuts } from '../opt-outs.ts'
import type { OwnedNumbers, OwnedRow } from '../owned-numbers.ts'

/**
 * The simulated Android phone, always the same, so that it can be written into a configuration. Its numbers
 * are kept free for stories and never for sale.
 */
export const phone = {
  deviceId: 'simulated-phone-00001',
  name: 'Simulated phone',
  user: 'sms',
  password: 'simulated-phone',
  signingKey: 'simulated-signing-key',
  sims: [
    { sim: 1, number: '+16195550121' },
    { sim: 2, number: '+447700900961' },
  ],
} as const

export function simOf(number: string): number | undefined {
  return phone.sims.find((each) => each.number === number)?.sim
}

export function numberOf(sim: number): string | undefined {
  return phone.sims.find((each) => each.sim === sim)?.number
}

/** Where the courier brings what arrives at a SIM: to the phone, not to the web. */
export const simUrl = 'gateway:text'

/** The numbers of the account and those of the phone; these are shown once somebody listens to them. */
export function withSims(numbers: OwnedNumbers, isUsed: () => boolean): OwnedNumbers {
  const rows = phone.sims.map(rowOf)
  return {
    ...numbers,
    byNumber: (number) => numbers.byNumber(number) ?? rows.find((row) => row.number === number),
    list: () => [...numbers.list(), ...(isUsed() ? rows : [])],
  }
}

/** A SIM's network answers nothing to STOP: that is left to whoever has the phone. */
export function withoutSims(optOuts: OptOuts): OptOuts {
  return {
    ...optOuts,
    read: (from, number, text) =>
      simOf(number) === undefined ? optOuts.read(from, number, text) : undefined,
  }
}

function rowOf({ sim, number }: (typeof phone.sims)[number]): OwnedRow {
  const parsed = parsePhoneNumber(number)
  const shown = parsed === undefined ? number : formatPhoneNumber(parsed)
  return {
    id: -sim,
    sid: `SIM${sim}`,
    number,
    friendly_name: `${shown} (SIM ${sim} of the phone)`,
    sms_url: simUrl,
    created_at: 0,
    updated_at: 0,
  }
}
