import { setPriority } from 'node:os'
import { MediaError } from '../core/media.ts'
import { identify } from './identify.ts'
import { makeFit } from './make-fit.ts'
import { type Answer, type Job, job } from './messages.ts'
import type { StudioOptions } from './studio.ts'

// The process that opens what strangers sent. It ends when whoever started it lets go of it.
const [ffmpeg = 'ffmpeg', folder = '.', patience] = process.argv.slice(2)
const ending = new AbortController()
const { signal } = ending
const options: StudioOptions = { ffmpeg, folder, patienceMs: Number(patience), signal }

setPriority(10)
process.on('disconnect', () => ending.abort())
process.on('message', async (message) => {
  const answer = await work(job.parse(message))
  if (process.connected) process.send?.(answer)
})

async function work(asked: Job): Promise<Answer> {
  try {
    switch (asked.kind) {
      case 'identify':
        return { kind: 'identified', identity: await identify(asked.bytes, asked.said) }
      case 'fit':
        return { kind: 'fitted', file: await makeFit(asked.file, asked.limits, options) }
      default:
        return asked satisfies never
    }
  } catch (error) {
    if (error instanceof MediaError) return { kind: 'refused', message: error.message }
    return { kind: 'failed', message: error instanceof Error ? error.message : 'unknown' }
  }
}
