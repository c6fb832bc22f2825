import type { Request, Response } from 'express'
import type { Change, Feed } from '../feed.ts'
import type { Journal } from '../journal.ts'
import type { Messages } from '../messages.ts'

const heartbeat = 15_000
/** Bytes that may wait for a reader; a slower one is cut off and comes again. */
const patience = 1_000_000

/** `GET /_sim/events`: every change as a server-sent event. Who comes (again) reads the state first. */
export function events({ feed, messages, journal }: EventsDeps) {
  return (_request: Request, response: Response): void => {
    const write = (text: string) => {
      if (response.writableLength > patience) response.destroy()
      else response.write(text)
    }
    response.set({ 'content-type': 'text/event-stream', 'cache-control': 'no-store' })
    write('retry: 1000\n\n')
    const watching = feed.subscribe((change) => write(frame(change)))
    const beat = setInterval(() => write(': still here\n\n'), heartbeat)
    response.on('close', () => {
      clearInterval(beat)
      watching[Symbol.dispose]()
    })
  }

  function frame(change: Change): string {
    if (change.kind === 'state') return 'event: state\ndata: {}\n\n'
    const message = messages.byId(change.id)
    if (message === undefined) return ''
    return `event: message\ndata: ${JSON.stringify(journal.entryOf(message))}\n\n`
  }
}

interface EventsDeps {
  readonly feed: Feed
  readonly messages: Pick<Messages, 'byId'>
  readonly journal: Pick<Journal, 'entryOf'>
}
