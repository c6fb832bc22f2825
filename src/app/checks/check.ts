import type { Config } from '../../config/load.ts'
import type { Addresses } from '../ready.ts'

/** What one check found. */
export type Finding =
  | { readonly kind: 'fine'; readonly what: string }
  /** Works, but not as it should. */
  | { readonly kind: 'warning'; readonly what: string; readonly remedy: string }
  | { readonly kind: 'wrong'; readonly what: string; readonly remedy: string }
  /** Could not be looked at. */
  | { readonly kind: 'skipped'; readonly what: string; readonly remedy: string }

export interface Subject {
  readonly config: Config
  /** Where the Homeline of this data folder is reached, if it runs. */
  readonly running: Addresses | undefined
}

export type Check = (subject: Subject) => Promise<readonly Finding[]>

export function fine(what: string): Finding {
  return { kind: 'fine', what }
}

export function wrong(what: string, remedy: string): Finding {
  return { kind: 'wrong', what, remedy }
}

export function warning(what: string, remedy: string): Finding {
  return { kind: 'warning', what, remedy }
}

export function skipped(what: string, remedy: string): Finding {
  return { kind: 'skipped', what, remedy }
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
