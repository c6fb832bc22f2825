import path from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { parseContact } from '../../src/core/contact.ts'
import { parseRoomId } from '../../src/core/ids.ts'
import { openStore } from '../../src/store/sqlite/store.ts'
import { temporaryFolder } from '../support/homeline.ts'
import { type Findings, median } from './figures.ts'
import { rest } from './memory.ts'
import { memoryOf } from './process-figures.ts'
import { fixedPorts, startProgram } from './program.ts'

/** What a database full of portals costs at the start, against one without any. */
export async function withManyPortals(
  portals: number,
  say: (line: string) => void,
): Promise<Findings> {
  await using without = await temporaryFolder()
  await using full = await temporaryFolder()
  const folders = [without.path, full.path]
  const ports = fixedPorts()
  for (const folder of folders) {
    say('First start')
    await (await startProgram(folder, ports))[Symbol.asyncDispose]()
  }
  say(`Writing ${portals} portals`)
  await fill(path.join(full.path, 'homeline.db'), portals)
  const few = await start(without.path, ports, say)
  const many = await start(full.path, ports, say)
  return {
    comparisons: [],
    costs: [],
    demands: [
      {
        name: `ready later with ${portals} portals`,
        value: (many.readyAfter - few.readyAfter) / 1000,
        limit: 2,
        bound: 'at most',
        unit: 's',
      },
      {
        name: `more memory with ${portals} portals, a minute after the start`,
        value: many.memory - few.memory,
        limit: 40,
        bound: 'at most',
        unit: 'MB',
      },
    ],
  }
}

/** Starts three times; the memory is that of the last one, a minute after it was ready. */
async function start(folder: string, ports: readonly string[], say: (line: string) => void) {
  const times: number[] = []
  for (let round = 0; round < 2; round += 1) {
    await using program = await startProgram(folder, ports)
    times.push(program.readyAfter)
  }
  await using program = await startProgram(folder, ports)
  times.push(program.readyAfter)
  say(`Ready after ${times.map((time) => time.toFixed(0)).join(', ')} ms; waiting a minute`)
  await pause(rest)
  const memory = await memoryOf(program.pid)
  say(`${memory.toFixed(1)} MB`)
  return { readyAfter: median(times), memory }
}

/** Portals of the first line, in rooms that the homeserver does not know: reading them ends at once. */
async function fill(file: string, count: number): Promise<void> {
  using store = openStore(file)
  const [line] = await store.lines.active()
  if (line === undefined) throw new Error('There is no line to give portals to')
  await Promise.all(
    Array.from({ length: count }, async (_portal, index) => {
      const contact = parseContact(`+1312${5_000_000 + index}`)
      const room = parseRoomId(`!bench${index}:homeline.localhost`)
      if (contact === undefined || room === undefined) throw new Error('This is no portal')
      const { key } = await store.portals.begin({ line: line.id, contact, account: line.account })
      await store.portals.link(key, room)
      await store.portals.update(key, { accountMembership: 'join' })
      await store.ghosts.add(contact)
    }),
  )
}
