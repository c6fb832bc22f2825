import { runHomeline } from './homeline.ts'

/** Makes an account by the command, as an operator does. */
export async function addAccount(
  data: string,
  name: string,
): Promise<{ readonly userId: string; readonly password: string }> {
  const { status, output } = await runHomeline(['account', 'add', name, '--data', data])
  if (status !== 0) throw new Error(`account add ${name}: ${status}\n${output}`)
  return credentialsIn(output)
}

/** What `account add` and `account password` print. */
export function credentialsIn(output: string): { userId: string; password: string } {
  const [, userId = ''] = /^User\s+(\S+)$/m.exec(output) ?? []
  const [, password = ''] = /^Password\s+(\S+)$/m.exec(output) ?? []
  return { userId, password }
}
