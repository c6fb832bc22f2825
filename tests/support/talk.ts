import type { MatrixUser } from './matrix-user.ts'
import { until } from './wait.ts'

/** A direct chat with the bot. */
export interface Talk {
  readonly roomId: string
  /** Says something and waits for an answer that fits. @returns its body */
  ask(text: string, answer: RegExp): Promise<string>
  /** The number that an answer names, in E.164 form. */
  numberIn(answer: string): string
}

/** Opens a chat with the bot, as clients do. */
export async function talkTo(user: MatrixUser, bot: string): Promise<Talk> {
  const { room_id: roomId } = await user.client.createRoom({ is_direct: true, invite: [bot] })
  await until(
    'the bot to join',
    () => user.client.getRoom(roomId)?.getMember(bot)?.membership === 'join',
  )
  return talkIn(user, roomId)
}

export function talkIn(user: MatrixUser, roomId: string): Talk {
  return {
    roomId,
    async ask(text, answer) {
      const mine = await user.say(roomId, text)
      return await until(`an answer to "${text}"`, () => {
        const events = user.client.getRoom(roomId)?.getLiveTimeline().getEvents() ?? []
        const place = events.findIndex((event) => event.getId() === mine)
        if (place < 0) return undefined
        return events
          .slice(place + 1)
          .filter(
            (event) => event.getSender() !== user.userId && event.getType() === 'm.room.message',
          )
          .map((event) => String(event.getContent()['body']))
          .find((body) => answer.test(body))
      })
    },
    numberIn: (answer) => `+${/\+([\d ]+)/.exec(answer)?.[1]?.replaceAll(' ', '') ?? ''}`,
  }
}
