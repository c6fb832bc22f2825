import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { z } from 'zod'
import { until } from '../../support/wait.ts'

/** Whether Debian's libnet-smpp-perl is here. */
export function hasNetSmpp(): boolean {
  try {
    execFileSync('perl', ['-MNet::SMPP', '-MJSON::PP', '-e', '1'], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}

const line = z.looseObject({ cmd: z.string().default('') })

/** A program made of Net::SMPP that talks in JSON lines. */
export interface PerlProgram extends AsyncDisposable {
  readonly told: readonly z.infer<typeof line>[]
  /** The first lines of this kind, once there are so many. */
  many(cmd: string, count: number): Promise<readonly z.infer<typeof line>[]>
  say(message: object): void
  /** Says that nothing more comes. */
  end(): void
}

export function startPerl(script: string, ...args: readonly string[]): PerlProgram {
  const file = path.resolve('tests/contract/smpp/judges', script)
  const child = spawn('perl', [file, ...args], { stdio: ['pipe', 'pipe', 'ignore'] })
  const told: z.infer<typeof line>[] = []
  createInterface(child.stdout).on('line', (text) => told.push(line.parse(JSON.parse(text))))
  const program: PerlProgram = {
    told,
    many: async (cmd, count) =>
      await until(`${count} times "${cmd}" from ${script}`, () => {
        const found = told.filter((one) => one.cmd === cmd)
        return found.length >= count && found
      }),
    say: (message) => void child.stdin.write(`${JSON.stringify(message)}\n`),
    end: () => void child.stdin.end(),
    async [Symbol.asyncDispose]() {
      child.kill('SIGKILL')
      if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
    },
  }
  return program
}
