-- Custody: where every parcel is, as double entry. Told anew from the events alone.

-- One row a parcel: the account it stands in now. `last` is the compartment it is in or was in last; `how` is whose
-- word put it there: the list's or the kiosk's own evidence.
CREATE TABLE custody (
    pickup      TEXT NOT NULL,
    parcel      TEXT NOT NULL,
    account     TEXT NOT NULL CHECK (account IN ('compartment', 'inquiry', 'customer', 'staff')),
    compartment INTEGER, -- while it physically holds the parcel
    last        INTEGER NOT NULL,
    how         TEXT NOT NULL CHECK (how IN ('listed', 'loaded')),
    seq         INTEGER NOT NULL REFERENCES events (seq),
    utc         REAL NOT NULL,
    PRIMARY KEY (pickup, parcel), -- a parcel is in one place (invariant C1)
    CHECK (account <> 'compartment' OR compartment IS NOT NULL),
    CHECK (account IN ('compartment', 'inquiry') OR compartment IS NULL)
) STRICT, WITHOUT ROWID;

-- A compartment holds one parcel (invariant C1), one under inquiry included.
CREATE UNIQUE INDEX one_parcel_a_compartment ON custody (compartment) WHERE compartment IS NOT NULL;

-- Out of one account and into another: "outside", "compartment:N", "inquiry:N", "inquiry", "customer", "staff".
CREATE TABLE custody_moves (
    seq    INTEGER NOT NULL REFERENCES events (seq),
    pickup TEXT NOT NULL,
    parcel TEXT NOT NULL,
    source TEXT NOT NULL,
    target TEXT NOT NULL CHECK (target <> 'outside'),
    PRIMARY KEY (seq, pickup, parcel),
    CHECK (source <> target)
) STRICT, WITHOUT ROWID;
-- A parcel comes in from outside once (invariant C4).
CREATE UNIQUE INDEX deposited_once ON custody_moves (pickup, parcel) WHERE source = 'outside';

CREATE TABLE reservations (
    pickup      TEXT NOT NULL,
    parcel      TEXT NOT NULL,
    compartment INTEGER NOT NULL UNIQUE,
    seq         INTEGER NOT NULL REFERENCES events (seq),
    PRIMARY KEY (pickup, parcel)
) STRICT, WITHOUT ROWID;

-- Conflicts that were told, so that each is told once.
CREATE TABLE custody_conflicts (
    pickup        TEXT NOT NULL,
    parcel        TEXT NOT NULL,
    compartment   INTEGER NOT NULL,
    cause         TEXT NOT NULL,
    holder_pickup TEXT NOT NULL,
    holder_parcel TEXT NOT NULL,
    PRIMARY KEY (pickup, parcel, compartment, cause, holder_pickup, holder_parcel)
) STRICT, WITHOUT ROWID;

-- What a person said at an open door ("empty", "damaged"), for the verdict when it closes.
CREATE TABLE complaints (
    session     TEXT NOT NULL,
    compartment INTEGER NOT NULL,
    seq         INTEGER NOT NULL REFERENCES events (seq),
    topic       TEXT NOT NULL, -- behind the key: integrity_check of SQLite 3.40 misreads it elsewhere
    PRIMARY KEY (session, compartment, seq)
) STRICT, WITHOUT ROWID;

-- A journal from before the ledger: parcels in doubt and parcels that left. What the list says of the others is
-- entered when the file is opened (journal/custody.py, listed). Of several in doubt in one compartment one counts there.
INSERT INTO custody
SELECT pickup, parcel, 'inquiry',
    iif(row_number() OVER (PARTITION BY compartment ORDER BY pickup, parcel) = 1, compartment, NULL),
    compartment, 'loaded', (SELECT max(seq) FROM events), (SELECT max(utc) FROM events)
FROM suspect_parcels;

INSERT INTO custody
SELECT pickup, parcel, 'customer', NULL, gone.compartment, 'listed', openings.seq, gone.utc
FROM collected_parcels AS gone JOIN openings USING (intent, pickup, parcel)
WHERE NOT EXISTS (SELECT 1 FROM custody WHERE custody.pickup = gone.pickup AND custody.parcel = gone.parcel);

INSERT INTO custody_moves
SELECT seq, pickup, parcel, 'outside',
    account || iif(compartment IS NULL, '', ':' || compartment)
FROM custody;
