import { serverOf } from '../carrier-kinds.ts'
import { type Check, type Finding, fine, skipped, warning } from './check.ts'

/** More than this and times in rooms are visibly wrong, milliseconds. */
const tolerance = 30_000

/** Compares our clock with those of the carriers, or else of the homeserver, by their `Date` headers. */
export const checkClock: Check = async ({ config, running }) => {
  const { homeserver, carriers } = config
  const servers = Object.values(carriers).map(serverOf)
  const home = running?.homeserver ?? (homeserver.kind === 'existing' ? homeserver.url : undefined)
  const ours = home === undefined ? undefined : `${home}/_matrix/client/versions`
  const urls = [...servers, ours].filter((url) => url !== undefined)
  if (urls.length === 0)
    return [skipped('Clock: nobody to compare it with', 'Start Homeline first.')]
  return await Promise.all(urls.map(compare))
}

async function compare(url: string): Promise<Finding> {
  const { origin } = new URL(url)
  const answer = await fetch(url, { method: 'HEAD', redirect: 'manual' }).catch(() => undefined)
  const theirs = Date.parse(answer?.headers.get('date') ?? '')
  if (Number.isNaN(theirs)) return skipped(`Clock: ${origin} tells no time`, 'Nothing to do.')
  const apart = Math.abs(Date.now() - theirs)
  return apart <= tolerance
    ? fine(`Clock: as that of ${origin}`)
    : warning(
        `The clock is ${Math.round(apart / 1000)} s away from that of ${origin}`,
        'Switch on time synchronisation (NTP).',
      )
}
