import type { Country, PhoneNumber } from '../../../src/core/phone.ts'
import type { Settings } from '../../../src/core/settings.ts'
import type { DefaultAlphabet } from '../../../src/lib/smpp/data-coding.ts'

export interface SmppOptions {
  readonly id: string
  /** Where it keeps what has to survive a restart. */
  readonly settings: Settings
  readonly host: string
  readonly port: number
  readonly tls?: boolean
  /** PEM file of authorities, instead of the system's. */
  readonly caFile?: string
  readonly systemId: string
  readonly password: string
  readonly systemType?: string
  /** The numbers whose texts come over this connection. */
  readonly numbers: readonly PhoneNumber[]
  /** Makes sense of numbers that the SMSC writes in national notation. */
  readonly country?: Country
  /** What `data_coding` 0 is in, either way. */
  readonly defaultAlphabet?: DefaultAlphabet
  readonly longTexts?: LongTexts
  /** Longer texts are refused. */
  readonly maxSegments?: number
  readonly receiptIds?: ReceiptIds
  /** For numbers in international form, ours and others'. */
  readonly ton?: number
  readonly npi?: number
  readonly shortCodeTon?: number
  readonly shortCodeNpi?: number
  /** Submissions that may wait for their response at the same time. */
  readonly window?: number
  /** Segments a second at most; no limit when it is left out. */
  readonly rate?: number
  readonly enquireSeconds?: number
  readonly responseSeconds?: number
  /** How long a text waits for parts that are missing. */
  readonly incompleteSeconds?: number
  /** How long a submission that was cut off may still be carried out. */
  readonly settleSeconds?: number
  /** The first pause before connecting again, milliseconds. */
  readonly reconnectMs?: number
}

/** How a text of several segments is handed over. */
export type LongTexts = 'udh' | 'sar' | 'payload'

/** How the ID in a receipt becomes the one that was in the response. */
export type ReceiptIds = 'as-is' | 'hex-to-decimal' | 'decimal-to-hex'

const presets = {
  tls: false,
  systemType: '',
  defaultAlphabet: 'gsm',
  longTexts: 'udh',
  maxSegments: 10,
  receiptIds: 'as-is',
  ton: 1,
  npi: 1,
  shortCodeTon: 3,
  shortCodeNpi: 0,
  window: 10,
  enquireSeconds: 30,
  responseSeconds: 15,
  incompleteSeconds: 300,
  settleSeconds: 20,
  reconnectMs: 1000,
} as const

export type Complete = SmppOptions & Required<Pick<SmppOptions, keyof typeof presets>>

export function complete(options: SmppOptions): Complete {
  return { ...presets, ...options }
}
