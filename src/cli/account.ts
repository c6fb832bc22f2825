import { openOperator } from '../app/operator.ts'
import { type Run, UsageError } from './command.ts'

export const run: Run = async ({ arguments: [verb, name], config, say }) => {
  const isList = verb === 'list' && name === undefined
  const isOne = (verb === 'add' || verb === 'password') && name !== undefined
  if (!isList && !isOne) {
    throw new UsageError('Write "account add NAME", "account list" or "account password NAME".')
  }
  const operator = await openOperator(await config())
  if (name === undefined) {
    for (const userId of await operator.list()) say(userId)
    return 0
  }
  const { userId, password } =
    verb === 'add' ? await operator.add(name) : await operator.renew(name)
  say(`User      ${userId}`)
  say(`Password  ${password}`)
  say('The password is shown this once. Whoever signs in with it invites the bot to a direct chat.')
  return 0
}
