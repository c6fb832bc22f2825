import { chmod, mkdir, readdir, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { close, listen } from '../../src/lib/listen.ts'
import { runHomeline, temporaryFolder } from '../support/homeline.ts'

let folder: Awaited<ReturnType<typeof temporaryFolder>>
let data: string

beforeAll(async () => {
  folder = await temporaryFolder()
  data = path.join(folder.path, 'data')
})

afterAll(async () => await folder[Symbol.asyncDispose]())

const names = ['start', 'registration', 'account', 'doctor', 'inbox', 'config', 'version']

const run = async (...args: string[]) => await runHomeline([...args, '--data', data])

/** Sentences for people: no stack, nothing of the program's inside. */
function isForPeople(output: string): void {
  expect(output).not.toMatch(/^\s+at /m)
  expect(output).not.toContain('Error:')
}

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
      [['version', 'now'], '"now" is too much there.'],
    ] as const) {
      const { status, output } = await runHomeline(args)
      expect(output).toContain(why)
      expect(output).toContain('Usage: npx homeline')
      expect(status).toBe(2)
    }
  })
})

describe('the configuration', () => {
  it('is refused with the place and what is expected there', async () => {
    const file = path.join(folder.path, 'wrong.yaml')
    await writeFile(file, 'web: {prot: 8080}\nlog: {level: loud}\nsimulator: {enabled: maybe}\n')
    for (const command of [['config', 'check'], ['start'], ['doctor']]) {
      const { status, output } = await run(...command, '--config', file)
      expect(output).toContain('web.prot: there is no such key. Did you mean "port"?')
      expect(output).toContain('log.level: expected one of "debug"|"info"|"warn"')
      expect(output).toContain('simulator.enabled: expected boolean')
      isForPeople(output)
      expect(status).toBe(1)
    }
  })

  it('is refused when the environment or --set has what nothing is called', async () => {
    const { status, output } = await runHomeline(['config', 'check'], {
      HOMELINE_WEB_PROT: '8080',
    })
    expect(output).toContain('HOMELINE_WEB_PROT is no setting of Homeline. Did you mean')
    expect(status).toBe(1)
    for (const [setting, why] of [
      ['web.prot=1', 'web.prot: there is no such key'],
      ['web.port=high', 'web.port: expected number'],
      ['web.port=70000', 'web.port: '],
      ['web.port', '"web.port" is no setting'],
      ['homeserver.url=example.org', 'homeserver.url'],
    ] as const) {
      const set = await run('config', 'check', '--set', setting)
      expect(set.output).toContain(why)
      isForPeople(set.output)
      expect(set.status).toBe(1)
    }
    const missing = await run('config', 'check', '--config', path.join(folder.path, 'none.yaml'))
    expect(missing.output).toMatch(/none\.yaml does not exist/)
  })

  it('is shown as it counts when it is right, without secrets', async () => {
    const { status, output } = await runHomeline(['config', 'check', '--set', 'web.port=1234'], {
      HOMELINE_CARRIERS_TW_KIND: 'twilio',
      HOMELINE_CARRIERS_TW_ACCOUNT_SID: `AC${'0'.repeat(32)}`,
      HOMELINE_CARRIERS_TW_AUTH_TOKEN: 'very secret',
    })
    expect(output).toContain('"port": 1234')
    expect(output).toContain('The configuration is fine.')
    expect(output).not.toContain('very secret')
    expect(status).toBe(0)
  })

  it('makes a registration for a homeserver that exists only', async () => {
    const { status, output } = await run('registration')
    expect(output).toContain('The embedded homeserver needs no registration by hand.')
    isForPeople(output)
    expect(status).toBe(1)
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
