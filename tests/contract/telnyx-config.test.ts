import { describe, expect, it } from 'vitest'
import { makeCarrier } from '../../src/app/carrier-kinds.ts'
import { forgetful } from '../../src/core/settings.ts'
import { fileOf, load, refusal } from '../unit/load-config.ts'
import { apiKey, webhook } from './telnyx/adapter.ts'
import { startTelnyx } from './telnyx/provider.ts'
import { publicKey, signed } from './telnyx/signer.ts'
import { received } from './telnyx/webhooks.ts'

const environment = {
  HOMELINE_CARRIERS_MAIN_KIND: 'telnyx',
  HOMELINE_CARRIERS_MAIN_API_KEY_FILE: fileOf(`${apiKey}\n`, 'key'),
  HOMELINE_CARRIERS_MAIN_PUBLIC_KEY: publicKey,
  HOMELINE_CARRIERS_MAIN_SETTLE_SECONDS: '3',
}

describe('a configured carrier', () => {
  it('has its secrets from files, and is what they say', async () => {
    await using provider = await startTelnyx()
    const { carriers } = await load('', {
      environment: { ...environment, HOMELINE_CARRIERS_MAIN_API_BASE: `${provider.url}/` },
    })
    const given = carriers['main']
    if (given === undefined) throw new Error('there is no carrier')
    const carrier = makeCarrier('main', given, { webhook, settings: forgetful })
    expect(carrier.capabilities.settleTime).toBe(3000)
    expect(carrier.receive?.(signed(received()))).toHaveLength(1)
    expect(await carrier.balance?.()).toEqual({ amount: 3_000_000, currency: 'USD' })
    const url = provider.keep('1.png', Buffer.from('a picture'))
    const bytes = await carrier.media?.fetch({ kind: 'kept', url })
    expect(Buffer.from(bytes ?? []).toString(), 'its own provider may be on loopback').toBe(
      'a picture',
    )
  })

  it.each([
    ['', 'carriers.main.publicKey: expected 32 bytes in base64'],
    ['c2hvcnQ=', 'carriers.main.publicKey: expected 32 bytes in base64'],
    [`${publicKey}\n`, 'carriers.main.publicKey: expected 32 bytes in base64'],
  ])('with the public key %j is refused', async (key, words) => {
    const wrong = { ...environment, HOMELINE_CARRIERS_MAIN_PUBLIC_KEY: key }
    expect(await refusal('', { environment: wrong })).toContain(words)
  })

  it('without a key for requests is refused', async () => {
    const { HOMELINE_CARRIERS_MAIN_API_KEY_FILE: _, ...rest } = environment
    expect(await refusal('', { environment: rest })).toContain('carriers.main.apiKey')
  })
})
