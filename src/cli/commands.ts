import type { Command, Options } from './command.ts'

/** What every command that reads the configuration takes. */
export const commonOptions: Options = {
  config: {
    type: 'string',
    value: 'FILE',
    help: 'Configuration file; config.yaml if it is there (HOMELINE_CONFIG)',
  },
  data: {
    type: 'string',
    value: 'DIR',
    help: 'Data folder, ./data otherwise (HOMELINE_DATA_DIR)',
  },
  ports: {
    type: 'string',
    value: 'BASE',
    help: 'Four ports from BASE on instead of the usual ones; 0 takes free ones',
  },
  set: {
    type: 'string',
    multiple: true,
    value: 'KEY=VALUE',
    help: 'One value of the configuration, such as web.port=8080; can be repeated',
  },
  help: { type: 'boolean', short: 'h', help: 'Show this' },
}

export const commands: readonly Command[] = [
  {
    name: 'start',
    usage: '[--ready-file FILE]',
    takes: 0,
    help: 'Start everything and run until stopped',
    options: {
      'ready-file': {
        type: 'string',
        value: 'FILE',
        help: 'Write addresses and the first account there, as JSON, when all is up',
      },
    },
    load: async () => await import('./start.ts'),
  },
  {
    name: 'registration',
    usage: '[--accounts]',
    takes: 0,
    help: 'Write the registration for a homeserver that is there already, and say what to do with it',
    options: {
      accounts: {
        type: 'boolean',
        help: 'Also write the second one, by which chats appear without invitations',
      },
    },
    load: async () => await import('./registration.ts'),
  },
  {
    name: 'account',
    usage: 'add NAME | list | password NAME',
    takes: 2,
    help: 'Accounts of the embedded homeserver, while Homeline runs',
    options: {},
    load: async () => await import('./account.ts'),
  },
  {
    name: 'doctor',
    usage: '',
    takes: 0,
    help: 'Check configuration, homeserver, carriers, database and clock, and say what to mend',
    options: {},
    load: async () => await import('./doctor.ts'),
  },
  {
    name: 'carrier',
    usage: 'check ID [--text NUMBER]',
    takes: 2,
    help: 'Check one carrier of the configuration, by a text if wanted',
    options: {
      text: {
        type: 'string',
        value: 'NUMBER',
        help: 'Send one text to this number and say what became of it; the carrier charges it',
      },
    },
    load: async () => await import('./carrier.ts'),
  },
  {
    name: 'inbox',
    usage: '[retry ID]',
    takes: 2,
    help: 'List entries that a bug stopped, or work on one again',
    options: {},
    load: async () => await import('./inbox.ts'),
  },
  {
    name: 'config',
    usage: 'check',
    takes: 1,
    help: 'Check the configuration and show every value',
    options: {},
    load: async () => await import('./config.ts'),
  },
  {
    name: 'version',
    usage: '',
    takes: 0,
    help: 'Show the version',
    options: {},
    load: async () => await import('./version.ts'),
  },
]
