-- What time is known to have passed (kiosk/domain/kiosk_time.py). Only ever raised. `boot` and `monotonic_s` tie it to
-- one start of the machine; `synced` is when the list was last synced, in kiosk time.
CREATE TABLE time_mark (
    only        INTEGER PRIMARY KEY CHECK (only = 1),
    utc         REAL NOT NULL,
    boot        TEXT NOT NULL,
    monotonic_s REAL NOT NULL,
    trusted     INTEGER NOT NULL CHECK (trusted IN (0, 1)),
    jumped_s    REAL NOT NULL,
    synced      REAL
) STRICT;

-- The newest time that the backend told before this table was there. The year is bounded as in the domain.
INSERT INTO time_mark
SELECT 1, server_utc, '', 0, 0, 0, server_utc FROM sync_cursor WHERE server_utc BETWEEN 1767225600 AND 4102444800;

-- Projection of pickup_clock.stopped and pickup_clock.started: when the clock of a pickup stood still.
CREATE TABLE pickup_clock_stops (
    scope     TEXT NOT NULL, -- bank, power, door:N or pickup:ID
    since_utc REAL NOT NULL,
    until_utc REAL           -- NULL: still
) STRICT;
CREATE INDEX pickup_clock_stops_of_scope ON pickup_clock_stops (scope, until_utc);
CREATE INDEX pickup_clock_stops_by_end ON pickup_clock_stops (until_utc);
