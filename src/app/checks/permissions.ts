import { type Check, fine, wrong } from './check.ts'

/** Whether anybody may use it: on a homeserver that was there before, its operator has to say who. */
export const checkPermissions: Check = async ({ config }) => {
  const somebody = Object.values(config.permissions).some(({ level }) => level !== 'none')
  return [
    somebody
      ? fine('Permissions: given')
      : wrong(
          'Permissions: nobody may use this Homeline',
          'Set permissions in the configuration, such as { "@ann:example.org": admin }.',
        ),
  ]
}
