import { afterEach, beforeEach, expect, it } from 'vitest'
import type { UserId } from '../../src/core/ids.ts'
import { type MmsWorld, mmsWorld } from '../support/mms-world.ts'

const me = '@me:here.test' as UserId
let world: MmsWorld
beforeEach(async () => {
  world = await mmsWorld()
  await world.receive('SM1', 'Hi')
})
afterEach(() => world[Symbol.dispose]())

const texts = () => world.mms.sent.map(({ text }) => text)
const dear = `It’s ${'long '.repeat(20)}`.trim()

async function write(body: string): Promise<string> {
  await world.act(me, await world.room(), 'm.room.message', { msgtype: 'm.text', body })
  await world.tell(60_000)
  return String((await world.said()).at(-1)?.content['body'])
}

it('go out as they are unless the account wants to be asked', async () => {
  await write(dear)
  expect(texts()).toEqual([dear])
})

it('wait, with the reason and how they would cost less, until the account sends them again', async () => {
  await world.say('set hints on')
  expect(await write(dear)).toMatch(
    /^⚠ Not sent: This text goes out as 2 segments because of “’”.* 🔁/,
  )
  expect(texts()).toEqual([])
  await write('Short')
  await write('!line retry')
  expect(texts()).toEqual(['Short', dear])
})

it('wait when they are long, and sooner when they go abroad', async () => {
  await world.say('set hints on')
  expect(await write('plain '.repeat(130))).toMatch(/goes out as 6 segments, and each is charged/)
  await world.receive('SM2', 'Hi', { from: '+4915735990001' as never })
  await world.say(`text +4915735990001 ${'plain '.repeat(40)}`)
  await world.tell(60_000)
  const [portal] = await world.store.portals.ofAccount(me)
  const bodies = world.homeserver
    .eventsOf(portal?.room as never)
    .map(({ content }) => content['body'])
  expect(String(bodies.at(-1))).toMatch(/goes abroad as 2 segments/)
})

it('go out in plain characters where the account wants that', async () => {
  await world.say('set plain on')
  await write(dear)
  expect(texts()).toEqual([dear.replace('’', "'")])
})
