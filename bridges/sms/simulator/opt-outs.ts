import type { Db } from './database.ts'

/** Who wants no texts from which number. */
export interface OptOuts {
  has(phone: string, number: string): boolean
  /** What a text changes, and what the provider answers to it; undefined for an ordinary text. */
  read(phone: string, number: string, text: string): string | undefined
}

/** twilio.com/docs/messaging/features/advanced-opt-out: the words that always count. */
export function createOptOuts(db: Db): OptOuts {
  const has = db.prepare('SELECT 1 FROM opt_out WHERE phone = ? AND number = ?')
  const add = db.prepare('INSERT INTO opt_out (phone, number) VALUES (?, ?) ON CONFLICT DO NOTHING')
  const remove = db.prepare('DELETE FROM opt_out WHERE phone = ? AND number = ?')

  return {
    has: (phone, number) => has.get(phone, number) !== undefined,
    read(phone, number, text) {
      const word = text.trim().toUpperCase()
      if (stopWords.has(word)) {
        if (add.run(phone, number).changes === 0) return undefined
        return 'You have successfully been unsubscribed. You will not receive any more messages from this number. Reply START to resubscribe.'
      }
      if (startWords.has(word) && remove.run(phone, number).changes > 0) {
        return 'You have successfully been re-subscribed to messages from this number. Reply HELP for help. Reply STOP to unsubscribe. Msg&Data Rates May Apply.'
      }
      return helpWords.has(word)
        ? 'Reply STOP to unsubscribe. Msg&Data Rates May Apply.'
        : undefined
    },
  }
}

const stopWords: ReadonlySet<string> = new Set([
  'STOP',
  'UNSUBSCRIBE',
  'END',
  'QUIT',
  'STOPALL',
  'REVOKE',
  'OPTOUT',
  'CANCEL',
])
const startWords: ReadonlySet<string> = new Set(['START', 'YES', 'UNSTOP'])
const helpWords: ReadonlySet<string> = new Set(['HELP', 'INFO'])
