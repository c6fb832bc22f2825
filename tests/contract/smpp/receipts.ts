import { expect } from 'vitest'
import { octetsOf, tags } from '../../../src/lib/smpp/tlvs.ts'
import { accept } from './smsc.ts'
import type { SmppWorld } from './world.ts'

/** In the words of SMPP 3.4, appendix B. */
export function receipt(id: string, stat = 'DELIVRD', error = '000') {
  const words = `id:${id} sub:001 dlvrd:001 submit date:2601011200 done date:2601011201 stat:${stat} err:${error} text:Hi`
  return { esmClass: 0x04, dataCoding: 0, shortMessage: Buffer.from(words) }
}

export function byParameters(id: string, state: number, esmClass = 0x04) {
  const tlvs = new Map([
    [tags.receiptedMessageId, Buffer.from(`${id}\0`)],
    [tags.messageState, octetsOf(state, 1)],
  ])
  return { esmClass, shortMessage: Buffer.alloc(0), tlvs }
}

/** Answers submissions with these IDs in turn. */
export function callThem(world: SmppWorld, ...ids: readonly string[]): void {
  const left = [...ids]
  world.smsc.onSubmit = (session, submit) => accept(session, submit, left.shift() ?? 'more')
}

export async function report(world: SmppWorld, ...receipts: readonly object[]): Promise<void> {
  for (const one of receipts) expect(await (await world.session()).deliver(one)).toBe(0)
}
