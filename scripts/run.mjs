// Running other programs, and saying how long it takes. Used by the set-up only.
import { execFileSync, spawn } from 'node:child_process'

export function runs(command, ...args) {
  try {
    execFileSync(command, args, { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}

export function run(cwd, command, ...args) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd, stdio: ['ignore', 'pipe', 'pipe'] })
    let tail = ''
    const keep = (data) => {
      tail = (tail + data).slice(-4000)
    }
    child.stdout.on('data', keep)
    child.stderr.on('data', keep)
    child.on('error', reject)
    child.on('close', (code, signal) =>
      code === 0
        ? resolve()
        : reject(new Error(`${tail.trim()}\n\n${command} ended with ${signal ?? code}`)),
    )
  })
}

export async function progress(title, work) {
  const started = Date.now()
  const isTerminal = process.stderr.isTTY
  const line = (sign) => `${sign} ${title}  ${Math.round((Date.now() - started) / 1000)} s`
  const frames = '⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏'
  let frame = 0
  const timer =
    isTerminal &&
    setInterval(() => process.stderr.write(`\r${line(frames[frame++ % frames.length])} `), 100)
  if (!isTerminal) console.error(`${title} …`)
  let sign = '✗'
  try {
    await work()
    sign = '✓'
  } finally {
    clearInterval(timer)
    process.stderr.write(`${isTerminal ? '\r' : ''}${line(sign)}${isTerminal ? '\u001b[K' : ''}\n`)
  }
}
