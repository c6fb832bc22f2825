import path from 'node:path'
import type { SynapseSecrets } from './secrets.ts'

export interface SynapseOptions {
  /** Where its database, media, keys and log are. */
  readonly dir: string
  readonly port: number
  readonly serverName: string
  /** How clients elsewhere reach it; on loopback otherwise. */
  readonly publicUrl?: string
  readonly registrations: readonly string[]
  readonly federation?: Federation
}

/** Open to other servers, by TLS. */
export interface Federation {
  readonly host: string
  readonly port: number
  readonly certificate: string
  readonly privateKey: string
  /** Certificates of authorities that are trusted instead of the system's. */
  readonly trustedCertificates?: readonly string[]
  /** Addresses that are usually kept out, such as loopback, may be asked too: for tests and closed networks. */
  readonly allowPrivateAddresses?: boolean
}

/**
 * Synapse's configuration file. element-hq.github.io/synapse, "Configuring Synapse".
 * People's rate limits stay on; the appservice's are off by its registration.
 */
export function synapseConfig(options: SynapseOptions, secrets: SynapseSecrets): object {
  const { dir, port, serverName, registrations, federation } = options
  return {
    server_name: serverName,
    public_baseurl: `${options.publicUrl ?? `http://127.0.0.1:${port}`}/`,
    listeners: [clientListener(port), ...(federation === undefined ? [] : [tls(federation)])],
    ...federationConfig(federation),
    database: { name: 'sqlite3', args: { database: path.join(dir, 'homeserver.db') } },
    media_store_path: path.join(dir, 'media'),
    signing_key_path: path.join(dir, 'signing.key'),
    log_config: path.join(dir, 'log.yaml'),
    app_service_config_files: registrations,
    report_stats: false,
    suppress_key_server_warning: true,
    ...secrets,
    enable_registration: false,
    password_config: { policy: { enabled: true, minimum_length: 10 } },
    presence: { enabled: false },
    url_preview_enabled: false,
    max_upload_size: '100M',
    encryption_enabled_by_default_for_room_type: 'off',
    require_auth_for_profile_requests: true,
    // Who has a ghost was texted by somebody here: nobody else's business.
    limit_profile_requests_to_users_who_share_rooms: true,
    allow_public_rooms_over_federation: false,
    delete_stale_devices_after: '1y',
    rc_login: {
      address: { per_second: 0.5, burst_count: 30 },
      account: { per_second: 0.5, burst_count: 30 },
      failed_attempts: { per_second: 0.1, burst_count: 5 },
    },
    rc_message: { per_second: 5, burst_count: 30 },
    rc_joins: {
      local: { per_second: 5, burst_count: 50 },
      remote: { per_second: 0.1, burst_count: 5 },
    },
    rc_invites: {
      per_room: { per_second: 5, burst_count: 50 },
      per_user: { per_second: 5, burst_count: 50 },
    },
  }
}

/** Its log goes to a file of its own, which is kept small. */
export function synapseLogConfig(dir: string): object {
  return {
    version: 1,
    disable_existing_loggers: false,
    formatters: { line: { format: '%(asctime)s %(levelname)s %(name)s %(message)s' } },
    handlers: {
      file: {
        class: 'logging.handlers.RotatingFileHandler',
        formatter: 'line',
        filename: path.join(dir, 'homeserver.log'),
        maxBytes: 20_000_000,
        backupCount: 2,
        encoding: 'utf8',
      },
    },
    loggers: { 'synapse.storage.SQL': { level: 'WARNING' } },
    root: { level: 'WARNING', handlers: ['file'] },
  }
}

function clientListener(port: number): object {
  return {
    port,
    bind_addresses: ['127.0.0.1'],
    type: 'http',
    tls: false,
    x_forwarded: true,
    resources: [{ names: ['client'], compress: false }],
  }
}

function tls({ host, port }: Federation): object {
  return {
    port,
    bind_addresses: [host],
    type: 'http',
    tls: true,
    resources: [{ names: ['federation'], compress: false }],
  }
}

function federationConfig(federation: Federation | undefined): object {
  if (federation === undefined) return { federation_domain_whitelist: [], trusted_key_servers: [] }
  const { certificate, privateKey, trustedCertificates, allowPrivateAddresses } = federation
  return {
    tls_certificate_path: certificate,
    tls_private_key_path: privateKey,
    trusted_key_servers: [],
    // A server that did not answer once is asked again soon, not after ten minutes as by default.
    federation: {
      destination_min_retry_interval: '10s',
      destination_retry_multiplier: 2,
      destination_max_retry_interval: '1h',
    },
    ...(trustedCertificates === undefined
      ? {}
      : { federation_custom_ca_list: trustedCertificates }),
    ...(allowPrivateAddresses === true ? { ip_range_blacklist: [] } : {}),
  }
}
