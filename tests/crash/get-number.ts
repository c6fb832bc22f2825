import type { ClientApi } from '../support/client-api.ts'
import { until } from '../support/wait.ts'

/**
 * Gets a first number by talking to the bot, as a person does: this one, or one that is for sale.
 * @returns it in E.164 form
 */
export async function getNumber(api: ClientApi, wanted?: string): Promise<string> {
  const room = await until('the chat with the bot', async () => {
    for (const id of await api.joinedRooms()) {
      const members = await api.request('GET', `/rooms/${encodeURIComponent(id)}/joined_members`)
      if (JSON.stringify(members).includes('"@homeline:')) return id
    }
    return undefined
  })
  const answer = async (to: string, pattern: RegExp) => {
    await api.send(room, `bot-${to}-${Date.now()}`, { msgtype: 'm.text', body: to })
    return await until(`the bot's answer to "${to}"`, async () => {
      const bodies = (await api.messages(room)).map(({ content }) => String(content.body))
      return bodies.slice(bodies.lastIndexOf(to) + 1).find((body) => pattern.test(body))
    })
  }
  if (wanted === undefined) await answer('search US', /1\./)
  await answer(wanted === undefined ? '1' : `get ${wanted}`, /yes/i)
  const done = await answer('yes', /\+1/)
  return `+${/\+([\d ()-]{8,})/.exec(done)?.[1]?.replace(/\D/g, '') ?? ''}`
}
