import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { type CarrierProcess, startCarrier } from '../support/carrier-process.ts'
import { type ClientApi, logIn } from '../support/client-api.ts'
import { type RunningHomeline, startHomeline } from '../support/homeline.ts'
import { until } from '../support/wait.ts'
import { getNumber } from './get-number.ts'
import { type Journals, journalsOf } from './journals.ts'
import { killsOf, type Plan, textOf, type Victim } from './plan.ts'

/** Kills at random moments while texts flow both ways; resolves with both ends' journals when all is quiet. */
export async function crashTest(
  plan: Plan,
  folder: string,
  say: (line: string) => void,
): Promise<Journals> {
  await using carrier = await startCarrier(folder, plan.kind)
  await carrier.phones.configure({ segmentsPerSecond: 0 })
  const flags = ['--ports', String(await freeBase())]
  const start = async () => await startHomeline({ data: folder, flags, env: carrier.environment })
  let homeline = await start()
  try {
    const { account } = homeline.ready
    if (account === undefined) throw new Error('Homeline made no account')
    const api = await logIn(homeline.ready.homeserver, account)
    const number = await getNumber(api, carrier.ownNumber)
    const chats = await openChats(carrier, api, number, plan.contacts)
    say(`${chats.size} chats are open; ${plan.messages} texts begin to flow.`)

    const flow = Promise.all([textIn(plan, carrier, number), textOut(plan, api, chats)])
    let isFlowing = true
    flow
      .finally(() => {
        isFlowing = false
      })
      .catch(() => {})
    for (const [index, victim] of killsOf(plan).entries()) {
      await pause(Math.random() * 2000)
      homeline = await kill(victim, homeline, folder, start)
      say(`Kill ${index + 1}: the ${victim}${isFlowing ? '' : ' (all texts are on their way)'}`)
    }
    const [, written] = await flow
    await arrived(plan, carrier)
    await quiet(homeline, carrier)
    return await journalsOf({ api, carrier, number, chats, written })
  } finally {
    await homeline.stop()
  }
}

async function openChats(
  carrier: CarrierProcess,
  api: ClientApi,
  number: string,
  contacts: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  for (const contact of contacts) await carrier.phones.text(contact, number, 'hello')
  const chats = new Map<string, string>()
  await until('all chats to be there', async () => {
    for (const room of await api.joinedRooms()) {
      const bridge = await api.state(room, 'm.room.canonical_alias')
      if (bridge === undefined) continue
      const contact = await contactIn(api, room)
      if (contact !== undefined) chats.set(contact, room)
    }
    return contacts.every((contact) => chats.has(contact))
  })
  return chats
}

/** Whom a room is with, by its ghost. */
async function contactIn(api: ClientApi, room: string): Promise<string | undefined> {
  const path = `/rooms/${encodeURIComponent(room)}/joined_members`
  const members = JSON.stringify(await api.request('GET', path))
  const digits = /"@phone_(\d+):/.exec(members)?.[1]
  return digits === undefined ? undefined : `+${digits}`
}

async function textIn({ messages, contacts }: Plan, carrier: CarrierProcess, number: string) {
  for (let index = 0; index < messages / 2; index += 1) {
    await carrier.phones.text(
      contacts[index % contacts.length] ?? '',
      number,
      `in ${textOf(index, carrier.tellsWholeSeconds)}`,
    )
    await pause(Math.random() * 40)
  }
}

/** @returns what the homeserver took, by room, in its order */
async function textOut(
  { messages, contacts }: Plan,
  api: ClientApi,
  chats: ReadonlyMap<string, string>,
): Promise<ReadonlyMap<string, readonly string[]>> {
  const written = new Map<string, string[]>()
  for (let index = 0; index < messages / 2; index += 1) {
    const room = chats.get(contacts[index % contacts.length] ?? '') ?? ''
    const body = `out ${textOf(index)}`
    await api.send(room, `crash-${index}`, { msgtype: 'm.text', body })
    written.set(room, [...(written.get(room) ?? []), body])
  }
  return written
}

async function kill(
  victim: Victim,
  homeline: RunningHomeline,
  folder: string,
  start: () => Promise<RunningHomeline>,
): Promise<RunningHomeline> {
  if (victim === 'bridge') {
    await homeline.kill()
    return await start()
  }
  const pid = await homeserverPid(folder)
  process.kill(pid, 'SIGKILL')
  await until('the homeserver to be back', async () => {
    if ((await homeserverPid(folder).catch(() => pid)) === pid) return undefined
    return await fetch(`${homeline.ready.web}/health`).then(
      (answer) => answer.ok,
      () => false,
    )
  })
  return homeline
}

async function homeserverPid(folder: string): Promise<number> {
  return Number(await readFile(path.join(folder, 'synapse', 'homeserver.pid'), 'utf8'))
}

/** Texts that are found late come within a minute; what is still missing then is for the journals to say. */
async function arrived({ messages, contacts }: Plan, carrier: CarrierProcess): Promise<void> {
  await until(
    'all texts to have arrived',
    async () =>
      (await carrier.phones.messages()).filter(
        ({ direction, to }) => direction === 'out' && contacts.includes(to),
      ).length >=
      messages / 2,
    60_000,
  ).catch(() => {})
}

/** Nothing waits any more, and what the carrier accepted has its final state. */
async function quiet(homeline: RunningHomeline, carrier: CarrierProcess): Promise<void> {
  let calm = 0
  await until(
    'everything to be quiet',
    async () => {
      const metrics = await (await fetch(`${homeline.ready.web}/metrics`)).text()
      const waiting = /homeline_inbox_entries\{state="ready"\} (\d+)/.exec(metrics)?.[1]
      const moving = (await carrier.phones.messages()).filter(({ status }) =>
        ['queued', 'sending', 'receiving'].includes(status),
      )
      const isStill = moving.length === 0 && (await carrier.unreported()) === 0
      calm = waiting === '0' && isStill ? calm + 1 : 0
      await pause(200)
      return calm >= 15
    },
    240_000,
  )
}

/** Four ports in a row that are free now and likely to stay so while Homeline restarts. */
async function freeBase(): Promise<number> {
  return 20_000 + Math.floor(Math.random() * 2500) * 4
}
