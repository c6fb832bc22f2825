import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { loadConfig } from '../../src/config/load.ts'
import { folder, load, refusal } from './load-config.ts'

describe('an empty file', () => {
  it('is a working system: Synapse and the simulated carrier on loopback', async () => {
    const config = await load('')
    expect(config).toMatchObject({
      dataDir: path.join(folder, 'data'),
      homeserver: { kind: 'embedded', serverName: 'homeline.localhost', port: 29_382 },
      appservice: { host: '127.0.0.1', registration: path.join(folder, 'data/registration') },
      web: { host: '127.0.0.1', port: 29_380 },
      simulator: { enabled: true },
      carriers: {},
    })
    expect(config.permissions).toEqual({
      '*': { level: 'none', maxLines: 0 },
      'homeline.localhost': { level: 'own', maxLines: 5 },
      '@me:homeline.localhost': { level: 'admin', maxLines: 1000 },
    })
  })

  it('of comments only is empty as well', async () => {
    expect(await load('# nothing\n')).toEqual(await load(''))
  })
})

describe('the file', () => {
  it('has its paths counted from where it lies', async () => {
    const { homeserver, dataDir } = await load(
      `dataDir: ../there
homeserver:
  kind: embedded
  python: venv/bin/python
  federation: { certificate: cert.pem, privateKey: /etc/key.pem, trustedCertificates: [ca.pem] }`,
    )
    expect(dataDir).toBe(path.resolve(folder, '../there'))
    expect(homeserver).toMatchObject({
      python: path.join(folder, 'venv/bin/python'),
      federation: {
        certificate: path.join(folder, 'cert.pem'),
        privateKey: '/etc/key.pem',
        trustedCertificates: [path.join(folder, 'ca.pem')],
      },
    })
  })

  it('takes a homeserver with an address for one that exists', async () => {
    const text = 'homeserver: { url: https://matrix.example.org/, serverName: example.org }'
    expect((await load(text)).homeserver).toEqual({
      kind: 'existing',
      url: 'https://matrix.example.org',
      serverName: 'example.org',
    })
  })

  it('says who may do what; what it leaves unsaid stays', async () => {
    const { permissions } = await load(
      `permissions: { '*': use, example.org: { own: 3 }, '@ann:example.org': admin }`,
    )
    expect(permissions).toEqual({
      '*': { level: 'use', maxLines: 0 },
      'example.org': { level: 'own', maxLines: 3 },
      '@ann:example.org': { level: 'admin', maxLines: 1000 },
      'homeline.localhost': { level: 'own', maxLines: 5 },
      '@me:homeline.localhost': { level: 'admin', maxLines: 1000 },
    })
  })

  it('must be there when it was asked for', async () => {
    const file = path.join(folder, 'nowhere.yaml')
    await expect(loadConfig({ file, environment: {} })).rejects.toThrow(`${file} does not exist`)
    await expect(loadConfig({ environment: { HOMELINE_CONFIG: file } })).rejects.toThrow(file)
    await expect(loadConfig({ file: folder, environment: {} })).rejects.toThrow('can not be read')
  })

  it('is refused when it is no YAML, without a word of what is in it', async () => {
    const said = await refusal('web:\n  port: 1\n a: [secret\n')
    expect(said).toMatch(/is not written as YAML: .* at line 3, column \d+$/)
    expect(said).not.toContain('secret')
    expect(await refusal('- a\n- b\n')).toContain('no list of keys and values')
    expect(await refusal('just words')).toContain('no list of keys and values')
  })
})

describe('a mistake is refused with its place and what is expected', () => {
  it.each([
    ['prot: 1', 'prot: there is no such key. Known here: dataDir, log, homeserver, '],
    ['web: { prot: 1 }', 'web.prot: there is no such key. Did you mean "port"?'],
    ['web: { publicURL: x }', 'web.publicURL: there is no such key. Did you mean "publicUrl"?'],
    ['web: { port: eighty }', 'web.port: expected number, received string'],
    ['web: { port: 70000 }', 'web.port: Too big: expected number to be <=65535'],
    ['web: { publicUrl: ftp://x }', 'web.publicUrl: expected a URL with http:// or https://'],
    ['web: 8080', 'web: expected object, received number'],
    ['log: { level: loud }', 'log.level: expected one of "debug"|"info"|"warn"'],
    ['homeserver: { kind: dendrite }', `homeserver.kind: expected 'embedded' | 'existing'`],
    ['homeserver: { url: http://x }', 'homeserver.serverName: expected string, but it is missing'],
    [
      'homeserver: { kind: embedded, url: http://x }',
      'homeserver.url: there is no such key. Known here: kind, serverName, port, publicUrl, python, federation.',
    ],
    ['homeserver: { serverName: "a b" }', 'homeserver.serverName: expected a host name'],
    ['carriers: { Main: {} }', 'carriers.Main: small letters, digits and "-" only'],
    [
      'carriers: { 46: {} }',
      'carriers.46: small letters, digits and "-" only, a letter among them',
    ],
    ['carriers: { main: { kind: twillio } }', `carriers.main.kind: expected 'twilio'`],
    [
      'carriers: { main: { kind: twilio, accountSid: AC1, authTokn: x } }',
      'carriers.main.authTokn: there is no such key. Did you mean "authToken"?',
    ],
    [
      'carriers: { main: { kind: twilio, accountSid: A, authToken: b, apiKey: c } }',
      'carriers.main: apiKey and apiSecret go together',
    ],
    ['permissions: { a: owner }', 'permissions.a: expected none, use, admin or { own: 3 }'],
    ['region: Germany', 'region: expected a country code such as DE'],
    ['account: Me', 'account: small letters, digits and "._=-/" only'],
  ])('%s', async (text, expected) => {
    const said = await refusal(text)
    expect(said).toMatch(/^ConfigError: The configuration \(.*homeline\.yaml, /)
    expect(said).toContain(`\n  ${expected}`)
  })

  it('and every other one beside it, never with the value', async () => {
    const said = await refusal(
      'web: { port: x }\ncarriers: { main: { kind: twilio, authToken: { a: hush } } }',
    )
    expect(said).toContain('web.port')
    expect(said).toContain('carriers.main.accountSid')
    expect(said).toContain('carriers.main.authToken')
    expect(said).not.toContain('hush')
  })
})
