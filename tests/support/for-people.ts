import { expect } from 'vitest'

/** Sentences for people: no stack, nothing of the program's inside. */
export function isForPeople(output: string): void {
  expect(output).not.toMatch(/^\s+at /m)
  expect(output).not.toContain('Error:')
}
