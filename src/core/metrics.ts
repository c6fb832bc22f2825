/** What the layers count; `src/web` shows it to Prometheus. */
export interface Metrics {
  /** A text that reached its end. */
  message(labels: {
    readonly carrier: string
    readonly direction: 'in' | 'out'
    readonly outcome:
      | 'delivered'
      | 'sent'
      | 'failed'
      | 'doubtful'
      | 'refused'
      | 'no-line'
      | 'blocked'
  }): void
  /** Seconds from the append to the other side's acceptance. */
  latency(direction: 'in' | 'out', seconds: number): void
  /** An entry that a bug stopped. */
  parked(): void
  homeserverError(code: string): void
  carrierError(carrier: string, code: string): void
  webhook(carrier: string, outcome: 'accepted' | 'unauthorized' | 'malformed' | 'failed'): void
  homeserverRestart(): void
}
