import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { adminToken, text, type WebWorld, webWorld } from './web-world.ts'

let world: WebWorld
beforeEach(async () => {
  world = await webWorld()
})
afterEach(async () => await world[Symbol.asyncDispose]())

async function get(target: string, headers: Record<string, string> = {}) {
  const response = await fetch(world.url + target, { headers })
  const body = await response.text()
  return { status: response.status, body: body.startsWith('{') ? JSON.parse(body) : body }
}

describe('/health', () => {
  it('tells whether the process lives and whether texts can flow', async () => {
    const well = { status: 200, body: { live: true, ready: true, problems: [] } }
    expect(await get('/health')).toEqual(well)
    expect(await get('/health/ready')).toEqual(well)
    world.problems.push('The homeserver gives no answer.')
    expect(await get('/health')).toEqual({
      status: 503,
      body: { live: true, ready: false, problems: ['The homeserver gives no answer.'] },
    })
    expect(await get('/health/live')).toEqual({ status: 200, body: { live: true } })
  })
})

describe('/metrics', () => {
  it('is what Prometheus reads', async () => {
    await world.report(text)
    const response = await fetch(`${world.url}/metrics`)
    expect(response.headers.get('content-type')).toMatch(/^text\/plain; .*version=0\.0\.4/)
    const page = await response.text()
    const line = /^(# (HELP|TYPE) \w+ .*|[a-z_:][\w:]*(\{[^}]*\})? (-?[\d.e+-]+|NaN|\+Inf))$/
    expect(
      page
        .trimEnd()
        .split('\n')
        .filter((one) => one !== '' && !line.test(one)),
    ).toEqual([])
    expect(page).toContain('homeline_inbox_entries{state="ready"} 1')
    expect(page).toContain('homeline_inbox_entries{state="parked"} 0')
    expect(page).toMatch(/^homeline_inbox_oldest_seconds [\d.]+$/m)
    expect(page).toContain('# TYPE homeline_latency_seconds histogram')
    expect(page).not.toContain('a secret text')
  })

  it('counts what it is told', async () => {
    const page = await world.scrape()
    for (const name of ['messages_total', 'parked_total', 'homeserver_errors_total']) {
      expect(page).toContain(`# TYPE homeline_${name} counter`)
    }
  })
})

describe('/admin', () => {
  const authorized = { authorization: `Bearer ${adminToken}` }

  async function park(): Promise<number> {
    await world.report(text)
    const [entry] = await world.store.inbox.take(1)
    if (entry === undefined) throw new Error('nothing to take')
    await world.store.inbox.settle(entry, { state: 'parked', error: 'TypeError: x' })
    return entry.id
  }

  it.each([{}, { authorization: 'Bearer x' }, { authorization: adminToken }])(
    'is for who has the token: %j',
    async (headers) => {
      expect((await get('/admin/inbox', headers)).status).toBe(401)
      const id = await park()
      const retry = await world.post(`/admin/inbox/${id}/retry`, '', headers)
      expect(retry.status).toBe(401)
      expect(await world.store.inbox.parked()).toHaveLength(1)
    },
  )

  it('shows what is parked and lets it go on', async () => {
    const id = await park()
    expect(await get('/admin/inbox', authorized)).toMatchObject({
      status: 200,
      body: { depth: { ready: 0, parked: 1 }, parked: [{ id, error: 'TypeError: x' }] },
    })
    const before = world.woken()
    expect((await world.post(`/admin/inbox/${id}/retry`, '', authorized)).status).toBe(200)
    expect(world.woken()).toBe(before + 1)
    expect((await world.post(`/admin/inbox/${id}/retry`, '', authorized)).status).toBe(404)
    expect((await world.post('/admin/inbox/x/retry', '', authorized)).status).toBe(404)
    expect(await world.store.inbox.take(1)).toHaveLength(1)
  })
})

it('answers what it does not know, and what is no address, briefly', async () => {
  expect((await get('/')).status).toBe(404)
  expect((await world.post('/webhooks/%E0%A4%A/x', '')).status).toBe(400)
  const { headers } = await fetch(world.url)
  expect(headers.get('x-powered-by')).toBeNull()
})
