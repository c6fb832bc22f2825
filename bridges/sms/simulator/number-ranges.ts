export type NumberKind = 'Local' | 'Mobile' | 'TollFree' | 'National'

/** Consecutive numbers that are for sale. */
export interface NumberRange {
  readonly country: string
  readonly kind: NumberKind
  readonly locality?: string
  readonly region?: string
  readonly postalCode?: string
  /** In North America. */
  readonly areaCode?: string
  readonly first: number
  readonly count: number
}

/** 555-0100 to 555-0199 of an area code are for stories. */
const northAmerica = (
  country: 'US' | 'CA',
  areaCode: string,
  locality: string,
  region: string,
  postalCode: string,
): NumberRange => ({
  country,
  kind: 'Local',
  areaCode,
  locality,
  region,
  postalCode,
  first: Number(`1${areaCode}5550100`),
  count: 100,
})

const local = (country: string, locality: string, first: number, count: number): NumberRange => ({
  country,
  kind: 'Local',
  locality,
  first,
  count,
})

const mobile = (country: string, first: number, count: number): NumberRange => ({
  country,
  kind: 'Mobile',
  first,
  count,
})

/**
 * Ranges that the countries keep free for films and examples: NANPA 555-01xx, Ofcom, Bundesnetzagentur,
 * ARCEP, PTS, ACMA. The phones of the handset page and the magic numbers lie outside.
 */
export const numberRanges: readonly NumberRange[] = [
  northAmerica('US', '212', 'New York', 'NY', '10001'),
  northAmerica('US', '415', 'San Francisco', 'CA', '94103'),
  northAmerica('US', '202', 'Washington', 'DC', '20001'),
  northAmerica('US', '312', 'Chicago', 'IL', '60601'),
  northAmerica('US', '512', 'Austin', 'TX', '78701'),
  northAmerica('US', '206', 'Seattle', 'WA', '98101'),
  northAmerica('US', '305', 'Miami', 'FL', '33101'),
  { country: 'US', kind: 'TollFree', areaCode: '800', first: 18005550100, count: 100 },
  northAmerica('CA', '416', 'Toronto', 'ON', 'M5H'),
  northAmerica('CA', '514', 'Montréal', 'QC', 'H2Y'),
  northAmerica('CA', '604', 'Vancouver', 'BC', 'V6B'),
  mobile('GB', 447700900000, 900),
  local('GB', 'London', 442079460000, 1000),
  local('GB', 'Manchester', 441614960000, 1000),
  local('GB', 'Edinburgh', 441314960000, 1000),
  mobile('DE', 4917139200000, 100),
  mobile('DE', 4917604069000, 100),
  local('DE', 'Berlin', 493023125000, 1000),
  local('DE', 'Hamburg', 494066969000, 1000),
  local('DE', 'München', 498999998000, 1000),
  mobile('FR', 33639980000, 10_000),
  local('FR', 'Paris', 33199000000, 10_000),
  mobile('SE', 46701740605, 95),
  local('SE', 'Stockholm', 46846500400, 100),
  local('SE', 'Göteborg', 46313900600, 100),
  local('AU', 'Sydney', 61255500000, 100),
  local('AU', 'Melbourne', 61355500000, 100),
]
