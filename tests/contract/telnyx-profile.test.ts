import { describe, expect, it } from 'vitest'
import { adapterAt, errorOf, startProvider, webhook } from './telnyx/adapter.ts'
import { type FakeTelnyx, startTelnyx } from './telnyx/provider.ts'
import { json } from './told-provider.ts'

function profile(provider: FakeTelnyx, change: object = {}): string {
  const preset = { enabled: true, webhook_url: 'https://elsewhere.example.org', name: 'Mine' }
  const made = { ...preset, id: 'profile-1', webhook_api_version: '1', ...change }
  provider.account.profiles.set(made.id, made)
  return made.id
}

const changes = ({ asked }: FakeTelnyx) =>
  asked.filter((request) => /^(POST|PATCH) \/v2\/messaging_profiles/.test(request)).length

describe('the messaging profile', () => {
  it('is made once, for all numbers, and found again in the next life', async () => {
    await using provider = await startTelnyx()
    const ids = ['+14155550198', '+14155550199'].map((number) => provider.account.own(number))
    for (let life = 0; life < 2; life += 1) {
      const { numbers } = adapterAt(provider.url)
      await Promise.all(ids.map(async (id) => await numbers.configure(id)))
    }
    const [only, ...others] = [...provider.account.profiles.values()]
    expect(others).toEqual([])
    expect(only).toMatchObject({
      webhook_url: webhook,
      name: expect.stringMatching(/^Homeline main /),
    })
    for (const number of provider.account.numbers.values()) {
      expect(number.messaging_profile_id).toBe(only?.id)
    }
    expect(changes(provider)).toBe(1)
  })

  it('is the same at another address of ours, and another for another carrier or Homeline', async () => {
    await using provider = await startTelnyx()
    const id = provider.account.own('+14155550199')
    await adapterAt(provider.url).numbers.configure(id)
    const moved = webhook.replace('texts.example.org', 'moved.example.org')
    await adapterAt(provider.url, { webhook: moved }).numbers.configure(id)
    expect([...provider.account.profiles.values()]).toEqual([
      expect.objectContaining({ webhook_url: moved }),
    ])
    await adapterAt(provider.url, { id: 'other' }).numbers.configure(id)
    await adapterAt(provider.url, { webhook: `${webhook}2` }).numbers.configure(id)
    expect(provider.account.profiles.size).toBe(3)
  })

  it('is not taken for one whose name only begins the same', async () => {
    await using provider = await startTelnyx()
    const id = provider.account.own('+14155550199')
    await adapterAt(provider.url).numbers.configure(id)
    const [made] = [...provider.account.profiles.values()]
    provider.account.profiles.clear()
    profile(provider, { name: `${made?.name} (old)` })
    await adapterAt(provider.url).numbers.configure(id)
    expect(provider.account.profiles.size).toBe(2)
  })

  it('that is configured is used and pointed at us', async () => {
    await using provider = await startTelnyx()
    const messagingProfileId = profile(provider)
    const id = provider.account.own('+14155550199')
    await adapterAt(provider.url, { messagingProfileId }).numbers.configure(id)
    expect([...provider.account.profiles.values()]).toMatchObject([
      { id: messagingProfileId, name: 'Mine', webhook_url: webhook, webhook_api_version: '2' },
    ])
    expect(provider.account.numbers.get(id)?.messaging_profile_id).toBe(messagingProfileId)
  })

  it('that is configured and is not there is told, not made, and not taken for a number that is gone', async () => {
    await using provider = await startTelnyx()
    const id = provider.account.own('+14155550199')
    const carrier = adapterAt(provider.url, { messagingProfileId: 'nowhere' })
    const error = await errorOf(carrier.numbers.configure(id))
    expect(error).toMatchObject({ code: 'account' })
    expect(await carrier.problem()).toBe('The messaging profile that is configured does not exist.')
    expect(changes(provider)).toBe(0)
  })

  it('is pointed at us again when somebody changed our address, and made by nobody meanwhile', async () => {
    await using provider = await startTelnyx()
    await adapterAt(provider.url).restore()
    expect(provider.account.profiles.size).toBe(0)
    const messagingProfileId = profile(provider)
    for (let time = 0; time < 2; time += 1) {
      await adapterAt(provider.url, { messagingProfileId }).restore()
      expect(provider.account.profiles.get(messagingProfileId)).toMatchObject({
        webhook_url: webhook,
      })
    }
    expect(changes(provider)).toBe(1)
  })

  it('is asked for again after it could not be had', async () => {
    await using provider = await startTelnyx()
    const id = provider.account.own('+14155550199')
    const carrier = adapterAt(provider.url)
    provider.loseAnswers(1, 'GET /v2/messaging_profiles')
    expect(await errorOf(carrier.numbers.configure(id))).toMatchObject({ code: 'unavailable' })
    await carrier.numbers.configure(id)
    expect(provider.account.profiles.size).toBe(1)
  })
})

describe('a problem', () => {
  it('is none before there is a number, and nothing is made', async () => {
    await using provider = await startTelnyx()
    expect(await adapterAt(provider.url).problem()).toBeUndefined()
    expect(provider.account.profiles.size).toBe(0)
  })

  it('is looked for without changing anything, for whoever looks may not know our address', async () => {
    await using provider = await startTelnyx()
    const messagingProfileId = profile(provider)
    expect(await adapterAt(provider.url, { messagingProfileId }).problem()).toBeUndefined()
    expect(changes(provider)).toBe(0)
  })

  it('is a profile that is switched off', async () => {
    await using provider = await startTelnyx()
    const messagingProfileId = profile(provider, { enabled: false })
    expect(await adapterAt(provider.url, { messagingProfileId }).problem()).toContain(
      'switched off',
    )
  })

  it('can not be told when the provider can not be asked', async () => {
    await using provider = await startProvider((_, response) => json(response, 500, ''))
    expect(await errorOf(provider.carrier.problem())).toMatchObject({ code: 'unavailable' })
  })
})
