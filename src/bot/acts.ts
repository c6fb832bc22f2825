import type { UserId } from '../core/ids.ts'
import type { MessageKey } from '../core/message.ts'
import type { GetDeps } from '../lines/get.ts'
import { buy } from './commands/get.ts'
import { type LabelDeps, relabel } from './commands/label.ts'
import { letGo, type ReleaseDeps } from './commands/release.ts'
import { type TextDeps, writeText } from './commands/text.ts'
import type { Act } from './dialogue.ts'
import type { Reply } from './reply.ts'

export type ActDeps = GetDeps & LabelDeps & ReleaseDeps & TextDeps

/** Does it and says so; with the same key once more it is done once. @throws RefusedError CarrierError */
export async function perform(
  deps: ActDeps,
  account: UserId,
  act: Act,
  key: MessageKey,
): Promise<Reply> {
  switch (act.kind) {
    case 'buy':
      return await buy(deps, account, act.offer)
    case 'release':
      return await letGo(deps, act.line, key)
    case 'label':
      return await relabel(deps, act.line, act.label)
    case 'text':
      return await writeText(deps, act, key)
    default:
      return act satisfies never
  }
}
