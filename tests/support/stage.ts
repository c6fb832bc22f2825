import {
  type RunningHomeline,
  type StartOptions,
  startHomeline,
  temporaryFolder,
} from './homeline.ts'
import { type MatrixUser, signIn } from './matrix-user.ts'
import { type Phones, phonesAt } from './phones.ts'

/** A fresh Homeline with its first account signed in and phones that text without delay. */
export interface Stage extends AsyncDisposable {
  readonly data: string
  readonly homeline: RunningHomeline
  readonly phones: Phones
  readonly me: MatrixUser
  /** The first account's first number. */
  readonly line: string
}

export async function setStage(options: Omit<StartOptions, 'data'> = {}): Promise<Stage> {
  await using stack = new AsyncDisposableStack()
  const folder = stack.use(await temporaryFolder())
  const homeline = stack.use(await startHomeline({ ...options, data: folder.path }))
  const { handset = '', account = { userId: '', password: '' }, lines, homeserver } = homeline.ready
  const phones = phonesAt(handset)
  await phones.configure({ segmentsPerSecond: 0 })
  const me = stack.use(await signIn(homeserver, account))
  const rest = stack.move()
  return {
    data: folder.path,
    homeline,
    phones,
    me,
    line: lines[0]?.number ?? '',
    [Symbol.asyncDispose]: async () => await rest.disposeAsync(),
  }
}
