import { randomToken } from '../../../src/lib/secrets.ts'
import type { Delivery, KeptPart } from './repeats.ts'

/** Puts the parts of longer texts together, in whatever order and however often they come. */
export interface Groups {
  /** The group that waits for this part, or a new one. */
  groupFor(key: string, number: number): string
  /** The same part, when its text is not whole yet: phones never send a part twice, networks do. */
  same(key: string, number: number, content: string): Delivery | undefined
  add(delivery: Delivery): void
  /** The parts of the text that this one belongs to, when it is whole and was not handed over yet. */
  whole(delivery: Delivery): Text | undefined
  /** Texts whose parts are not waited for any more, and whole ones that a crash kept from being handed over. */
  due(): readonly Text[]
  /** It is on disk elsewhere. */
  handedOver(text: Text): void
  /** What was handed over so long ago that no part of it comes again. @returns the parts */
  outdated(): readonly Delivery[]
}

export interface Text {
  readonly group: string
  readonly total: number
  /** By their number, from 1. */
  readonly parts: ReadonlyMap<number, Delivery>
  readonly isWhole: boolean
  /** Nothing but parts again of a text that was handed over: a network's doing. */
  readonly isEcho: boolean
}

interface Group {
  readonly id: string
  readonly key: string
  readonly total: number
  readonly parts: Map<number, Delivery>
  changedAt: number
  isHandedOver: boolean
  isEcho: boolean
}

export function createGroups({
  incompleteMs,
  now = () => performance.now(),
  newId = () => randomToken(12),
}: {
  readonly incompleteMs: number
  readonly now?: () => number
  readonly newId?: () => string
}): Groups {
  const groups = new Map<string, Group>()
  const byKey = new Map<string, Set<Group>>()

  const alike = (key: string) => [...(byKey.get(key) ?? [])]
  const waiting = (key: string) => alike(key).filter((group) => !group.isHandedOver)

  function isKnown(key: string, number: number, content: string): boolean {
    return alike(key).some(
      ({ isHandedOver, parts }) => isHandedOver && parts.get(number)?.content === content,
    )
  }

  function textOf({ id, total, parts, isEcho }: Group): Text {
    return { group: id, total, parts, isWhole: parts.size === total, isEcho }
  }

  function begin({ group: id, key, total, isGivenUp }: KeptPart): Group {
    const isHandedOver = isGivenUp === true
    const group = { id, key, total, parts: new Map(), changedAt: now(), isHandedOver, isEcho: true }
    groups.set(id, group)
    byKey.set(key, (byKey.get(key) ?? new Set()).add(group))
    return group
  }

  function forget(group: Group): void {
    groups.delete(group.id)
    const others = byKey.get(group.key)
    others?.delete(group)
    if (others?.size === 0) byKey.delete(group.key)
  }

  return {
    groupFor: (key, number) => waiting(key).find(({ parts }) => !parts.has(number))?.id ?? newId(),

    same: (key, number, content) =>
      waiting(key)
        .map(({ parts }) => parts.get(number))
        .find((delivery) => delivery?.content === content),

    add(delivery) {
      const { part } = delivery
      if (part === undefined) return
      const group = groups.get(part.group) ?? begin(part)
      group.isEcho &&= isKnown(part.key, part.number, delivery.content)
      group.parts.set(part.number, delivery)
      group.changedAt = now()
    },

    whole({ part }) {
      const group = groups.get(part?.group ?? '')
      if (group === undefined || group.isHandedOver) return undefined
      const text = textOf(group)
      return text.isWhole ? text : undefined
    },

    due: () =>
      [...groups.values()]
        .filter(({ isHandedOver }) => !isHandedOver)
        .filter(({ changedAt }) => now() - changedAt >= incompleteMs)
        .map(textOf),

    handedOver(text) {
      const group = groups.get(text.group)
      if (group === undefined) return
      group.isHandedOver = true
      group.changedAt = now()
    },

    outdated() {
      const found = [...groups.values()]
        .filter(({ isHandedOver }) => isHandedOver)
        .filter(({ changedAt }) => now() - changedAt >= incompleteMs)
      for (const group of found) forget(group)
      return found.flatMap(({ parts }) => [...parts.values()])
    },
  }
}
