import type { Mood, Order, OwnedNumber } from './account.ts'

/** What the provider's API shows. */
export function paged(all: readonly unknown[], query: URLSearchParams): unknown {
  const size = Number(query.get('page[size]') ?? 20)
  const number = Number(query.get('page[number]') ?? 1)
  const data = all.slice((number - 1) * size, number * size)
  const total_pages = Math.ceil(all.length / size)
  return {
    data,
    meta: { total_pages, total_results: all.length, page_number: number, page_size: size },
  }
}

export function shownOrder(
  { asksLeft: _, phone_number, ...order }: Order,
  { papers }: Mood,
): object {
  const requirement = { record_type: 'phone_number_regulatory_requirement', field_type: 'address' }
  const number = {
    phone_number,
    status: order.status,
    requirements_met: !papers,
    regulatory_requirements: papers ? [requirement] : [],
  }
  return { ...order, record_type: 'number_order', phone_numbers_count: 1, phone_numbers: [number] }
}

export function shownOffer(phone_number: string): object {
  return {
    record_type: 'available_phone_number',
    phone_number,
    region_information: [
      { region_type: 'country_code', region_name: 'US' },
      { region_type: 'state', region_name: 'CA' },
      { region_type: 'rate_center', region_name: 'SAN FRANCISCO' },
    ],
    cost_information: { upfront_cost: '0.00', monthly_cost: '1.10', currency: 'USD' },
    features: [{ name: 'sms' }, { name: 'mms' }, { name: 'emergency' }],
    best_effort: false,
    quickship: true,
    reservable: true,
  }
}

export function shownNumber(number: OwnedNumber): object {
  return {
    ...number,
    record_type: 'phone_number',
    country_iso_alpha2: 'US',
    tags: [],
    external_pin: null,
    connection_id: null,
    purchased_at: '2024-01-15T20:16:07Z',
    created_at: '2024-01-15T20:16:07Z',
    phone_number_type: 'local',
    deletion_lock_enabled: false,
  }
}
