import type { Tlvs } from './tlvs.ts'

/** One message of the protocol, SMPP 3.4. `status` is 0 in requests. */
export interface Pdu<Body extends PduBody = PduBody> {
  readonly sequence: number
  readonly status: number
  readonly body: Body
}

export type PduBody = RequestBody | ResponseBody

export type RequestBody =
  | ({ readonly kind: 'bind_transceiver' } & BindFields)
  | { readonly kind: 'unbind' }
  | { readonly kind: 'enquire_link' }
  | SubmitSm
  | DeliverSm

export type ResponseBody =
  | { readonly kind: 'bind_transceiver_resp'; readonly systemId: string }
  | { readonly kind: 'unbind_resp' }
  | { readonly kind: 'enquire_link_resp' }
  | { readonly kind: 'submit_sm_resp'; readonly messageId: string }
  | { readonly kind: 'deliver_sm_resp' }
  | { readonly kind: 'generic_nack' }

export type SubmitSm = { readonly kind: 'submit_sm' } & MessageFields
export type DeliverSm = { readonly kind: 'deliver_sm' } & MessageFields

export interface BindFields {
  readonly systemId: string
  readonly password: string
  readonly systemType: string
}

/** What submit_sm and deliver_sm have alike, SMPP 3.4, 4.4.1 and 4.6.1, as far as anybody here reads it. */
export interface MessageFields {
  readonly source: Address
  readonly destination: Address
  readonly esmClass: number
  readonly registeredDelivery: number
  readonly dataCoding: number
  readonly shortMessage: Uint8Array
  readonly tlvs: Tlvs
}

/** Type of number and numbering plan, SMPP 3.4, 5.2.5 and 5.2.6. */
export interface Address {
  readonly ton: number
  readonly npi: number
  readonly address: string
}

/** What a message is about, and whether its text begins with a header. SMPP 3.4, 5.2.12 */
export const esmClass = { typeBits: 0x3c, receipt: 0x04, intermediate: 0x20, header: 0x40 } as const

/** SMPP 3.4, 5.1.2.1. A response has the highest bit set. */
export const commandIds = {
  generic_nack: 0x80000000,
  submit_sm: 0x00000004,
  submit_sm_resp: 0x80000004,
  deliver_sm: 0x00000005,
  deliver_sm_resp: 0x80000005,
  unbind: 0x00000006,
  unbind_resp: 0x80000006,
  bind_transceiver: 0x00000009,
  bind_transceiver_resp: 0x80000009,
  enquire_link: 0x00000015,
  enquire_link_resp: 0x80000015,
} as const satisfies Record<PduBody['kind'], number>

export const headerLength = 16
/** A message payload has 64 KiB at most; the other fields together far less than what is left. */
export const mostOctets = 70_000
