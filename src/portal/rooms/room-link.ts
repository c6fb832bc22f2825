import type { RoomId } from '../../core/ids.ts'

/** What any client opens. Matrix specification, appendix "matrix.to navigation". */
export function roomLink(room: RoomId, serverName: string): string {
  return `https://matrix.to/#/${encodeURIComponent(room)}?via=${serverName}`
}
