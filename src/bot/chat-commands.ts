import type { ChatDeps } from './chat.ts'
import { blockCommand, unblockCommand } from './commands/block.ts'
import { chatsCommand } from './commands/chats.ts'
import { defaultCommand } from './commands/default.ts'
import { getCommand } from './commands/get.ts'
import { helpCommand } from './commands/help.ts'
import { labelCommand } from './commands/label.ts'
import { linesCommand } from './commands/lines.ts'
import { releaseCommand } from './commands/release.ts'
import { searchCommand } from './commands/search.ts'
import { type SettingsDeps, setCommand, settingsCommand } from './commands/settings.ts'
import { type StatusDeps, statusCommand } from './commands/status.ts'
import { textCommand } from './commands/text.ts'
import type { ChatCommand } from './talk.ts'

/** Everything that the chat with the bot understands, in the order in which help shows it. */
export function chatCommands(
  deps: Omit<ChatDeps, 'commands'> & StatusDeps & SettingsDeps,
): readonly ChatCommand[] {
  const { serverName } = deps.homeserver
  const commands: readonly ChatCommand[] = [
    helpCommand(() => commands),
    linesCommand(deps),
    searchCommand(deps),
    getCommand(deps),
    labelCommand(),
    defaultCommand(deps),
    releaseCommand(deps),
    textCommand(deps),
    chatsCommand({ portals: deps.portals, serverName }),
    blockCommand(deps),
    unblockCommand(deps),
    settingsCommand(deps),
    setCommand(deps),
    statusCommand(deps),
  ]
  return commands
}
