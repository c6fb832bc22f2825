import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import path from 'node:path'
import { close, listen } from '../../../src/lib/listen.ts'
import { temporaryFolder } from '../../support/homeline.ts'
import { freePort } from '../../support/own-synapse.ts'
import { until } from '../../support/wait.ts'

/** Whether Debian's kannel is here. */
export function hasKannel(): boolean {
  try {
    execFileSync('bearerbox', ['--version'], { stdio: 'ignore' })
    execFileSync('smsbox', ['--version'], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}

/** A gateway that is bound to an SMSC: whoever uses it texts and is called by HTTP. */
export interface Kannel extends AsyncDisposable {
  /** @returns Kannel's own answer, "0: Accepted for delivery" */
  send(text: string, coding: 'gsm' | 'ucs-2'): Promise<string>
  /** What it called: the texts of phones, and the states of texts by Kannel's numbers for them. */
  readonly called: readonly Called[]
}

interface Called {
  readonly path: string
  readonly fields: Readonly<Record<string, string>>
}

interface Place {
  readonly port: number
  readonly systemId: string
  readonly password: string
  readonly from: string
  readonly to: string
}

export async function startKannel({ port, systemId, password, from, to }: Place): Promise<Kannel> {
  await using stack = new AsyncDisposableStack()
  const folder = stack.use(await temporaryFolder())
  const called: Called[] = []
  const server = createServer((request, response) => {
    called.push(calledBy(request.url ?? '/'))
    response.end()
  })
  const ours = `http://127.0.0.1:${await listen(server, '127.0.0.1', 0)}`
  stack.defer(() => close(server, 0))
  const [admin, box, sendsms] = [await freePort(), await freePort(), await freePort()]
  const file = path.join(folder.path, 'kannel.conf')
  writeFileSync(
    file,
    `group = core
admin-port = ${admin}
admin-interface = 127.0.0.1
admin-password = hidden
smsbox-port = ${box}
smsbox-interface = 127.0.0.1
box-allow-ip = 127.0.0.1
dlr-storage = internal

group = smsc
smsc = smpp
host = 127.0.0.1
port = ${port}
transceiver-mode = 1
smsc-username = ${systemId}
smsc-password = ${password}
system-type = ""
interface-version = 34
source-addr-ton = 1
source-addr-npi = 1
dest-addr-ton = 1
dest-addr-npi = 1
reconnect-delay = 1

group = smsbox
bearerbox-host = 127.0.0.1
sendsms-port = ${sendsms}
sendsms-interface = 127.0.0.1

group = sendsms-user
username = tester
password = hidden
concatenation = true
max-messages = 10

group = sms-service
keyword = default
catch-all = true
max-messages = 0
concatenation = true
get-url = "${ours}/mo?from=%p&to=%P&text=%a&coding=%c&charset=%C"
`,
  )
  for (const program of ['bearerbox', 'smsbox']) {
    const child = spawn(program, [file], { cwd: folder.path, stdio: 'ignore' })
    stack.defer(async () => {
      child.kill('SIGKILL')
      if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
    })
    await until(program, () => answers(program === 'bearerbox' ? admin : sendsms), 20_000)
  }
  const rest = stack.move()
  return {
    called,
    async send(text, coding) {
      const query = new URLSearchParams({
        username: 'tester',
        password: 'hidden',
        from: from.slice(1),
        to: to.slice(1),
        text,
        charset: 'UTF-8',
        coding: coding === 'gsm' ? '0' : '2',
        'dlr-mask': '31',
        'dlr-url': `${ours}/dlr?type=%d`,
      })
      const answer = await fetch(`http://127.0.0.1:${sendsms}/cgi-bin/sendsms?${query}`)
      return await answer.text()
    },
    [Symbol.asyncDispose]: async () => await rest.disposeAsync(),
  }
}

async function answers(port: number): Promise<boolean> {
  return await fetch(`http://127.0.0.1:${port}/`).then(
    () => true,
    () => false,
  )
}

/** Texts in UCS-2 come as they are, octet by octet. */
function calledBy(url: string): Called {
  const [path = '', query = ''] = url.split('?')
  const octets = new Map(
    query.split('&').map((field) => {
      const [name = '', value = ''] = field.split('=')
      return [name, octetsIn(value)] as const
    }),
  )
  const coding = octets.get('coding')?.toString()
  const fields = [...octets].map(([name, value]) => {
    const isWide = name === 'text' && coding === '2'
    return [name, isWide ? new TextDecoder('utf-16be').decode(value) : value.toString()]
  })
  return { path, fields: Object.fromEntries(fields) }
}

function octetsIn(value: string): Buffer {
  const spaced = value.replaceAll('+', ' ')
  const plain = spaced.replace(/%([\da-f]{2})/gi, (_, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  )
  return Buffer.from(plain, 'latin1')
}
