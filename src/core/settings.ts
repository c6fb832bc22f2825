/** Durable values by name: when a carrier was last listed, secrets made at the first start. */
export interface Settings {
  get(key: string): Promise<string | undefined>
  /** Undefined takes the value away. */
  set(key: string, value: string | undefined): Promise<void>
  /** All whose names begin so, with their values, in the order of the names. */
  entries(prefix: string): Promise<readonly (readonly [key: string, value: string])[]>
}

/** Remembers nothing: for who looks and leaves no trace. */
export const forgetful: Settings = {
  get: async () => undefined,
  set: async () => {},
  entries: async () => [],
}
