-- Every event on its way to the backend has a number without a gap, so that the backend sees what it has missed. `seq`
-- has gaps there: not every event is sent. A number is never given twice, though its row has left.
CREATE TABLE numbered_outbox (
    number  INTEGER PRIMARY KEY,
    seq     INTEGER NOT NULL UNIQUE REFERENCES events (seq),
    offline INTEGER NOT NULL DEFAULT 0 CHECK (offline IN (0, 1)) -- it had to wait before it was sent for the first time
) STRICT;
INSERT INTO numbered_outbox (number, seq, offline) SELECT row_number() OVER (ORDER BY seq), seq, tries > 0 FROM outbox;
DROP TABLE outbox;
ALTER TABLE numbered_outbox RENAME TO outbox;

CREATE TABLE outbox_counter (
    only INTEGER PRIMARY KEY CHECK (only = 1),
    last INTEGER NOT NULL
) STRICT;
INSERT INTO outbox_counter SELECT 1, count(*) FROM outbox;

-- Events that the backend refuses for good: kept for a person to look at and to send again.
CREATE TABLE set_aside (
    number  INTEGER PRIMARY KEY,
    seq     INTEGER NOT NULL UNIQUE REFERENCES events (seq),
    offline INTEGER NOT NULL,
    status  INTEGER NOT NULL,
    code    TEXT NOT NULL
) STRICT;

-- Remote commands that were judged and really came from the operator. None acts twice; `ended` 0: outcome not told yet.
CREATE TABLE commands (
    command TEXT PRIMARY KEY,
    counter INTEGER NOT NULL,
    verdict TEXT NOT NULL CHECK (verdict IN ('accepted', 'rejected')),
    ended   INTEGER NOT NULL CHECK (ended IN (0, 1)),
    seq     INTEGER NOT NULL REFERENCES events (seq)
) STRICT, WITHOUT ROWID;
CREATE INDEX commands_by_counter ON commands (counter);
CREATE INDEX commands_not_ended ON commands (seq) WHERE ended = 0;

-- What was opened last, for the limit on openings in bulk after a restart.
CREATE INDEX intents_by_seq ON intents (seq);
