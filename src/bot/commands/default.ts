import type { Lines } from '../../core/lines.ts'
import { command } from '../command.ts'
import { plain } from '../reply.ts'
import { type ChatCommand, say } from '../talk.ts'
import { lineName } from './lines.ts'

export function defaultCommand({ lines }: { readonly lines: Lines }): ChatCommand {
  return command({
    name: 'default',
    aliases: [],
    arguments: {
      line: { kind: 'line', required: true, help: 'its number, its label or its place in "lines"' },
    },
    help: 'Makes one of your numbers the one that new chats go out from.',
    permission: 'use',
    run: async (_talk, { line }) => {
      await lines.setDefault(line.id)
      return say(plain(`New chats go out from ${lineName(line)} now.`))
    },
  })
}
