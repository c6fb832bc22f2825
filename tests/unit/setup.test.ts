import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'

/** A clone, in a path with a space, whose packages are installed and whose homeserver is not. */
let clone = ''
beforeEach(() => {
  clone = mkdtempSync(path.join(tmpdir(), 'set up '))
  cpSync('scripts', path.join(clone, 'scripts'), { recursive: true })
  mkdirSync(path.join(clone, 'node_modules/.bin'), { recursive: true })
  const lock = JSON.stringify({ packages: { '': {}, 'node_modules/a': { version: '1.0.0' } } })
  writeFileSync(path.join(clone, 'package-lock.json'), lock)
  writeFileSync(path.join(clone, 'node_modules/.package-lock.json'), lock)
})
afterEach(() => rmSync(clone, { recursive: true }))

function setUp(env: Readonly<Record<string, string>> = {}) {
  const script = path.join(clone, 'scripts/setup.mjs')
  const { status, stdout, stderr } = spawnSync(process.execPath, [script], {
    // Nothing is found in PATH: what the system has does not count.
    env: { PATH: clone, ...env },
    encoding: 'utf8',
  })
  return { status, output: stdout + stderr }
}

/** A program that says it is this Python, and does nothing else well. */
function python(version: string, otherwise = 1): string {
  const file = path.join(clone, `python-${version}`)
  const lines = version.replace('.', '\\n')
  const script = `#!/bin/sh
case "$2" in
  *version_info*) printf '%s\\n${lines}\\n' "$0" ;;
  *) exit ${otherwise} ;;
esac
`
  writeFileSync(file, script, { mode: 0o755 })
  return file
}

function installHomeserver(): void {
  const place = path.join(clone, '.cache/synapse')
  mkdirSync(path.join(place, 'bin'), { recursive: true })
  const wanted = readFileSync(path.join(clone, 'scripts/synapse/requirements.txt'))
  const stamp = createHash('sha256').update(wanted).digest('hex')
  writeFileSync(path.join(place, 'homeline.sha256'), stamp)
  writeFileSync(path.join(place, 'bin/python'), '#!/bin/sh\n', { mode: 0o755 })
}

it('does and says nothing when everything is there', () => {
  installHomeserver()
  expect(setUp()).toEqual({ status: 0, output: '' })
})

it.each([
  ['no Python', () => ({})],
  ['an old Python', () => ({ HOMELINE_PYTHON: python('3.9') })],
  ['a Python 2', () => ({ HOMELINE_PYTHON: python('2.7') })],
])('says what is missing and how to get it, with %s', (_, environment) => {
  const { status, output } = setUp(environment())
  expect(status).toBe(1)
  expect(output).toContain('Python 3.10 or later, and found none')
  expect(output).toContain('sudo apt install python3 python3-venv')
  expect(output).not.toContain('    at ')
})

it('says so when the Python can not make environments', () => {
  const { status, output } = setUp({ HOMELINE_PYTHON: python('3.12') })
  expect(status).toBe(1)
  expect(output).toContain('This Python cannot make environments.')
  expect(output).toContain('sudo apt install python3-venv')
})

it('shows its progress line by line where there is no terminal', () => {
  const { output } = setUp()
  expect(output).toMatch(
    /^Installing the Matrix homeserver …\n✗ Installing the Matrix homeserver {2}\d+ s\n/,
  )
})

it('takes the place of one that died in the middle, and leaves no lock behind', () => {
  const lock = path.join(clone, '.cache/setup.lock')
  mkdirSync(path.dirname(lock))
  writeFileSync(lock, '')
  const longAgo = new Date(Date.now() - 60_000)
  utimesSync(lock, longAgo, longAgo)
  expect(setUp().output).toContain('found none')
  expect(existsSync(lock)).toBe(false)
})

it('installs the homeserver again when its requirements changed or it does not run', () => {
  installHomeserver()
  const program = path.join(clone, '.cache/synapse/bin/python')
  writeFileSync(program, '#!/bin/sh\nexit 1\n', { mode: 0o755 })
  expect(setUp().output).toContain('Installing the Matrix homeserver')
  writeFileSync(program, '#!/bin/sh\n', { mode: 0o755 })
  writeFileSync(path.join(clone, 'scripts/synapse/requirements.txt'), 'other==1\n')
  expect(setUp().output).toContain('Installing the Matrix homeserver')
})
