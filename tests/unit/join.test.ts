import { expect, it } from 'vitest'
import { HomeserverError } from '../../src/core/errors.ts'
import { parseRoomId, type RoomId } from '../../src/core/ids.ts'
import { joinRoom } from '../../src/matrix/join.ts'

const room = parseRoomId('!room:one.example') as RoomId
const bot = { kind: 'bot' } as const

/** A homeserver that answers joins with these statuses, then with success. */
function homeserver(...statuses: number[]) {
  const asked: string[] = []
  const pauses: number[] = []
  const request = async (_as: unknown, method: string, to: string) => {
    asked.push(`${method} ${to}`)
    const status = statuses.shift()
    if (status !== undefined) throw new HomeserverError('M_FORBIDDEN', 'no', { status })
    return {}
  }
  const pause = async (milliseconds: number) => pauses.push(milliseconds)
  return { asked, pauses, join: async () => await joinRoom(request, bot, room, pause) }
}

it('joins at once where it can', async () => {
  const { join, asked, pauses } = homeserver()
  await join()
  expect(asked).toEqual(['POST /_matrix/client/v3/join/!room%3Aone.example'])
  expect(pauses).toEqual([])
})

it('asks again while the inviting server has not noted its own invitation', async () => {
  const { join, asked, pauses } = homeserver(403, 403)
  await join()
  expect(asked).toHaveLength(3)
  expect(pauses).toHaveLength(2)
})

it('ends with the refusal when the invitation is gone for good', async () => {
  const { join, asked, pauses } = homeserver(...Array<number>(20).fill(403))
  await expect(join()).rejects.toMatchObject({ status: 403 })
  expect(asked).toHaveLength(6)
  expect(pauses.reduce((sum, pause) => sum + pause, 0)).toBeLessThan(15_000)
})

it('leaves every other refusal to others', async () => {
  const { join, asked } = homeserver(404)
  await expect(join()).rejects.toMatchObject({ status: 404 })
  expect(asked).toHaveLength(1)
})
