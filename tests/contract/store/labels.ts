import { expect, it } from 'vitest'
import type { PhoneNumber } from '../../../src/core/phone.ts'
import { ann, carrier, createWorld, type OpenStore } from './world.ts'

export function labelsContract(open: OpenStore): void {
  it('gives lines of one account labels of their own, however many are assigned at once', async () => {
    await using world = await createWorld(open)
    const numbers = ['+15550100011', '+15550100012', '+15550100013'] as string[] as PhoneNumber[]
    const assigned = await Promise.all(
      numbers.map((number) =>
        world.store.lines.assign({ number, carrier, label: 'Line', account: ann }),
      ),
    )
    expect(assigned.map((given) => given?.label)).toEqual(['Line', 'Line 2', 'Line 3'])
  })
}
