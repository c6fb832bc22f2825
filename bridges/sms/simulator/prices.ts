import { countryOf, parsePhoneNumber } from '../../../src/core/phone.ts'
import type { NumberKind } from './number-ranges.ts'
import { rangeOf } from './stock.ts'

/** Ten-thousandths of a dollar. */
export interface CountryPrices {
  readonly name: string
  /** A month, by kind of number. */
  readonly monthly: Readonly<Partial<Record<NumberKind, number>>>
  readonly outboundSegment: number
  readonly inboundSegment: number
}

export const countries: Readonly<Record<string, CountryPrices>> = {
  US: {
    name: 'United States',
    monthly: { Local: 11_500, TollFree: 21_500 },
    outboundSegment: 83,
    inboundSegment: 83,
  },
  CA: { name: 'Canada', monthly: { Local: 11_500 }, outboundSegment: 83, inboundSegment: 83 },
  GB: {
    name: 'United Kingdom',
    monthly: { Local: 11_500, Mobile: 11_500 },
    outboundSegment: 463,
    inboundSegment: 75,
  },
  DE: {
    name: 'Germany',
    monthly: { Local: 11_500, Mobile: 150_000 },
    outboundSegment: 1_010,
    inboundSegment: 100,
  },
  FR: {
    name: 'France',
    monthly: { Local: 11_500, Mobile: 130_000 },
    outboundSegment: 798,
    inboundSegment: 75,
  },
  SE: {
    name: 'Sweden',
    monthly: { Local: 11_500, Mobile: 30_000 },
    outboundSegment: 564,
    inboundSegment: 75,
  },
  AU: { name: 'Australia', monthly: { Local: 30_000 }, outboundSegment: 515, inboundSegment: 75 },
}

/** What a segment to a country that is not on the list costs. */
const elsewhere = 1_000

interface Billed {
  readonly segments: number
  readonly numMedia: number
}

/** A message with attachments, of whatever size. */
const withMedia = { outbound: 200, inbound: 165 }

export function outboundPrice(to: string, { segments, numMedia }: Billed): number {
  if (numMedia > 0) return withMedia.outbound
  return segments * (countries[countryOfNumber(to)]?.outboundSegment ?? elsewhere)
}

export function inboundPrice(to: string, { segments, numMedia }: Billed): number {
  if (numMedia > 0) return withMedia.inbound
  return segments * (countries[countryOfNumber(to)]?.inboundSegment ?? 0)
}

/** Numbers of these countries can send and receive attachments. */
export function carriesMedia(number: string): boolean {
  return ['US', 'CA', 'AU'].includes(rangeOf(number)?.country ?? '')
}

/** Short codes are taken for American ones. */
function countryOfNumber(address: string): string {
  const number = parsePhoneNumber(address)
  return number === undefined ? 'US' : (countryOf(number) ?? '')
}

/** "1.1500": dollars with four decimals. */
export function dollars(amount: number): string {
  return (amount / 10_000).toFixed(4)
}
