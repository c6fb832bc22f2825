// An SMSC in a process of its own, to be killed. What it knows for certain it writes to standard output before it
// says so: "taken <text>" for a submission, "brought <text>" for an answer to a text of a phone.
import { writeSync } from 'node:fs'
import { createServer } from 'node:net'
import { createInterface } from 'node:readline'
import { createLink, type Link } from '../../../src/lib/smpp/link.ts'
import { noTlvs } from '../../../src/lib/smpp/tlvs.ts'

const [port = '0', atOnce = '50', from = '', to = ''] = process.argv.slice(2)
const waiting: string[] = []
let link: Link | undefined
let count = 0
let under = 0

const server = createServer((socket) => {
  const own = createLink({
    socket,
    enquireMs: 30_000,
    responseMs: 15_000,
    answer({ body }) {
      if (body.kind === 'bind_transceiver') {
        link = own
        setImmediate(bring)
        return { status: 0, body: { kind: 'bind_transceiver_resp', systemId: 'bench' } }
      }
      if (body.kind !== 'submit_sm') return { status: 3, body: { kind: 'generic_nack' } }
      writeSync(1, `taken ${Buffer.from(body.shortMessage).toString()}\n`)
      count += 1
      return { status: 0, body: { kind: 'submit_sm_resp', messageId: `${process.pid}-${count}` } }
    },
  })
})
server.listen(Number(port), '127.0.0.1', () => {
  const address = server.address()
  writeSync(1, `port ${typeof address === 'object' ? address?.port : 0}\n`)
})

/** Lines of standard input are texts of a phone. */
createInterface(process.stdin).on('line', (text) => {
  waiting.push(text)
  bring()
})

function bring(): void {
  while (under < Number(atOnce) && link !== undefined) {
    const text = waiting.shift()
    if (text === undefined) return
    under += 1
    void deliver(link, text).finally(() => {
      under -= 1
      bring()
    })
  }
}

async function deliver(to_: Link, text: string): Promise<void> {
  const { status } = await to_.request({
    kind: 'deliver_sm',
    source: { ton: 1, npi: 1, address: from },
    destination: { ton: 1, npi: 1, address: to },
    esmClass: 0,
    registeredDelivery: 0,
    dataCoding: 0,
    shortMessage: Buffer.from(text),
    tlvs: noTlvs,
  })
  if (status === 0) writeSync(1, `brought ${text}\n`)
}
