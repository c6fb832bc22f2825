// Installs what the product needs, once: npm packages, Node 24 and the Matrix homeserver.
// Plain JavaScript without dependencies: it runs before anything is installed, on Node 18 and later.
import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import {
  existsSync,
  mkdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { progress, run, runs } from './run.mjs'

const root = fileURLToPath(new URL('..', import.meta.url))
const venv = join(root, '.cache/synapse')
const python = join(venv, 'bin/python')
const requirements = join(root, 'scripts/synapse/requirements.txt')
const lock = join(root, '.cache/setup.lock')
const isDev = process.argv.includes('--dev') || existsSync(join(root, 'node_modules/vitest'))

const steps = [
  { title: 'Installing packages', isCurrent: packagesAreCurrent, run: installPackages },
  {
    title: 'Installing the Matrix homeserver',
    isCurrent: homeserverIsCurrent,
    run: installHomeserver,
  },
]

try {
  for (const step of steps) if (!step.isCurrent()) await bring(step)
} catch (error) {
  console.error(`\n${error.message}\n`)
  process.exitCode = 1
}

async function bring(step) {
  const heartbeat = await takeLock()
  try {
    if (!step.isCurrent()) await progress(step.title, step.run)
  } finally {
    clearInterval(heartbeat)
    rmSync(lock, { force: true })
  }
}

// npm writes its hidden lockfile last, so a half-finished install never counts as current.
function packagesAreCurrent() {
  const installed = readLock('node_modules/.package-lock.json')
  return (
    Object.entries(readLock('package-lock.json')).every(([path, entry]) => {
      if (!path.includes('node_modules/') || entry.link) return true
      if (!isDev && (entry.dev || entry.devOptional)) return true
      return path in installed ? installed[path].version === entry.version : entry.optional === true
    }) && existsSync(join(root, 'node_modules/.bin'))
  )
}

function readLock(path) {
  const file = join(root, path)
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')).packages : {}
}

async function installPackages() {
  // `npm ci` starts by deleting node_modules, perhaps under a running Homeline: only for the first time.
  const verb = existsSync(join(root, 'node_modules/.package-lock.json'))
    ? ['install', '--no-save']
    : ['ci']
  await npm(
    ...verb,
    ...(isDev ? [] : ['--omit=dev']),
    '--no-audit',
    '--no-fund',
    '--loglevel=error',
    '--prefer-offline',
    '--fetch-retries=2',
    '--fetch-retry-mintimeout=1000',
    '--fetch-retry-maxtimeout=5000',
  )
  linkNode()
}

// npm's own node, not ours: `npm ci` deletes node_modules, and with it the Node we may be running on.
function npm(...args) {
  const { npm_execpath, npm_node_execpath } = process.env
  return npm_execpath
    ? run(root, npm_node_execpath ?? process.execPath, npm_execpath, ...args)
    : run(root, 'npm', ...args)
}

// npm 11 makes this link; npm 10 drops it when two packages (x64, arm64) offer the same command.
function linkNode() {
  const name = `node-${process.platform}-${process.arch}`
  const link = join(root, 'node_modules/.bin/node')
  if (existsSync(join(root, 'node_modules', name)) && !existsSync(link))
    symlinkSync(`../${name}/bin/node`, link)
  if (runs(link, '-v')) return
  rmSync(link, { force: true })
  const [major] = process.versions.node.split('.')
  if (Number(major) < 24)
    throw new Error(`Homeline needs Node 24 on this system; this is ${process.version}.`)
}

function homeserverIsCurrent() {
  const stamp = join(venv, 'homeline.sha256')
  return (
    existsSync(stamp) && readFileSync(stamp, 'utf8') === wantedHomeserver() && runs(python, '-V')
  )
}

function wantedHomeserver() {
  return createHash('sha256').update(readFileSync(requirements)).digest('hex')
}

async function installHomeserver() {
  const base = systemPython()
  if (runs(base, '-c', 'import ensurepip; ensurepip.version()')) {
    await run(root, base, '-m', 'venv', '--clear', venv)
  } else if (runs(base, '-m', 'pip', '--version')) {
    // Debian without python3-venv: no ensurepip, but the venv module is there and the system's pip can fill it.
    await run(root, base, '-m', 'venv', '--clear', '--without-pip', venv)
    await run(root, base, '-m', 'pip', '--quiet', '--python', python, 'install', 'pip')
  } else {
    throw new Error(
      'This Python cannot make environments.\n  Debian, Ubuntu:  sudo apt install python3-venv',
    )
  }
  await run(
    root,
    python,
    '-m',
    'pip',
    'install',
    '--quiet',
    '--disable-pip-version-check',
    '--require-hashes',
    '--only-binary',
    ':all:',
    '-r',
    requirements,
  )
  writeFileSync(join(venv, 'homeline.sha256'), wantedHomeserver())
}

function systemPython() {
  const question = 'import sys; print(sys.executable, *sys.version_info[:2], sep="\\n")'
  for (const name of [process.env.HOMELINE_PYTHON, 'python3', 'python'].filter(Boolean)) {
    try {
      const answer = execFileSync(name, ['-c', question], {
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'ignore'],
      })
      const [path, major, minor] = answer.trim().split('\n')
      if (Number(major) === 3 && Number(minor) >= 10) return path
    } catch {}
  }
  throw new Error(
    'Homeline runs its Matrix homeserver on Python 3.10 or later, and found none.\n' +
      '  Debian, Ubuntu:  sudo apt install python3 python3-venv\n  Elsewhere: point HOMELINE_PYTHON at one.',
  )
}

// The owner touches the lock while it works; one left untouched belongs to a process that died.
function endWithLock() {
  rmSync(lock, { force: true })
  process.exit(1)
}

async function takeLock() {
  mkdirSync(join(root, '.cache'), { recursive: true })
  if (existsSync(lock)) console.error('Waiting for another set-up of this folder …')
  for (;;) {
    try {
      writeFileSync(lock, '', { flag: 'wx' })
      process.once('SIGINT', endWithLock).once('SIGTERM', endWithLock)
      return setInterval(() => utimesSync(lock, new Date(), new Date()), 1000)
    } catch (error) {
      if (error.code !== 'EEXIST') throw error
    }
    const touched = statSync(lock, { throwIfNoEntry: false })?.mtimeMs ?? Date.now()
    if (Date.now() - touched > 10_000) rmSync(lock, { force: true })
    else await wait(250)
  }
}
