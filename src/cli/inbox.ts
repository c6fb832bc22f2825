import { openInbox } from '../app/inbox-door.ts'
import { type Run, UsageError } from './command.ts'

/** Entries that a bug stopped: lists them, or puts one back to work. */
export const run: Run = async ({ arguments: [verb, id], config, say }) => {
  if (verb !== undefined && verb !== 'retry')
    throw new UsageError('Write "inbox" or "inbox retry ID".')
  await using inbox = await openInbox((await config()).dataDir)
  if (verb === undefined) {
    for (const line of await listing(inbox)) say(line)
    return 0
  }
  const number = Number(id)
  if (!Number.isInteger(number)) throw new UsageError('Write the entry’s ID, as "inbox" lists it.')
  const isBack = await inbox.retry(number)
  say(isBack ? `Entry ${number} is worked on again.` : `No parked entry has the ID ${number}.`)
  return isBack ? 0 : 1
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
