import type { Line } from '../core/line.ts'
import { findLine } from '../lines/find.ts'
import { findCommand } from './command.ts'
import { placeIn } from './commands/get.ts'
import { type TextDeps, textFrom } from './commands/text.ts'
import type { Question } from './dialogue.ts'
import { plain } from './reply.ts'
import { type ChatCommand, type Step, say, type Talk } from './talk.ts'
import { firstWord } from './words.ts'

/** What a message means as the answer to the bot's question; undefined when it is none. */
export async function answer(
  deps: TextDeps,
  commands: readonly ChatCommand[],
  talk: Talk,
  text: string,
): Promise<Step | undefined> {
  const { question } = talk.state
  if (question === undefined) return undefined
  switch (question.kind) {
    case 'confirm':
      return confirmed(question, text)
    case 'line':
      return await lineChosen(deps, commands, talk, question, text)
    default:
      return question satisfies never
  }
}

/** "yes" and "no" as people write and tap them. */
export function verdict(text: string): 'yes' | 'no' | undefined {
  const word = text
    .toLowerCase()
    .replace(/[\ufe0f\u{1f3fb}-\u{1f3ff}.!\s]/gu, '')
    .slice(0, 20)
  if (['yes', 'y', 'ok', 'okay', 'sure', 'yesplease', '✅', '👍', '✔'].includes(word)) return 'yes'
  const isNo = ['no', 'n', 'nothanks', 'cancel', 'stop', 'abort', '❌', '👎', '✖'].includes(word)
  return isNo ? 'no' : undefined
}

function confirmed({ act }: Question & { kind: 'confirm' }, text: string): Step | undefined {
  switch (verdict(text)) {
    case 'yes':
      return { kind: 'act', act }
    case 'no':
      return cancelled()
    case undefined:
      return undefined
  }
}

async function lineChosen(
  deps: TextDeps,
  commands: readonly ChatCommand[],
  { lines }: Talk,
  question: Question & { kind: 'line' },
  text: string,
): Promise<Step | undefined> {
  if (verdict(text) === 'no') return cancelled()
  const line = chosen(lines, question, text)
  if (line !== undefined) return await textFrom(deps, line, question.number, question.text)
  if (findCommand(commands, firstWord(text)) !== undefined) return undefined
  const range = `1 to ${question.lines.length}`
  return say(plain(`Please answer with the place of one of your numbers, ${range}, or "no".`), {
    question,
  })
}

function chosen(
  lines: readonly Line[],
  question: Question & { kind: 'line' },
  text: string,
): Line | undefined {
  const place = placeIn(text)
  if (place === undefined) return findLine(lines, text)
  const id = question.lines[place - 1]
  return lines.find((line) => line.id === id)
}

function cancelled(): Step {
  return say(plain('All right, nothing was done.'))
}
