/** What the registrations have to say, from the configuration. */
export interface RegistrationPlan {
  readonly serverName: string
  /** Where the homeserver reaches Homeline. */
  readonly url: string
  readonly botLocalpart: string
  readonly ghostPrefix: string
}

/** A registration file's content. Matrix specification, application service API, "Registration". */
export interface RegistrationFile {
  readonly id: string
  readonly url: string | null
  readonly as_token: string
  readonly hs_token: string
  readonly sender_localpart: string
  readonly rate_limited?: boolean | undefined
  readonly namespaces?: Namespaces | undefined
  readonly [key: string]: unknown
}

/** In the folder that holds them. */
export const registrationNames = {
  homeline: 'homeline.yaml',
  accounts: 'homeline-accounts.yaml',
} as const

type Namespaces = Readonly<
  Partial<Record<string, readonly { readonly regex: string; readonly exclusive: boolean }[]>>
>
