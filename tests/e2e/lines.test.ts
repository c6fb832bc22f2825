import { afterAll, beforeAll, expect, it } from 'vitest'
import { type Stage, setStage } from '../support/stage.ts'
import { type Talk, talkIn } from '../support/talk.ts'

const ada = '+12025550123'

let stage: Stage
let homeline: Stage['homeline']
let phones: Stage['phones']
let me: Stage['me']
let bot: Talk

beforeAll(async () => {
  stage = await setStage()
  ;({ homeline, phones, me } = stage)
  bot = talkIn(me, (await me.roomNamed('Homeline')).roomId)
})

afterAll(async () => await stage[Symbol.asyncDispose]())

it('gets three numbers in two countries by talking, and each texts for itself', async () => {
  const first = homeline.ready.lines[0]?.number ?? ''
  const more: string[] = []
  for (const country of ['US', 'Germany']) {
    await bot.ask(`search ${country}`, /^.*1\. /s)
    await bot.ask('1', /yes/i)
    const done = await bot.ask('yes', /is yours|now yours|\+\d/)
    more.push(bot.numberIn(done))
  }
  const numbers = [first, ...more]
  expect(new Set(numbers).size).toBe(3)
  expect(numbers[2]).toMatch(/^\+49/)

  for (const number of numbers) await phones.text(ada, number, `to ${number}`)
  for (const number of numbers) {
    const room = await me.room(
      ({ roomId }) => me.bodies(roomId).includes(`to ${number}`),
      `a room for ${number}`,
    )
    await me.say(room.roomId, `from ${number}`)
    expect(await phones.received(ada, `from ${number}`)).toMatchObject({ from: number })
  }
})

it('begins a chat from the line that is named', async () => {
  await bot.ask('label 2 Ads', /Ads/)
  await bot.ask(`text ${ada} on Ads Still for sale?`, /./)
  const sent = await phones.received(ada, 'Still for sale?', 'delivered')
  expect(sent.from).not.toBe(homeline.ready.lines[0]?.number)
})

it('answers what it does not know with what is nearest', async () => {
  await bot.ask('serch US', /search/)
  await bot.ask('help', /search/)
  await bot.ask('search', /country/i)
})
