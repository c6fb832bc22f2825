import type { OptOuts } from '../opt-outs.ts'
import { defaultName, type OwnedNumbers, type OwnedRow } from '../owned-numbers.ts'
import { sessionUrl } from './options.ts'

/** The account's numbers, and those whose texts come by SMPP: the REST interface knows nothing of these. */
export function withSessionNumbers(
  numbers: OwnedNumbers,
  wanted: readonly string[],
  since: number,
): OwnedNumbers {
  const rows = new Map(wanted.map((number, index) => [number, rowOf(number, -101 - index, since)]))
  return {
    ...numbers,
    byNumber: (number) => rows.get(number) ?? numbers.byNumber(number),
    list: () => [...numbers.list(), ...rows.values()],
  }
}

/** Who answers STOP to a number behind an SMSC has to be heard by whoever is bound. */
export function withoutSessionNumbers(optOuts: OptOuts, wanted: readonly string[]): OptOuts {
  return {
    ...optOuts,
    read: (phone, number, text) =>
      wanted.includes(number) ? undefined : optOuts.read(phone, number, text),
  }
}

function rowOf(number: string, id: number, since: number): OwnedRow {
  return {
    id,
    sid: '',
    number,
    friendly_name: defaultName(number),
    sms_url: sessionUrl,
    created_at: since,
    updated_at: since,
  }
}
