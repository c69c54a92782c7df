-- Times are Unix seconds (UTC). Every table but `events` can be told anew: from the events, or by the backend.

CREATE TABLE events (
    seq     INTEGER PRIMARY KEY,
    utc     REAL NOT NULL,
    boot    TEXT NOT NULL,
    session TEXT NOT NULL,
    kind    TEXT NOT NULL,
    body    TEXT NOT NULL, -- canonical JSON: sorted keys, no spaces, ASCII
    hash    TEXT NOT NULL  -- chains over all earlier rows, see kiosk/journal/events.py
) STRICT;

CREATE TRIGGER events_follow_without_gap BEFORE INSERT ON events
WHEN new.seq <> (SELECT coalesce(max(seq), 0) + 1 FROM events)
BEGIN SELECT raise(ABORT, 'events.seq does not follow the last one'); END;

CREATE TRIGGER events_are_never_changed BEFORE UPDATE ON events
BEGIN SELECT raise(ABORT, 'events are append-only'); END;

CREATE TRIGGER events_are_never_deleted BEFORE DELETE ON events
BEGIN SELECT raise(ABORT, 'events are append-only'); END;

CREATE TABLE outbox (
    seq   INTEGER PRIMARY KEY REFERENCES events (seq),
    tries INTEGER NOT NULL DEFAULT 0
) STRICT;

-- Projections: what the events say, kept in the same transaction as the event. -------------------------------------

CREATE TABLE intents (
    intent      TEXT PRIMARY KEY,
    session     TEXT NOT NULL,
    credential  TEXT NOT NULL,
    pickup      TEXT NOT NULL,
    parcel      TEXT NOT NULL,
    compartment INTEGER NOT NULL,
    actor       TEXT NOT NULL,
    decision    TEXT NOT NULL,
    pulse       INTEGER NOT NULL CHECK (pulse >= 1),
    reference   TEXT NOT NULL,
    consumes    INTEGER NOT NULL CHECK (consumes IN (0, 1)),
    state       TEXT NOT NULL CHECK (state IN ('intent', 'opened', 'jammed', 'unknown', 'closed')),
    seq         INTEGER NOT NULL REFERENCES events (seq)
) STRICT, WITHOUT ROWID;
CREATE INDEX intents_of_compartment ON intents (compartment, seq);
CREATE INDEX intents_not_closed ON intents (seq) WHERE state <> 'closed';

-- The evidence that a door was seen open after an authorisation. A collection must point at such a row, with the
-- same parcel and compartment (invariant C2).
CREATE TABLE openings (
    intent      TEXT PRIMARY KEY REFERENCES intents (intent),
    pickup      TEXT NOT NULL,
    parcel      TEXT NOT NULL,
    compartment INTEGER NOT NULL,
    seq         INTEGER NOT NULL REFERENCES events (seq),
    UNIQUE (intent, pickup, parcel, compartment)
) STRICT, WITHOUT ROWID;

CREATE TABLE collected_parcels (
    pickup      TEXT NOT NULL,
    parcel      TEXT NOT NULL,
    compartment INTEGER NOT NULL,
    intent      TEXT NOT NULL,
    utc         REAL NOT NULL,
    PRIMARY KEY (pickup, parcel),
    FOREIGN KEY (intent, pickup, parcel, compartment) REFERENCES openings (intent, pickup, parcel, compartment)
) STRICT, WITHOUT ROWID;
CREATE INDEX collected_by_intent ON collected_parcels (intent);

CREATE TABLE suspect_parcels (
    pickup      TEXT NOT NULL,
    parcel      TEXT NOT NULL,
    compartment INTEGER NOT NULL,
    reason      TEXT NOT NULL,
    PRIMARY KEY (pickup, parcel)
) STRICT, WITHOUT ROWID;

CREATE TABLE blocked_compartments (
    compartment INTEGER PRIMARY KEY,
    reason      TEXT NOT NULL,
    actor       TEXT NOT NULL
) STRICT;

CREATE TABLE credential_uses (
    credential TEXT NOT NULL,
    seq        INTEGER NOT NULL REFERENCES events (seq),
    utc        REAL NOT NULL,
    PRIMARY KEY (credential, seq)
) STRICT, WITHOUT ROWID;

CREATE TABLE failed_attempts (
    entry TEXT NOT NULL,
    utc   REAL NOT NULL,
    seq   INTEGER NOT NULL REFERENCES events (seq),
    PRIMARY KEY (entry, utc, seq)
) STRICT, WITHOUT ROWID;

-- The screen somebody is on. -----------------------------------------------------------------------------------------

CREATE TABLE session_state (
    only  INTEGER PRIMARY KEY CHECK (only = 1),
    state BLOB NOT NULL
) STRICT;

-- The synced list. `document` is the row as the backend said it, as JSON of the dataclass of kiosk.domain. ----------

CREATE TABLE sync_cursor (
    only       INTEGER PRIMARY KEY CHECK (only = 1),
    cursor     TEXT NOT NULL,
    server_utc REAL NOT NULL
) STRICT;

CREATE TABLE pickups (
    id       TEXT PRIMARY KEY,
    account  TEXT NOT NULL,
    version  INTEGER NOT NULL,
    document TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX pickups_of_account ON pickups (account) WHERE account <> '';

-- Parcels that lie in a compartment as far as the list knows.
CREATE TABLE listed_parcels (
    pickup      TEXT NOT NULL REFERENCES pickups (id) ON DELETE CASCADE,
    parcel      TEXT NOT NULL,
    compartment INTEGER NOT NULL,
    PRIMARY KEY (pickup, parcel)
) STRICT, WITHOUT ROWID;

CREATE TABLE credentials (
    id       TEXT PRIMARY KEY,
    digest   TEXT NOT NULL,
    document TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX credentials_by_digest ON credentials (digest) WHERE digest <> '';

CREATE TABLE accounts (
    id       TEXT PRIMARY KEY,
    document TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE employees (
    id       TEXT PRIMARY KEY,
    document TEXT NOT NULL
) STRICT, WITHOUT ROWID;
