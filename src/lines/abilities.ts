import type { Carrier } from '../core/carrier.ts'

type Able = Pick<Carrier, 'capabilities' | 'list' | 'missed' | 'reportAgain' | 'state' | 'connect'>

/** What a carrier's numbers can do, for those who have one: a few words for each ability. */
export function abilitiesOf(carrier: Able): readonly string[] {
  return [pictures(carrier), delivery(carrier), missedTexts(carrier), stop(carrier)]
}

function pictures({ capabilities: { mediaIn, mediaOut } }: Able): string {
  if (mediaOut === undefined) return mediaIn ? 'pictures come in, none go out' : 'no pictures'
  return mediaIn ? 'pictures both ways' : 'pictures go out, none come in'
}

function delivery({ capabilities: { receipts }, state }: Able): string {
  if (receipts !== 'none') return 'delivery is told'
  return state === undefined ? 'nobody tells whether a text arrives' : 'delivery is looked up'
}

function missedTexts({ list, missed, reportAgain, connect }: Able): string {
  const what = 'a text missed while Homeline was away'
  if ((list ?? missed ?? reportAgain) !== undefined) return `${what} is fetched`
  return connect === undefined
    ? `${what} can not be fetched`
    : `${what} comes if the carrier has kept it`
}

function stop({ capabilities: { optOut } }: Able): string {
  return optOut === 'carrier' ? 'the carrier heeds STOP' : 'Homeline heeds STOP'
}
