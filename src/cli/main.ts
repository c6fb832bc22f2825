#!/usr/bin/env node
// Kept small: the compile cache has to be on before anything else is loaded.
import { enableCompileCache } from 'node:module'

enableCompileCache()
const { run } = await import('./run.ts')
process.exitCode = await run(process.argv.slice(2))
