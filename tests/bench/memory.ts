import { setTimeout as pause } from 'node:timers/promises'
import { logIn } from '../support/client-api.ts'
import { temporaryFolder } from '../support/homeline.ts'
import { phonesAt } from '../support/phones.ts'
import type { Findings } from './figures.ts'
import { memoryOf } from './process-figures.ts'
import { fixedPorts, type Program, startProgram } from './program.ts'
import { startSyncing } from './syncing-client.ts'

/** How long after it was ready memory is looked at, milliseconds. */
export const rest = 60_000
const chats = 104

/** The embedded default, simulated carrier inside, at its second start, and then with chats in use. */
export async function memoryAfterStart(say: (line: string) => void): Promise<Findings> {
  await using folder = await temporaryFolder()
  const ports = fixedPorts()
  say('First start')
  await (await startProgram(folder.path, ports))[Symbol.asyncDispose]()
  say('Second start')
  await using program = await startProgram(folder.path, ports)
  say(`Ready after ${program.readyAfter.toFixed(0)} ms; memory is looked at in a minute`)
  await pause(rest)
  const idle = await memoryOf(program.pid)
  say(`${idle.toFixed(1)} MB; ${chats} phones text now, and are answered`)
  await useChats(program)
  return {
    comparisons: [],
    costs: [],
    demands: [
      {
        name: 'memory a minute after the second start, simulated carrier inside',
        value: idle,
        limit: 130,
        bound: 'at most',
        unit: 'MB',
      },
      {
        name: `memory after ${chats} chats, simulated carrier inside`,
        value: await memoryOf(program.pid),
        limit: 170,
        bound: 'at most',
        unit: 'MB',
      },
    ],
  }
}

/** Each phone texts ten times and gets ten answers. */
async function useChats({ ready }: Program): Promise<void> {
  const phones = phonesAt(ready.handset ?? '')
  await phones.configure({ segmentsPerSecond: 0, speed: 20 })
  const account = await logIn(ready.homeserver, ready.account ?? { userId: '', password: '' })
  await using client = await startSyncing(ready.homeserver, account.token)
  const line = ready.lines[0]?.number ?? ''
  const numbers = Array.from({ length: chats }, (_, index) => `+1202555${1000 + index}`)
  for (let round = 0; round < 10; round += 1) {
    for (const number of numbers) {
      const text = `${number} ${round}`
      const [{ room }] = await Promise.all([client.seen(text), phones.text(number, line, text)])
      await account.send(room, text, { msgtype: 'm.text', body: `answer to ${text}` })
    }
  }
  const last = numbers.at(-1) ?? ''
  await phones.received(last, `answer to ${last} 9`, 'delivered')
}
