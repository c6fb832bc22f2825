// Kills bridge and homeserver at random while texts flow, and counts.
// `npm run crash-test -- MESSAGES KILLS KIND`: the last is the kind of carrier, twilio unless it is given.
import { z } from 'zod'
import { temporaryFolder } from '../support/homeline.ts'
import { simulatedKindNames } from '../support/simulated-kinds.ts'
import { crashTest } from './run.ts'

const [messages = '2000', kills = '40', given = 'twilio'] = process.argv.slice(2)
const kind = z.enum(simulatedKindNames).parse(given)
const half = Math.ceil(Number(kills) / 2)
const contacts = Array.from({ length: 10 }, (_, index) => `+120255501${10 + index}`)
await using folder = await temporaryFolder()
const startedAt = Date.now()
const journals = await crashTest(
  {
    messages: Number(messages),
    bridgeKills: half,
    homeserverKills: Number(kills) - half,
    contacts,
    kind,
  },
  folder.path,
  (line) =>
    console.log(`${String(Math.round((Date.now() - startedAt) / 1000)).padStart(5)} s  ${line}`),
)
console.table({ 'phone → Matrix': journals.in, 'Matrix → phone': journals.out })
console.log(`Perhaps sent: ${journals.perhapsSent}; failed: ${journals.failed}`)
const { in: incoming, out } = journals
const isGood = [incoming, out].every(({ lost, doubled }) => lost + doubled === 0)
// An SMSC can't be asked what became of a text: one a chat and kill at most.
const mayBe = kind === 'smpp' ? Number(kills) * contacts.length : 0
const isKnown = journals.perhapsSent <= mayBe
process.exitCode = isGood && isKnown && out.outOfOrder === 0 ? 0 : 1
