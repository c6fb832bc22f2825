import { randomUUID } from 'node:crypto'
import { found, Refusal, type Route } from './routing.ts'
import { paged } from './shapes.ts'

export interface Profile {
  readonly id: string
  readonly name: string
  readonly enabled: boolean
  readonly webhook_url: string
  readonly webhook_api_version: string
}

/** Making, changing and finding messaging profiles. */
export function profileRoutes(profiles: Map<string, Profile>): readonly Route[] {
  return [
    [
      'GET',
      /^\/messaging_profiles$/,
      ({ query }) => {
        const name = query.get('filter[name]') ?? ''
        return paged(
          [...profiles.values()].filter((each) => each.name.includes(name)),
          query,
        )
      },
    ],
    [
      'POST',
      /^\/messaging_profiles$/,
      ({ body }) => {
        if (!Array.isArray(body['whitelisted_destinations'])) throw new Refusal(422, '10015')
        const preset = { enabled: true, webhook_url: '', webhook_api_version: '2', name: '' }
        const profile: Profile = { ...preset, ...body, id: randomUUID() }
        profiles.set(profile.id, profile)
        return { data: profile }
      },
    ],
    ['GET', /^\/messaging_profiles\/([^/]+)$/, (_, id) => ({ data: found(profiles, id) })],
    [
      'PATCH',
      /^\/messaging_profiles\/([^/]+)$/,
      ({ body }, id) => {
        const profile = { ...found(profiles, id), ...body }
        profiles.set(id, profile)
        return { data: profile }
      },
    ],
  ]
}
