import { z } from 'zod'

const bytes = z.custom<Uint8Array>((value) => value instanceof Uint8Array)
const pictureSize = z.object({ width: z.number(), height: z.number() })
const file = z.object({ bytes, type: z.string(), name: z.string() })

/** What the process is asked for, one at a time. */
export const job = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('identify'),
    bytes,
    said: z.object({ type: z.string().exactOptional(), name: z.string().exactOptional() }),
  }),
  z.object({
    kind: z.literal('fit'),
    file,
    limits: z.object({ maxBytes: z.number(), maxCount: z.number(), types: z.array(z.string()) }),
  }),
])

/** What it answers. */
export const answer = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('identified'),
    identity: z.object({
      type: z.string(),
      name: z.string(),
      kind: z.enum(['image', 'audio', 'video', 'file']),
      size: pictureSize.exactOptional(),
      thumbnail: file.extend({ size: pictureSize }).exactOptional(),
    }),
  }),
  z.object({
    kind: z.literal('fitted'),
    file: file.extend({ change: z.string().exactOptional() }),
  }),
  /** For whoever sent the file. */
  z.object({ kind: z.literal('refused'), message: z.string() }),
  /** For whoever runs Homeline. */
  z.object({ kind: z.literal('failed'), message: z.string() }),
])

export type Job = z.infer<typeof job>
export type Answer = z.infer<typeof answer>
