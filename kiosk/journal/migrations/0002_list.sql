-- The versioned list, uses per parcel and visit, parcels in doubt, and failures per pickup.

-- Every row of the list as the backend told it last; `checksum` in sync_cursor is the sum over these. What was resolved
-- online is in pickups and credentials without a row here.
CREATE TABLE list_rows (
    kind    TEXT NOT NULL,
    id      TEXT NOT NULL,
    version INTEGER NOT NULL,
    PRIMARY KEY (kind, id)
) STRICT, WITHOUT ROWID;

-- Rows that are gone: nothing as old as this comes back.
CREATE TABLE tombstones (
    kind    TEXT NOT NULL,
    id      TEXT NOT NULL,
    version INTEGER NOT NULL,
    PRIMARY KEY (kind, id)
) STRICT, WITHOUT ROWID;

-- A revocation is final, whatever list says otherwise later.
CREATE TABLE revoked_credentials (
    credential TEXT PRIMARY KEY
) STRICT, WITHOUT ROWID;
INSERT INTO revoked_credentials SELECT id FROM credentials WHERE json_extract(document, '$.revoked');

-- The documents stay, so that a kiosk without a network goes on deciding; the next sync brings the whole list.
ALTER TABLE sync_cursor ADD COLUMN epoch TEXT NOT NULL DEFAULT '';
ALTER TABLE sync_cursor ADD COLUMN version INTEGER NOT NULL DEFAULT 0;
ALTER TABLE sync_cursor ADD COLUMN checksum TEXT NOT NULL DEFAULT '0';
DELETE FROM sync_cursor;

ALTER TABLE accounts ADD COLUMN version INTEGER NOT NULL DEFAULT 0;
ALTER TABLE employees ADD COLUMN version INTEGER NOT NULL DEFAULT 0;
ALTER TABLE credentials ADD COLUMN version INTEGER NOT NULL DEFAULT 0;
ALTER TABLE credentials ADD COLUMN phone_digest TEXT NOT NULL DEFAULT '';
ALTER TABLE credentials ADD COLUMN subject TEXT NOT NULL DEFAULT '';
UPDATE credentials SET subject = json_extract(document, '$.subject');
CREATE INDEX credentials_by_phone ON credentials (phone_digest) WHERE phone_digest <> '';

-- The event of this kiosk that the backend has and this journal has not: the journal is a restored copy. Nothing is
-- granted while a row stands here with healed = 0.
CREATE TABLE rolled_back (
    only   INTEGER PRIMARY KEY CHECK (only = 1),
    seq    INTEGER NOT NULL,
    hash   TEXT NOT NULL,
    healed INTEGER NOT NULL CHECK (healed IN (0, 1))
) STRICT;

-- A use names the parcel and the visit. Told anew from the intents.
ALTER TABLE credential_uses RENAME TO credential_uses_before;
CREATE TABLE credential_uses (
    credential TEXT NOT NULL,
    pickup     TEXT NOT NULL,
    parcel     TEXT NOT NULL,
    session    TEXT NOT NULL,
    seq        INTEGER NOT NULL REFERENCES events (seq),
    utc        REAL NOT NULL,
    PRIMARY KEY (credential, seq)
) STRICT, WITHOUT ROWID;
INSERT INTO credential_uses
SELECT used.credential, intents.pickup, intents.parcel, intents.session, used.seq, used.utc
FROM credential_uses_before AS used JOIN intents USING (seq);
DROP TABLE credential_uses_before;

CREATE INDEX intents_of_parcel ON intents (pickup, parcel, seq);

-- How many visits a credential made, so that no decision counts uses.
CREATE TABLE visits (
    credential TEXT PRIMARY KEY,
    visits     INTEGER NOT NULL,
    session    TEXT NOT NULL -- the last one
) STRICT, WITHOUT ROWID;
INSERT INTO visits
SELECT credential, count(DISTINCT session),
    (SELECT session FROM credential_uses AS last WHERE last.credential = used.credential ORDER BY seq DESC LIMIT 1)
FROM credential_uses AS used GROUP BY credential;

-- Parcels with a pulse that ended UNKNOWN and was not cleared up.
CREATE TABLE parcel_doubts (
    pickup            TEXT NOT NULL,
    parcel            TEXT NOT NULL,
    compartment       INTEGER NOT NULL,
    credential        TEXT NOT NULL,
    first_unknown_utc REAL NOT NULL,
    reopens           INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (pickup, parcel)
) STRICT, WITHOUT ROWID;
INSERT OR IGNORE INTO parcel_doubts
SELECT pickup, parcel, compartment, credential, events.utc, 0
FROM intents AS last JOIN events USING (seq)
WHERE state = 'unknown' AND pickup <> ''
AND seq = (SELECT max(seq) FROM intents AS same WHERE same.pickup = last.pickup AND same.parcel = last.parcel)
AND NOT EXISTS (SELECT 1 FROM collected_parcels AS gone WHERE gone.pickup = last.pickup AND gone.parcel = last.parcel);

-- Failures of six digits that named the phone of a pickup; they never age.
CREATE TABLE pickup_failures (
    pickup   TEXT PRIMARY KEY,
    failures INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX failed_attempts_by_time ON failed_attempts (utc);
