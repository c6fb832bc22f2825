import { z } from 'zod'

const percent = z.number().min(0).max(100)

/** What can be changed while the carrier runs; a restart sets it back. */
export const settingsSchema = z.strictObject({
  /** Repeats of a webhook after a failed connection; the kinder way repeats whatever is not accepted. */
  webhookRetries: z.union([z.int().min(0).max(5), z.literal('untilAccepted')]),
  /** Milliseconds for all attempts of one webhook together. */
  webhookTimeout: z.int().min(100).max(60_000),
  /** What one number sends a second; 0 is no limit. */
  segmentsPerSecond: z.number().min(0).max(1000),
  /** How many times faster than life the phone network is. */
  speed: z.number().min(1).max(1000),
  /** Milliseconds before each answer of the REST interface. */
  delay: z.int().min(0).max(60_000),
  /** Answers 500, half of them after the request was carried out. */
  errorPercent: percent,
  /** Answers 429; the request was not carried out. */
  rateLimitPercent: percent,
  /** Cuts the connection, half of them after the request was carried out. */
  resetPercent: percent,
  /** Carries the request out and never answers. */
  timeoutPercent: percent,
  /** Posts a webhook twice. */
  duplicatePercent: percent,
  /** Signs a webhook wrongly. */
  brokenSignaturePercent: percent,
})

export type Settings = z.infer<typeof settingsSchema>

/** As the provider behaves towards a long code in the US. */
export const usual: Settings = {
  webhookRetries: 1,
  webhookTimeout: 15_000,
  segmentsPerSecond: 1,
  speed: 1,
  delay: 0,
  errorPercent: 0,
  rateLimitPercent: 0,
  resetPercent: 0,
  timeoutPercent: 0,
  duplicatePercent: 0,
  brokenSignaturePercent: 0,
}
