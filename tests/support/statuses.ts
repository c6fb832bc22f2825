import type { MatrixUser } from './matrix-user.ts'
import { until } from './wait.ts'

/** What was told about an event by `com.beeper.message_send_status`, oldest first. */
export function statuses({ client }: MatrixUser, roomId: string, eventId: string) {
  return (client.getRoom(roomId)?.getLiveTimeline().getEvents() ?? [])
    .filter(
      (event) =>
        event.getType() === 'com.beeper.message_send_status' &&
        event.getContent()['m.relates_to']?.['event_id'] === eventId,
    )
    .map((event) => event.getContent())
}

/** Waits until the last word about an event is this. */
export async function hasStatus(
  user: MatrixUser,
  roomId: string,
  eventId: string,
  status: string,
): Promise<Record<string, unknown>> {
  return await until(`the status ${status}`, () =>
    statuses(user, roomId, eventId).find((content) => content['status'] === status),
  )
}
