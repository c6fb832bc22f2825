import { Counter, Gauge, Histogram, Registry } from 'prom-client'
import type { InboxDepth } from '../core/inbox.ts'
import type { Metrics } from '../core/metrics.ts'

export interface MetricsPage extends Metrics {
  /** Prometheus' text format. */
  text(): Promise<string>
  readonly contentType: string
}

/** @param depth asked at each scrape */
export function createMetrics(depth: () => Promise<InboxDepth>): MetricsPage {
  const registry = new Registry()
  const registers = [registry]
  const counter = <Label extends string>(
    name: string,
    help: string,
    labelNames: readonly Label[],
  ) =>
    new Counter<Label>({ name: `homeline_${name}`, help, labelNames: [...labelNames], registers })
  const gauge = (name: string, help: string, labelNames: string[]) =>
    new Gauge({ name: `homeline_${name}`, help, labelNames, registers })

  ofProcess(registry)
  const messages = counter('messages_total', 'Texts by carrier, direction and outcome', [
    'carrier',
    'direction',
    'outcome',
  ])
  const parked = counter('parked_total', 'Inbox entries that a bug stopped', [])
  const homeserver = counter('homeserver_errors_total', 'Failed homeserver requests', ['code'])
  const restarts = counter(
    'homeserver_restarts_total',
    'Restarts of the homeserver that were noticed',
    [],
  )
  const carriers = counter('carrier_errors_total', 'Failed carrier requests', ['carrier', 'code'])
  const hooks = counter('webhooks_total', 'Webhooks by carrier and outcome', ['carrier', 'outcome'])
  const latency = new Histogram({
    name: 'homeline_latency_seconds',
    help: 'From the append to the acceptance on the other side',
    labelNames: ['direction'],
    buckets: [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 60, 600],
    registers,
  })
  const entries = gauge('inbox_entries', 'Inbox entries that are not settled', ['state'])
  const age = gauge('inbox_oldest_seconds', 'Age of the oldest ready entry', [])

  return {
    message: (labels) => messages.inc(labels),
    latency: (direction, seconds) => latency.observe({ direction }, seconds),
    parked: () => parked.inc(),
    homeserverError: (code) => homeserver.inc({ code }),
    carrierError: (carrier, code) => carriers.inc({ carrier, code }),
    webhook: (carrier, outcome) => hooks.inc({ carrier, outcome }),
    homeserverRestart: () => restarts.inc(),
    contentType: registry.contentType,
    async text() {
      const { ready, parked: stopped, oldestReady } = await depth()
      entries.set({ state: 'ready' }, ready)
      entries.set({ state: 'parked' }, stopped)
      age.set(oldestReady === undefined ? 0 : Math.max(0, (Date.now() - oldestReady) / 1000))
      return await registry.metrics()
    },
  }
}

/**
 * What Prometheus' client libraries say of their process. The library's own set would wake an idle Homeline
 * a hundred times a second, to measure how late it wakes.
 */
function ofProcess(registry: Registry): void {
  const registers = [registry]
  const cpu: Counter = new Counter({
    name: 'process_cpu_seconds_total',
    help: 'Processor time that was used, user and system',
    registers,
    collect() {
      const { user, system } = process.cpuUsage()
      cpu.reset()
      cpu.inc((user + system) / 1e6)
    },
  })
  const memory: Gauge = new Gauge({
    name: 'process_resident_memory_bytes',
    help: 'Resident memory',
    registers,
    collect() {
      memory.set(process.memoryUsage.rss())
    },
  })
  const start = new Gauge({
    name: 'process_start_time_seconds',
    help: 'When the process was started, seconds since 1970',
    registers,
  })
  start.set(performance.timeOrigin / 1000)
}
