import { expect, it } from 'vitest'
import { createSent } from '../../bridges/sms/smpp/sent.ts'
import type { MessageKey } from '../../src/core/message.ts'

const nothing = {
  all: async () => [],
  put: async () => undefined,
  drop: () => undefined,
  written: async () => undefined,
}
const keyOf = (letter: string) => letter.repeat(22) as MessageKey

it('keeps to the newer text when an SMSC that was restarted gives an ID again', async () => {
  let clock = 0
  const sent = createSent(nothing, () => clock)
  for (const [letter, ids] of [
    ['A', ['1', '2', '3']],
    ['B', ['1', '2']],
  ] as const) {
    const text = sent.begin(keyOf(letter), ids.length)
    for (const id of ids) text.accepted(id)
    await text.end()
    clock += 2 * 24 * 3_600_000
  }
  sent.sweep()
  const receipt = { state: 'DELIVRD', isIntermediate: false } as const
  expect(await sent.report('1', { id: '1', ...receipt })).toBeUndefined()
  expect(await sent.report('2', { id: '2', ...receipt })).toMatchObject({
    key: keyOf('B'),
    state: 'delivered',
  })
})
