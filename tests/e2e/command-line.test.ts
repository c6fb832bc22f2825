import { chmod, mkdir, readdir } from 'node:fs/promises'
import { createServer } from 'node:http'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { close, listen } from '../../src/lib/listen.ts'
import { isForPeople } from '../support/for-people.ts'
import { runHomeline, temporaryFolder } from '../support/homeline.ts'

let folder: Awaited<ReturnType<typeof temporaryFolder>>
let data: string

beforeAll(async () => {
  folder = await temporaryFolder()
  data = path.join(folder.path, 'data')
})

afterAll(async () => await folder[Symbol.asyncDispose]())

const names = [
  'start',
  'registration',
  'account',
  'doctor',
  'carrier',
  'inbox',
  'config',
  'version',
]

const run = async (...args: string[]) => await runHomeline([...args, '--data', data])

describe('help', () => {
  it.each(names)('of "%s" says how it is used', async (name) => {
    for (const args of [
      [name, '--help'],
      ['help', name],
    ]) {
      const { status, output } = await runHomeline(args)
      expect(output).toContain(`Usage: npx homeline ${name}`)
      expect(output).toContain('--data DIR')
      expect(status).toBe(0)
    }
  })

  it('names every command', async () => {
    for (const args of [[], ['help'], ['--help'], ['-h']]) {
      const { status, output } = await runHomeline(args)
      for (const name of names) expect(output).toMatch(new RegExp(`^  ${name} `, 'm'))
      expect(status).toBe(0)
    }
  })

  it('is shown with the mistake when the program is called wrongly, and the status is 2', async () => {
    for (const [args, why] of [
      [['serve'], 'There is no command "serve".'],
      [['start', '--colour'], "Unknown option '--colour'"],
      [['start', 'now'], '"now" is too much there.'],
      [['start', '--ports', 'many'], '--ports takes a number up to 65532'],
      [['start', '--data'], "'--data <value>' argument missing"],
      [['account'], 'Write "account add NAME"'],
      [['account', 'add'], 'Write "account add NAME"'],
      [['account', 'add', 'ann', 'bob'], '"bob" is too much there.'],
      [['account', 'remove', 'ann'], 'Write "account add NAME"'],
      [['inbox', 'drop'], 'Write "inbox" or "inbox retry ID"'],
      [['inbox', 'retry'], 'Write the entry’s ID'],
      [['inbox', 'retry', 'first'], 'Write the entry’s ID'],
      [['config'], 'Write "config check"'],
      [['doctor', 'now'], '"now" is too much there.'],
      [['carrier'], 'Write "carrier check ID".'],
      [['carrier', 'check'], 'Write "carrier check ID".'],
      [['carrier', 'show', 'main'], 'Write "carrier check ID".'],
      [['carrier', 'check', 'main', '--text', 'ann'], '--text takes a number such as'],
      [['carrier', 'check', 'main', 'now'], '"now" is too much there.'],
      [['version', 'now'], '"now" is too much there.'],
    ] as const) {
      const { status, output } = await runHomeline(args)
      expect(output).toContain(why)
      expect(output).toContain('Usage: npx homeline')
      expect(status).toBe(2)
    }
  })
})

it('tells its version', async () => {
  for (const name of ['version', '--version']) {
    const { status, output } = await runHomeline([name])
    expect(output).toMatch(/^Homeline \d+\.\d+\.\d+, Node 24\.\d+\.\d+\n$/)
    expect(status).toBe(0)
  }
})

it('says what to do where Homeline has never been started, and leaves nothing behind', async () => {
  const account = await run('account', 'list')
  expect(account.output).toContain('Start Homeline first')
  const inbox = await run('inbox')
  expect(inbox.output).toContain('Start Homeline first')
  for (const { status, output } of [account, inbox]) {
    expect(status).toBe(1)
    isForPeople(output)
  }
  expect(await readdir(folder.path)).not.toContain('data')
})

it.each(['web.port', 'appservice.port', 'simulator.port', 'homeserver.port'])(
  'says so when %s is taken',
  async (setting) => {
    const server = createServer()
    const port = await listen(server, '127.0.0.1', 0)
    const { status, output } = await run('start', '--ports', '0', '--set', `${setting}=${port}`)
    await close(server)
    expect(output).toContain(
      `Port ${port} on 127.0.0.1 can not be opened: another program uses it. Choose another one with --set ${setting}=PORT`,
    )
    isForPeople(output)
    expect(status).toBe(1)
  },
)

it('says so when the data folder can not be written', async () => {
  const locked = path.join(folder.path, 'locked')
  await mkdir(locked)
  // Others must be able to look for it.
  for (const dir of [folder.path, locked]) await chmod(dir, 0o555)
  const nobody = process.getuid?.() === 0 ? { uid: 65_534 } : {}
  for (const dir of [locked, path.join(locked, 'data')]) {
    const { status, output } = await runHomeline(['start', '--data', dir], {}, nobody)
    expect(output).toMatch(/The data folder .*locked.* can not be written \(E(ACCES|PERM)\)/)
    expect(output).toContain('Change its owner, or choose another one with --data DIR.')
    isForPeople(output)
    expect(status).toBe(1)
    const doctor = await runHomeline(['doctor', '--data', dir], {}, nobody)
    expect(doctor.output).toMatch(/✗ The data folder .* can not be written/)
    expect(doctor.status).toBe(1)
  }
  await chmod(folder.path, 0o755)
})
