import { openInbox } from '../app/inbox-door.ts'
import { type Run, UsageError } from './command.ts'

/** Entries that a bug stopped: lists them, or puts one back to work. */
export const run: Run = async ({ arguments: given, config, say }) => {
  const id = wantedId(given)
  await using inbox = await openInbox((await config()).dataDir)
  if (id === undefined) {
    for (const line of await listing(inbox)) say(line)
    return 0
  }
  const isBack = await inbox.retry(id)
  say(isBack ? `Entry ${id} is worked on again.` : `No parked entry has the ID ${id}.`)
  return isBack ? 0 : 1
}

/** Undefined: all are wanted. @throws UsageError */
function wantedId([verb, id = '']: readonly string[]): number | undefined {
  if (verb === undefined) return undefined
  if (verb !== 'retry') throw new UsageError('Write "inbox" or "inbox retry ID".')
  if (!/^\d{1,15}$/.test(id)) throw new UsageError('Write the entry’s ID, as "inbox" lists it.')
  return Number(id)
}

async function listing(inbox: Awaited<ReturnType<typeof openInbox>>): Promise<string[]> {
  const { depth, parked } = await inbox.list()
  return [
    `${depth.ready} waiting, ${depth.parked} parked.`,
    ...parked.map(
      ({ id, source, error, appendedAt }) =>
        `  ${id}  ${new Date(appendedAt).toISOString()}  ${source}  ${error}`,
    ),
  ]
}
