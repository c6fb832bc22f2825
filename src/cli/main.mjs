#!/usr/bin/env -S node --disable-warning=DEP0060 --max-semi-space-size=4
// Plain JavaScript: stripping the types of a single file costs 20 MB of memory, which the compile cache
// saves for all files that are loaded after it was switched on.
import { enableCompileCache } from 'node:module'
import { fileURLToPath } from 'node:url'

enableCompileCache(fileURLToPath(new URL('../../.cache/compile', import.meta.url)))
const { run } = await import('./run.ts')
// A long poll at the homeserver may still be open: nobody waits for it.
process.exit(await run(process.argv.slice(2)))
