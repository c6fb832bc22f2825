/** Applied in order, each once. Append; never edit one that has been released. */
export const migrations: readonly string[] = [
  `
  CREATE TABLE inbox (
    id INTEGER PRIMARY KEY,
    source TEXT NOT NULL,
    source_id TEXT NOT NULL,
    lane TEXT NOT NULL,
    key TEXT NOT NULL UNIQUE,
    payload TEXT NOT NULL,
    state TEXT NOT NULL DEFAULT 'ready' CHECK (state IN ('ready', 'done', 'parked')),
    attempts INTEGER NOT NULL DEFAULT 0,
    not_before INTEGER NOT NULL DEFAULT 0,
    error TEXT NOT NULL DEFAULT '',
    appended_at INTEGER NOT NULL,
    UNIQUE (source, source_id)
  ) STRICT;
  CREATE INDEX inbox_ready ON inbox (id) WHERE state = 'ready';
  CREATE INDEX inbox_parked ON inbox (id) WHERE state = 'parked';

  CREATE TABLE line (
    id TEXT PRIMARY KEY,
    number TEXT NOT NULL,
    account TEXT NOT NULL,
    carrier TEXT NOT NULL,
    carrier_number_id TEXT,
    label TEXT NOT NULL,
    space TEXT,
    is_default INTEGER NOT NULL DEFAULT 0,
    state TEXT NOT NULL DEFAULT 'active' CHECK (state IN ('active', 'released'))
  ) STRICT;
  CREATE UNIQUE INDEX line_number ON line (number) WHERE state = 'active';
  CREATE UNIQUE INDEX line_default ON line (account) WHERE is_default = 1;
  CREATE INDEX line_account ON line (account);
  CREATE TABLE purchase (
    number TEXT PRIMARY KEY,
    account TEXT NOT NULL,
    carrier TEXT NOT NULL,
    label TEXT NOT NULL,
    price_amount INTEGER,
    price_currency TEXT
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE portal (
    key TEXT PRIMARY KEY,
    line TEXT NOT NULL REFERENCES line (id),
    contact TEXT NOT NULL,
    account TEXT NOT NULL,
    room TEXT UNIQUE,
    name TEXT NOT NULL DEFAULT '',
    is_blocked INTEGER NOT NULL DEFAULT 0,
    account_membership TEXT NOT NULL DEFAULT 'none',
    is_encrypted INTEGER NOT NULL DEFAULT 0
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX portal_line ON portal (line);
  CREATE INDEX portal_account ON portal (account);
  CREATE TABLE control_room (
    account TEXT PRIMARY KEY,
    room TEXT NOT NULL UNIQUE
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE read_position (
    room TEXT PRIMARY KEY,
    last_event TEXT,
    busy_at INTEGER NOT NULL DEFAULT 0
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX read_position_busy ON read_position (busy_at, room);

  CREATE TABLE incoming (
    carrier TEXT NOT NULL,
    carrier_message_id TEXT NOT NULL,
    portal TEXT NOT NULL,
    event TEXT NOT NULL,
    PRIMARY KEY (carrier, carrier_message_id)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE outgoing (
    key TEXT PRIMARY KEY,
    portal TEXT NOT NULL,
    event TEXT NOT NULL,
    carrier TEXT NOT NULL,
    carrier_message_id TEXT,
    segments INTEGER NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('sending', 'doubtful', 'sent', 'failed', 'delivered')),
    reason TEXT,
    code TEXT,
    is_retryable INTEGER NOT NULL DEFAULT 0,
    created_at INTEGER NOT NULL,
    changed_at INTEGER NOT NULL,
    told TEXT,
    notice TEXT
  ) STRICT, WITHOUT ROWID;
  CREATE UNIQUE INDEX outgoing_carrier ON outgoing (carrier, carrier_message_id)
    WHERE carrier_message_id IS NOT NULL;
  CREATE INDEX outgoing_event ON outgoing (event, created_at);
  CREATE INDEX outgoing_notice ON outgoing (notice) WHERE notice IS NOT NULL;
  CREATE INDEX outgoing_untold ON outgoing (changed_at)
    WHERE state <> 'sending' AND (told IS NULL OR told <> state);
  CREATE INDEX outgoing_failed ON outgoing (portal, changed_at)
    WHERE state IN ('failed', 'doubtful');
  CREATE INDEX outgoing_unfinished ON outgoing (carrier, created_at) WHERE state = 'sent';

  CREATE TABLE ghost (contact TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;
  CREATE TABLE dialogue (
    account TEXT NOT NULL,
    room TEXT NOT NULL,
    state TEXT NOT NULL,
    PRIMARY KEY (account, room)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE setting (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
  `,
  `
  ALTER TABLE portal ADD COLUMN is_opted_out INTEGER NOT NULL DEFAULT 0;
  UPDATE inbox SET payload = json_set(json_remove(payload, '$.event.mediaCount'), '$.event.media', json('[]'))
    WHERE payload <> '' AND json_extract(payload, '$.kind') = 'carrier';
  `,
  `
  ALTER TABLE line ADD COLUMN held_since INTEGER NOT NULL DEFAULT 0;
  CREATE INDEX line_numbers ON line (number);
  `,
]
