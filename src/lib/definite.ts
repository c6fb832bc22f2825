/** The same object without keys that hold undefined, for options that are given or left out. */
export function definite<Given extends object>(given: Given): Definite<Given> {
  return Object.fromEntries(
    Object.entries(given).filter(([, value]) => value !== undefined),
  ) as Definite<Given>
}

type Optional<Given> = {
  [Key in keyof Given]: undefined extends Given[Key] ? Key : never
}[keyof Given]

type Definite<Given> = Omit<Given, Optional<Given>> & {
  [Key in Optional<Given>]?: Exclude<Given[Key], undefined>
}
