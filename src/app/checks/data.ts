import { access } from 'node:fs/promises'
import { openStore } from '../../store/sqlite/store.ts'
import { ensureDataDir } from '../data-dir.ts'
import { type Check, fine, messageOf, skipped, warning, wrong } from './check.ts'

/** The data folder and the database in it. */
export const checkData: Check = async ({ config, running }) => {
  const { dataDir } = config
  try {
    await ensureDataDir(dataDir)
  } catch (error) {
    return [wrong(messageOf(error), 'Then ask again.')]
  }
  const file = `${dataDir}/homeline.db`
  if (running !== undefined) return [fine(`Database ${file}: in use by the Homeline that runs`)]
  const isThere = await access(file).then(
    () => true,
    () => false,
  )
  if (!isThere) return [skipped('Database: there is none yet', 'It is made at the first start.')]
  try {
    using store = openStore(file)
    const { ready, parked } = await store.inbox.depth()
    const found = [fine(`Database ${file}: whole; ${ready} entries wait`)]
    if (parked === 0) return found
    return [...found, warning(`${parked} entries are parked`, '"npx homeline inbox" lists them.')]
  } catch (error) {
    return [wrong(messageOf(error), 'Restore a backup, or choose another data folder.')]
  }
}
