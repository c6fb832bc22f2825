import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { isForPeople } from '../support/for-people.ts'
import { runHomeline, temporaryFolder } from '../support/homeline.ts'

let folder: Awaited<ReturnType<typeof temporaryFolder>>

beforeAll(async () => {
  folder = await temporaryFolder()
})

afterAll(async () => await folder[Symbol.asyncDispose]())

const run = async (...args: string[]) =>
  await runHomeline([...args, '--data', path.join(folder.path, 'data')])

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
      HOMELINE_CARRIERS_TW_API_KEY: 'SK very secret',
      HOMELINE_CARRIERS_TW_API_SECRET: 'very secret',
      HOMELINE_CARRIERS_SW_KIND: 'signalwire',
      HOMELINE_CARRIERS_SW_SPACE: 'example',
      HOMELINE_CARRIERS_SW_PROJECT_ID: 'a project',
      HOMELINE_CARRIERS_SW_API_TOKEN: 'very secret',
      HOMELINE_CARRIERS_SW_SIGNING_KEY: 'very secret',
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
