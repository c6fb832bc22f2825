import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { addAccount, credentialsIn } from '../support/accounts.ts'
import { type ClientApi, logIn } from '../support/client-api.ts'
import { runHomeline } from '../support/homeline.ts'
import { type MatrixUser, signIn } from '../support/matrix-user.ts'
import { type Stage, setStage } from '../support/stage.ts'
import { type Talk, talkIn, talkTo } from '../support/talk.ts'
import { until } from '../support/wait.ts'

const ada = '+12025550171'
const ghost = '@phone_12025550171:homeline.localhost'

let stage: Stage
let me: MatrixUser
let bob: MatrixUser
let mine: { readonly line: string; readonly bot: Talk; readonly raw: ClientApi }
let his: { readonly line: string; readonly bot: Talk; readonly raw: ClientApi }

beforeAll(async () => {
  stage = await setStage()
  me = stage.me
  const { homeserver, account = { userId: '', password: '' } } = stage.homeline.ready
  mine = {
    line: stage.line,
    bot: talkIn(me, (await me.roomNamed('Homeline')).roomId),
    raw: await logIn(homeserver, account),
  }
  const credentials = await addAccount(stage.data, 'bob')
  bob = await signIn(homeserver, credentials)
  const bot = await talkTo(bob, '@homeline:homeline.localhost')
  await bot.ask('search US', /1\. /)
  await bot.ask('1', /yes/i)
  const line = bot.numberIn(await bot.ask('yes', /is yours now/))
  his = { line, bot, raw: await logIn(homeserver, credentials) }
})

afterAll(async () => {
  await bob[Symbol.asyncDispose]()
  await stage[Symbol.asyncDispose]()
})

/** Everything of an account's rooms that its client is told. */
async function everythingOf({ raw }: typeof mine): Promise<string> {
  return JSON.stringify(await raw.request('GET', '/sync?full_state=true'))
}

const with_ = async (user: MatrixUser, body: string) =>
  await user.room(({ roomId }) => user.bodies(roomId).includes(body), `a room with "${body}"`)

describe('two accounts with the same contact', () => {
  it('each call it by a name of their own, which the other never sees', async () => {
    await stage.phones.text(ada, mine.line, 'to me')
    await stage.phones.text(ada, his.line, 'to Bob')
    const [myRoom, hisRoom] = [await with_(me, 'to me'), await with_(bob, 'to Bob')]
    expect(myRoom.roomId).not.toBe(hisRoom.roomId)
    await me.say(myRoom.roomId, '!line name Sweetheart')
    await bob.say(hisRoom.roomId, '!line name Landlady')
    await me.roomNamed('Sweetheart')
    await bob.roomNamed('Landlady')
    const nameIn = (user: MatrixUser, room: string) =>
      user.client.getRoom(room)?.getMember(ghost)?.name
    await until('the name in my room', () => nameIn(me, myRoom.roomId) === 'Sweetheart')
    await until('the name in his room', () => nameIn(bob, hisRoom.roomId) === 'Landlady')

    await stage.phones.text(ada, mine.line, 'me again')
    await me.message(myRoom.roomId, 'me again')
    expect(await everythingOf(mine)).toContain('Sweetheart')
    expect(await everythingOf(his)).toContain('Landlady')
    expect(await everythingOf(his)).not.toMatch(/Sweetheart|to me|me again/)
    expect(await everythingOf(mine)).not.toMatch(/Landlady|to Bob/)
    for (const { raw } of [mine, his]) {
      expect(await raw.request('GET', `/profile/${ghost}`)).toMatchObject({
        displayname: '+1 202 555 0171',
      })
    }
    await mine.bot.ask('chats', /“?Sweetheart/)
    expect(await his.bot.ask('chats', /Landlady/)).not.toContain('Sweetheart')
  })

  it('keep the names when they are looked at anew', async () => {
    const room = await me.roomNamed('Sweetheart')
    const member = await mine.raw.state(room.roomId, 'm.room.member', ghost)
    expect(member).toMatchObject({ displayname: 'Sweetheart' })
    await stage.phones.text(ada, his.line, 'Bob again')
    const hisRoom = await bob.roomNamed('Landlady')
    await bob.message(hisRoom.roomId, 'Bob again')
    expect(await his.raw.state(hisRoom.roomId, 'm.room.member', ghost)).toMatchObject({
      displayname: 'Landlady',
    })
  })

  it('can not look into the rooms of the other', async () => {
    const room = await me.roomNamed('Sweetheart')
    await expect(
      his.raw.request('GET', `/rooms/${encodeURIComponent(room.roomId)}/messages?dir=b`),
    ).rejects.toThrow(/^403/)
    await expect(bob.client.joinRoom(room.roomId)).rejects.toThrow(/403/)
    // Somebody who shares no room with a ghost does not learn that it exists.
    await stage.phones.text('+12025550172', mine.line, 'only mine')
    await with_(me, 'only mine')
    await expect(
      his.raw.request('GET', '/profile/@phone_12025550172:homeline.localhost'),
    ).rejects.toThrow(/^40[34]/)
  })
})

describe('a number', () => {
  it('goes to one of two who want it at the same time, and the other is told', async () => {
    const list = await mine.bot.ask('search US', /1\. /)
    const [, wanted = ''] = /2\. (\+1[\d ]+)/.exec(list) ?? []
    const number = wanted.replaceAll(' ', '')
    for (const { bot } of [mine, his]) await bot.ask(`get ${number}`, /yes or no/)
    const answers = await Promise.all(
      [mine, his].map(
        async ({ bot }) => await bot.ask('yes', /is yours now|taken by somebody else/),
      ),
    )
    expect(answers.filter((answer) => answer.includes('is yours now'))).toHaveLength(1)
    expect(answers.filter((answer) => answer.includes('taken by somebody else'))).toHaveLength(1)
    for (const { bot } of [mine, his]) await bot.ask('lines', /\+1/)
    const lists = await Promise.all(
      [mine, his].map(async ({ bot }) => await bot.ask('lines', /\+1/)),
    )
    expect(lists.filter((lines) => lines.includes(wanted.trim()))).toHaveLength(1)
    const loser = answers.findIndex((answer) => answer.includes('taken'))
    await [mine, his][loser]?.bot.ask(`get ${number}`, /not for sale|taken by somebody else/)
  })

  it('that one releases brings nothing along to the one who gets it next', async () => {
    await stage.phones.text('+12025550173', mine.line, 'a secret')
    const room = await with_(me, 'a secret')
    await me.say(room.roomId, '!line name Doctor')
    await me.roomNamed('Doctor')
    await mine.bot.ask(`release ${mine.line}`, /yes or no/)
    await mine.bot.ask('no', /nothing was done/)
    await stage.phones.text('+12025550173', mine.line, 'still here?')
    await me.message(room.roomId, 'still here?')

    await mine.bot.ask(`release ${mine.line}`, /goes back to its carrier.*yes or no/)
    await mine.bot.ask('yes', /is released/)
    await me.message(room.roomId, /was released. No texts go out from here any more/)
    await me.say(room.roomId, 'hello?')
    await me.message(room.roomId, /^⚠ Not sent: This line was released/)

    await his.bot.ask(`get ${mine.line}`, /yes or no/)
    await his.bot.ask('yes', /is yours now/)
    await stage.phones.text('+12025550173', mine.line, 'who are you?')
    const next = await with_(bob, 'who are you?')
    expect(next.roomId).not.toBe(room.roomId)
    expect(next.name).toBe('+1 202 555 0173')
    expect(await everythingOf(his)).not.toMatch(/a secret|Doctor|still here/)
    expect(await everythingOf(mine)).not.toMatch(/who are you/)
    const closings = me.bodies(room.roomId).filter((body) => body.includes('was released. No'))
    expect(closings).toHaveLength(1)
  })
})

describe('the account command', () => {
  const command = async (...args: string[]) =>
    await runHomeline(['account', ...args, '--data', stage.data])

  it('lists the accounts, not the ghosts', async () => {
    const { status, output } = await command('list')
    expect(status).toBe(0)
    expect(output.trim().split('\n').sort()).toEqual([
      '@bob:homeline.localhost',
      '@me:homeline.localhost',
    ])
  })

  it('refuses a name that is taken, impossible or belongs to ghosts', async () => {
    for (const [name, why] of [
      ['bob', /There is an account "bob" already/],
      ['Bob!', /can't be a user name: small letters/],
      ['phone_12025550123', /one of Homeline's own users/],
      ['homeline', /one of Homeline's own users/],
    ] as const) {
      const { status, output } = await command('add', name)
      expect(output).toMatch(why)
      expect(status).toBe(1)
    }
    expect((await command('password', 'phone_12025550171')).status).toBe(1)
  })

  it('gives a new password, with which one can sign in', async () => {
    const { homeserver } = stage.homeline.ready
    const { status, output } = await command('password', '@bob:homeline.localhost')
    expect(status).toBe(0)
    const credentials = credentialsIn(output)
    await using again = await signIn(homeserver, credentials)
    expect(again.userId).toBe('@bob:homeline.localhost')
    await expect(his.raw.request('GET', '/account/whoami')).rejects.toThrow(/^401/)
    expect(await command('password', 'nobody')).toMatchObject({ status: 1 })
  })
})
