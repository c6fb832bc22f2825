/** Applied in order, each once. Append; never edit one that has been released. */
export const migrations: readonly string[] = [
  `
  CREATE TABLE account (
    sid TEXT PRIMARY KEY,
    auth_token TEXT NOT NULL,
    balance INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE handset (
    id INTEGER PRIMARY KEY,
    number TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL
  ) STRICT;

  CREATE TABLE number (
    id INTEGER PRIMARY KEY,
    sid TEXT NOT NULL UNIQUE,
    number TEXT NOT NULL UNIQUE,
    friendly_name TEXT NOT NULL,
    sms_url TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL
  ) STRICT;

  CREATE TABLE opt_out (
    phone TEXT NOT NULL,
    number TEXT NOT NULL,
    PRIMARY KEY (phone, number)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE message (
    id INTEGER PRIMARY KEY,
    sid TEXT NOT NULL UNIQUE,
    direction TEXT NOT NULL CHECK (direction IN ('inbound', 'outbound-api', 'outbound-reply')),
    sender TEXT NOT NULL,
    recipient TEXT NOT NULL,
    body TEXT NOT NULL,
    segments INTEGER NOT NULL,
    encoding TEXT NOT NULL,
    status TEXT NOT NULL,
    error_code INTEGER,
    price INTEGER,
    status_callback TEXT,
    step INTEGER NOT NULL DEFAULT 0,
    due_at INTEGER,
    handover TEXT CHECK (handover IN ('waiting', 'accepted', 'refused', 'lost')),
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    sent_at INTEGER
  ) STRICT;
  CREATE INDEX message_due ON message (due_at) WHERE due_at IS NOT NULL;
  CREATE INDEX message_queue ON message (sender, due_at) WHERE status = 'queued';
  CREATE INDEX message_sender ON message (sender);
  CREATE INDEX message_recipient ON message (recipient);

  CREATE TABLE webhook (
    id INTEGER PRIMARY KEY,
    message INTEGER NOT NULL,
    lane TEXT NOT NULL,
    url TEXT NOT NULL,
    form TEXT NOT NULL,
    token TEXT NOT NULL,
    is_text INTEGER NOT NULL,
    times INTEGER NOT NULL,
    attempts INTEGER NOT NULL DEFAULT 0
  ) STRICT;
  `,
  `
  ALTER TABLE message ADD COLUMN num_media INTEGER NOT NULL DEFAULT 0;
  ALTER TABLE message ADD COLUMN media_urls TEXT;
  CREATE INDEX message_loading ON message (id) WHERE media_urls IS NOT NULL;

  CREATE TABLE media (
    id INTEGER PRIMARY KEY,
    sid TEXT NOT NULL UNIQUE,
    message INTEGER NOT NULL,
    type TEXT NOT NULL,
    bytes BLOB NOT NULL,
    created_at INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX media_message ON media (message);
    `,
  `
  CREATE TABLE gateway_webhook (
    id TEXT NOT NULL UNIQUE,
    url TEXT NOT NULL,
    event TEXT NOT NULL
  ) STRICT;

  CREATE TABLE gateway_text (
    id TEXT NOT NULL UNIQUE,
    sim INTEGER NOT NULL,
    recipient TEXT NOT NULL,
    body TEXT NOT NULL,
    state TEXT NOT NULL,
    error TEXT,
    valid_until INTEGER,
    created_at INTEGER NOT NULL,
    states TEXT NOT NULL
  ) STRICT;
  CREATE INDEX gateway_text_pending ON gateway_text (id) WHERE state = 'Pending';

  CREATE TABLE gateway_report (
    id INTEGER PRIMARY KEY,
    url TEXT NOT NULL,
    body TEXT NOT NULL,
    attempts INTEGER NOT NULL DEFAULT 0,
    due_at INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX gateway_report_due ON gateway_report (due_at, id);
  `,
]
