import type { Config } from '../config/load.ts'
import type { Log } from '../core/log.ts'
import { createAppservice } from '../matrix/appservice.ts'
import { openStore } from '../store/sqlite/store.ts'
import { createMetrics } from '../web/metrics.ts'
import { createWeb } from '../web/web.ts'
import { startBackground } from './background.ts'
import { createBridge } from './bridge.ts'
import { createCarriers } from './carriers.ts'
import { ensureDataDir } from './data-dir.ts'
import { createDoor } from './doors.ts'
import { firstSteps } from './first-steps.ts'
import { connect } from './homeserver.ts'
import { createMedia } from './media.ts'
import { createPresence } from './presence.ts'
import type { Ready } from './ready.ts'
import { adminToken } from './secrets.ts'
import { simulate } from './simulate.ts'

/** Homeline at work; disposing of it ends everything it started, in order. */
export interface Homeline extends AsyncDisposable {
  readonly ready: Ready
}

/**
 * Builds everything from the configuration and starts it.
 * @throws RefusedError EmbeddedError StoreError HomeserverError: `message` says what to do
 */
export async function startHomeline(
  config: Config,
  log: Log,
  progress: (step: string) => void = () => {},
): Promise<Homeline> {
  await using stack = new AsyncDisposableStack()
  await ensureDataDir(config.dataDir)
  const store = stack.use(openStore(`${config.dataDir}/homeline.db`))
  const { host } = config.appservice
  const webDoor = stack.use(await createDoor(config.web.host, config.web.port, 'web.port'))
  const matrixDoor = stack.use(await createDoor(host, config.appservice.port, 'appservice.port'))
  const webUrl = `http://${config.web.host}:${webDoor.port}`
  const publicUrl = config.web.publicUrl ?? webUrl

  const simulator = await simulate(config, log, stack)
  const carriers = await createCarriers(config, store.settings, publicUrl, simulator)
  const { dataDir } = config
  const mediaDeps = {
    dataDir,
    settings: store.settings,
    publicUrl,
    log: log.child({ part: 'media' }),
  }
  const media = await createMedia(mediaDeps, stack)
  const metrics = createMetrics(async () => await store.inbox.depth())
  progress('Starting the Matrix homeserver')
  const onRestart = () => metrics.homeserverRestart()
  const connected = await connect(
    { config, appservicePort: matrixDoor.port, ghosts: store.ghosts, onRestart, log },
    stack,
  )
  const presence = createPresence()
  progress('Starting the bridge')
  const bridge = await createBridge({
    config,
    store,
    connected,
    carriers,
    metrics,
    presence,
    log,
    media: media.tools,
    shelf: media.shelf,
  })
  stack.defer(async () => await bridge.worker.stop())

  const { inbox } = store
  const interrupted = await store.lines.openPurchases()
  const { wake, homeserver } = bridge
  matrixDoor.open(
    createAppservice({
      token: connected.token,
      homeserver,
      inbox,
      wake,
      caughtUp: bridge.caughtUp,
      log: log.child({ part: 'appservice' }),
    }),
  )
  const background = startBackground(
    { config, store, connected, carriers, bridge, presence, interrupted, log },
    stack,
  )
  webDoor.open(
    createWeb({
      webhooks: {
        ...carriers,
        carriers: carriers.all,
        publicUrl,
        inbox,
        messages: store.messages,
        wake,
        caughtUp: background.listed,
        metrics,
        log: log.child({ part: 'webhooks' }),
      },
      health: { problems: presence.problems },
      media,
      admin: { token: await adminToken(config.dataDir), inbox, wake },
      metrics,
      log: log.child({ part: 'web' }),
    }),
  )
  wake()
  const first = await firstSteps({ config, store, connected, carriers, bridge, log, progress })
  const handset = simulator?.handset
  const ready = {
    homeserver: connected.url,
    web: webUrl,
    ...(handset === undefined ? {} : { handset }),
    ...first,
  }
  presence.tell('start', undefined)
  const rest = stack.move()
  return { ready, [Symbol.asyncDispose]: async () => await rest.disposeAsync() }
}
