import { describe, expect, it } from 'vitest'
import { fileOf, load, refusal } from './load-config.ts'

const carrier = { kind: 'twilio', accountSid: 'AC1', authToken: 'secret' }

describe('the environment', () => {
  const cases: readonly (readonly [string, string, string, unknown])[] = [
    ['HOMELINE_DATA_DIR', '/srv', 'dataDir', '/srv'],
    ['HOMELINE_LOG_LEVEL', 'debug', 'log.level', 'debug'],
    ['HOMELINE_HOMESERVER_SERVER_NAME', '12.34', 'homeserver.serverName', '12.34'],
    ['HOMELINE_HOMESERVER_PYTHON', 'python3', 'homeserver.python', 'python3'],
    ['HOMELINE_APPSERVICE_BOT', '007', 'appservice.bot', '007'],
    ['HOMELINE_WEB_PORT', '8080', 'web.port', 8080],
    ['HOMELINE_WEB_PUBLIC_URL', 'https://a.example', 'web.publicUrl', 'https://a.example'],
    ['HOMELINE_SIMULATOR_ENABLED', 'false', 'simulator.enabled', false],
    ['HOMELINE_REGION', 'de', 'region', 'DE'],
    ['HOMELINE_PERMISSIONS', '{"*":{"own":2}}', 'permissions.*', { level: 'own', maxLines: 2 }],
    ['HOMELINE_CARRIERS', JSON.stringify({ a: carrier }), 'carriers.a', carrier],
  ]
  it.each(cases)('%s=%s is %s', async (name, text, place, expected) => {
    const config: unknown = await load('', { environment: { [name]: text } })
    expect(config).toHaveProperty(place, expected)
  })

  it('brings a carrier and a homeserver part by part, secrets from files', async () => {
    const config = await load('', {
      environment: {
        HOMELINE_CARRIERS_MY_SIM_KIND: 'twilio',
        HOMELINE_CARRIERS_MY_SIM_ACCOUNT_SID: '0123',
        HOMELINE_CARRIERS_MY_SIM_AUTH_TOKEN_FILE: fileOf('12345\n', 'token'),
        HOMELINE_CARRIERS_MY_SIM_SETTLE_SECONDS: '1.5',
        HOMELINE_HOMESERVER_FEDERATION_CERTIFICATE: '/cert.pem',
        HOMELINE_HOMESERVER_FEDERATION_PRIVATE_KEY: '/key.pem',
        HOMELINE_HOMESERVER_FEDERATION_TRUSTED_CERTIFICATES: '["/ca.pem"]',
        UNRELATED: 'x',
      },
    })
    expect(config.carriers).toEqual({
      'my-sim': { kind: 'twilio', accountSid: '0123', authToken: '12345', settleSeconds: 1.5 },
    })
    expect(config.homeserver).toMatchObject({
      kind: 'embedded',
      federation: { certificate: '/cert.pem', trustedCertificates: ['/ca.pem'], port: 8448 },
    })
  })

  it('reaches a carrier whose name begins with a digit', async () => {
    const environment = {
      HOMELINE_CARRIERS_3NET_ACCOUNT_SID: 'AC1',
      HOMELINE_CARRIERS_3NET_AUTH_TOKEN: 'hush',
    }
    const { carriers } = await load('carriers: { 3net: { kind: twilio } }', { environment })
    expect(carriers['3net']).toMatchObject({ accountSid: 'AC1', authToken: 'hush' })
  })

  it('is stronger than the file, and the command line stronger still', async () => {
    const text = 'web: { port: 1, host: 0.0.0.0 }'
    const environment = { HOMELINE_WEB_PORT: '2' }
    expect((await load(text, { environment })).web).toMatchObject({ port: 2, host: '0.0.0.0' })
    const settings = ['web.port=3', 'web.publicUrl=http://a=b']
    expect((await load(text, { environment, settings })).web).toMatchObject({
      port: 3,
      publicUrl: 'http://a=b',
    })
  })

  it.each([
    ['HOMELINE_WEB_PROT', 'Did you mean HOMELINE_WEB_PORT?'],
    ['HOMELINE_WEB_PUBLICURL', 'Did you mean HOMELINE_WEB_PUBLIC_URL?'],
    ['HOMELINE_CARRIERS_MAIN_AUTH_TOKE', 'Did you mean HOMELINE_CARRIERS_MAIN_AUTH_TOKEN?'],
    [
      'HOMELINE_CARRIERS_MAIN_AUTH_TOKN_FILE',
      'Did you mean HOMELINE_CARRIERS_MAIN_AUTH_TOKEN_FILE?',
    ],
    ['HOMELINE_PERMISSIONS_EXAMPLE', 'follow the keys in config/homeline.sample.yaml'],
    ['HOMELINE_NONSENSE', 'follow the keys in config/homeline.sample.yaml'],
  ])('%s is refused with a hint', async (name, hint) => {
    const said = await refusal('', { environment: { [name]: 'hush' } })
    expect(said).toBe(said.replace('hush', ''))
    expect(said).toContain(`${name} is no setting of Homeline. `)
    expect(said).toContain(hint)
  })

  it('is refused when a file can not be read, or is one of two for the same value', async () => {
    const one = { HOMELINE_REGION_FILE: '/nowhere' }
    expect(await refusal('', { environment: one })).toContain('HOMELINE_REGION_FILE names can not')
    const both = { ...one, HOMELINE_REGION: 'DE' }
    expect(await refusal('', { environment: both })).toContain('are both set')
  })
})

describe('--set', () => {
  it('takes text for what it is where text is wanted', async () => {
    const settings = ['carriers.a.kind=twilio', 'carriers.a.accountSid=1', 'carriers.a.authToken=2']
    const { carriers } = await load('', { settings })
    expect(carriers['a']).toMatchObject({ accountSid: '1', authToken: '2' })
  })

  it.each([
    ['web.port', 'is no setting: write --set web.port=8080'],
    ['=1', 'is no setting'],
    ['web.prot=1', 'web.prot: there is no such key. Did you mean "port"?'],
  ])('%s is refused', async (setting, expected) => {
    expect(await refusal('', { settings: [setting] })).toContain(expected)
  })
})
