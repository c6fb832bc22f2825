import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { promisify } from 'node:util'
import { type Browser, chromium } from 'playwright-core'

const home = path.resolve(import.meta.dirname, '../../.cache/chromium')

/**
 * A headless Chromium: `HOMELINE_CHROMIUM`, or the one inside the package, which brings the libraries
 * that it needs, or the system's where the package has none for the processor.
 */
export async function launchChromium(): Promise<Browser> {
  const fallback = process.arch === 'x64' ? undefined : '/usr/bin/chromium'
  const given = process.env['HOMELINE_CHROMIUM'] ?? fallback
  const args = ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage']
  if (given !== undefined) return await chromium.launch({ executablePath: given, args })
  await unpack()
  return await chromium.launch({
    executablePath: path.join(home, 'chromium'),
    args,
    env: {
      ...process.env,
      LD_LIBRARY_PATH: path.join(home, 'al2023/lib'),
      FONTCONFIG_FILE: path.join(home, 'fonts.conf'),
    },
  })
}

/** Unpacks beside its place and moves it there when it is whole, so that an interrupted one never counts. */
async function unpack(): Promise<void> {
  if (existsSync(home)) return
  await mkdir(path.dirname(home), { recursive: true })
  const fresh = await mkdtemp(`${home}-`)
  const script = "await (await import('@sparticuz/chromium')).default.executablePath()"
  // The package looks for its place in TMPDIR, and unpacks its libraries only where it knows the system.
  const env = { ...process.env, TMPDIR: fresh, AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x' }
  await promisify(execFile)(process.execPath, ['--input-type=module', '-e', script], { env })
  await writeFile(path.join(fresh, 'fonts.conf'), fonts)
  await rename(fresh, home).catch(() => rm(fresh, { recursive: true }))
}

/** The package's own names folders that are not there. */
const fonts = `<?xml version="1.0"?>
<fontconfig>
  <dir>${home}/fonts/fonts</dir>
  <dir>/usr/share/fonts</dir>
  <cachedir>${home}/fonts-cache</cachedir>
</fontconfig>
`
