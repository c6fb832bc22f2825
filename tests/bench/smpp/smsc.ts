import { spawn } from 'node:child_process'
import { once } from 'node:events'
import path from 'node:path'
import { createInterface } from 'node:readline'

/** An SMSC as a process, whatever it knows for certain, and its end. */
export interface BenchSmsc {
  readonly port: number
  /** Texts that it took from us. */
  readonly taken: readonly string[]
  /** Texts of a phone that it knows are with us. */
  readonly brought: readonly string[]
  bring(texts: readonly string[]): void
  kill(): Promise<void>
}

export async function startBenchSmsc(options: {
  readonly port?: number
  readonly atOnce?: number
  readonly from: string
  readonly to: string
}): Promise<BenchSmsc> {
  const { port = 0, atOnce = 50, from, to } = options
  const script = path.resolve('tests/bench/smpp/smsc-main.ts')
  const numbers = [from, to].map((number) => number.slice(1))
  const args = [script, String(port), String(atOnce), ...numbers]
  const child = spawn(process.execPath, args, { stdio: ['pipe', 'pipe', 'inherit'] })
  const [taken, brought]: [string[], string[]] = [[], []]
  const lists: Readonly<Record<string, string[]>> = { taken, brought }
  const lines = createInterface(child.stdout)
  const [first] = await once(lines, 'line')
  lines.on('line', (line) => {
    const [what = '', text = ''] = line.split(' ', 2)
    lists[what]?.push(text)
  })
  child.stdin.on('error', () => {})
  return {
    port: Number(String(first).split(' ')[1]),
    taken,
    brought,
    bring: (texts) => void child.stdin.write(texts.map((text) => `${text}\n`).join('')),
    async kill() {
      child.kill('SIGKILL')
      await once(child, 'close')
    },
  }
}
