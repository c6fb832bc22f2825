import type { UserId } from '../../src/core/ids.ts'
import { homeserverContract } from '../contract/homeserver-suite.ts'
import { fakeHomeserver } from '../support/fake-homeserver.ts'

homeserverContract('the homeserver in memory that other tests use', async () => ({
  homeserver: fakeHomeserver(),
  account: '@ida:here.test' as UserId,
  async [Symbol.asyncDispose]() {},
}))
