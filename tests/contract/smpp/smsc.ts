import { createServer, type Socket } from 'node:net'
import { createServer as createSecureServer } from 'node:tls'
import { decodePdu } from '../../../src/lib/smpp/decode.ts'
import { encodePdu } from '../../../src/lib/smpp/encode.ts'
import { createFrames } from '../../../src/lib/smpp/frames.ts'
import type { DeliverSm, Pdu, PduBody, ResponseBody, SubmitSm } from '../../../src/lib/smpp/pdu.ts'
import { noTlvs } from '../../../src/lib/smpp/tlvs.ts'
import { until } from '../../support/wait.ts'

/** An SMSC that does as it is told, good or bad: nothing of it but the codec is the product's. */
export interface TestSmsc extends AsyncDisposable {
  readonly port: number
  /** Every bind that was asked for, successful or not. */
  readonly binds: readonly { readonly systemId: string; readonly password: string }[]
  readonly submitted: readonly SubmitSm[]
  /** How often it was asked whether it is there. */
  readonly enquiries: number
  /** The next submissions, until it is changed. */
  onSubmit: (session: SmscSession, submit: Pdu<SubmitSm>) => void
  /** The status with which the next binds are answered; undefined for no answer. */
  bindStatus: number | undefined
  /** Whether it responds to enquire_link. */
  isAwake: boolean
  /** The newest session that is bound and not over. */
  session(): Promise<SmscSession>
  /** Nobody is there any more, from one moment to the next. */
  kill(): Promise<void>
}

export interface SmscSession {
  /** Resolves with the status of the response. */
  deliver(change: Partial<DeliverSm>): Promise<number>
  /** Writes without waiting for anything. */
  write(...pdus: readonly Pdu[]): void
  raw(octets: Uint8Array): void
  respond(pdu: Pdu, status: number, body: ResponseBody): void
  readonly responses: readonly Pdu[]
  /** Cuts the connection. */
  cut(): void
  readonly isOver: boolean
}

export const accept = (session: SmscSession, submit: Pdu<SubmitSm>, messageId = nextId()) =>
  session.respond(submit, 0, { kind: 'submit_sm_resp', messageId })

const counter = { value: 0 }
function nextId(): string {
  counter.value += 1
  return `m${counter.value}`
}

export interface Certificate {
  readonly key: string
  readonly cert: string
}

export async function startSmsc(certificate?: Certificate): Promise<TestSmsc> {
  const sessions: SmscSession[] = []
  const sockets = new Set<Socket>()
  const state = { submitted: [] as SubmitSm[], binds: [] as Bind[], enquiries: 0 }
  const begin = (socket: Socket) => {
    sockets.add(socket)
    serve(socket)
  }
  const server =
    certificate === undefined ? createServer(begin) : createSecureServer(certificate, begin)

  function serve(socket: Socket): void {
    const frames = createFrames()
    const { session, settle } = sessionOn(socket)
    socket.on('error', () => {})
    socket.on('close', () => sockets.delete(socket))
    socket.on('data', (chunk) => {
      for (const frame of frames.push(chunk)) {
        const pdu = decodePdu(frame)
        if (pdu.kind === 'unreadable') throw new Error('The product wrote what can not be read')
        if (!settle(pdu)) asked(session, pdu)
      }
    })
  }

  function asked(session: SmscSession, pdu: Pdu): void {
    const { body } = pdu
    if (body.kind === 'bind_transceiver') bind(session, pdu, body)
    if (body.kind === 'submit_sm') {
      state.submitted.push(body)
      smsc.onSubmit(session, { ...pdu, body })
    }
    if (body.kind === 'enquire_link') {
      state.enquiries += 1
      if (smsc.isAwake) session.respond(pdu, 0, { kind: 'enquire_link_resp' })
    }
    if (body.kind === 'unbind') session.respond(pdu, 0, { kind: 'unbind_resp' })
  }

  function bind(session: SmscSession, pdu: Pdu, { systemId, password }: Bind): void {
    state.binds.push({ systemId, password })
    const { bindStatus: status } = smsc
    if (status === undefined) return
    session.respond(pdu, status, { kind: 'bind_transceiver_resp', systemId: 'test' })
    if (status === 0) sessions.push(session)
  }

  const smsc: TestSmsc = {
    port: 0,
    get binds() {
      return state.binds
    },
    get submitted() {
      return state.submitted
    },
    get enquiries() {
      return state.enquiries
    },
    onSubmit: accept,
    bindStatus: 0,
    isAwake: true,
    session: async () =>
      await until('a bound session', () => sessions.findLast(({ isOver }) => !isOver)),
    kill,
    [Symbol.asyncDispose]: kill,
  }

  async function kill(): Promise<void> {
    for (const socket of sockets) socket.destroy()
    await new Promise((done) => server.close(done))
  }

  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const address = server.address()
  return Object.assign(smsc, { port: typeof address === 'object' ? address?.port : 0 })
}

type Bind = { readonly systemId: string; readonly password: string }

function sessionOn(socket: Socket) {
  const waiting = new Map<number, (status: number) => void>()
  const responses: Pdu[] = []
  let sequence = 0
  const session: SmscSession = {
    responses,
    get isOver() {
      return socket.destroyed || socket.readableEnded
    },
    write: (...pdus) => void socket.write(Buffer.concat(pdus.map(encodePdu))),
    raw: (octets) => void socket.write(octets),
    respond: (pdu, status, body) => session.write({ sequence: pdu.sequence, status, body }),
    cut: () => void socket.resetAndDestroy(),
    async deliver(change) {
      sequence += 1
      const own = sequence
      const { promise, resolve } = Promise.withResolvers<number>()
      waiting.set(own, resolve)
      session.write({ sequence: own, status: 0, body: deliverSm(change) })
      return await promise
    },
  }

  function settle(pdu: Pdu): boolean {
    const { body, status } = pdu
    if (body.kind !== 'generic_nack' && !body.kind.endsWith('_resp')) return false
    responses.push(pdu)
    waiting.get(pdu.sequence)?.(status)
    return true
  }

  return { session, settle }
}

/** A text from a phone to our number, as most SMSCs write it. */
export function deliverSm(change: Partial<DeliverSm> & { readonly text?: string } = {}): DeliverSm {
  const { text = 'Hi', ...rest } = change
  return {
    kind: 'deliver_sm',
    source: { ton: 1, npi: 1, address: '15558675310' },
    destination: { ton: 1, npi: 1, address: '15017122661' },
    esmClass: 0,
    registeredDelivery: 0,
    dataCoding: 3,
    shortMessage: Buffer.from(text, 'latin1'),
    tlvs: noTlvs,
    ...rest,
  }
}

export function bodyOf(pdus: readonly Pdu[]): readonly PduBody['kind'][] {
  return pdus.map(({ body }) => body.kind)
}
