-- Events up to `seq` were moved into the archive, of which `archive_bytes` are valid; the chain goes on from `hash`.
CREATE TABLE checkpoint (
    only          INTEGER PRIMARY KEY CHECK (only = 1),
    seq           INTEGER NOT NULL,
    hash          TEXT NOT NULL,
    archive_bytes INTEGER NOT NULL
) STRICT;
INSERT INTO checkpoint VALUES (1, 0, '0000000000000000000000000000000000000000000000000000000000000000', 0);

CREATE TRIGGER checkpoint_only_rises BEFORE UPDATE ON checkpoint
WHEN new.seq < old.seq OR new.archive_bytes < old.archive_bytes
BEGIN SELECT raise(ABORT, 'the checkpoint only rises'); END;

CREATE TRIGGER checkpoint_is_never_deleted BEFORE DELETE ON checkpoint
BEGIN SELECT raise(ABORT, 'the checkpoint stays'); END;

DROP TRIGGER events_are_never_deleted;
CREATE TRIGGER events_are_deleted_only_once_archived BEFORE DELETE ON events
WHEN old.seq > coalesce((SELECT seq FROM checkpoint), 0)
BEGIN SELECT raise(ABORT, 'events are append-only'); END;

-- What must hold its event back from the archive keeps its foreign key: what the backend has not acknowledged. Every
-- other table only says in which event it was told, and may outlive it. SQLite drops a constraint in no other way:
-- https://www.sqlite.org/lang_altertable.html#making_other_kinds_of_table_schema_changes
PRAGMA writable_schema = ON;
UPDATE sqlite_schema SET sql = replace(sql, ' REFERENCES events (seq)', '')
WHERE type = 'table' AND name NOT IN ('outbox', 'set_aside');
PRAGMA writable_schema = RESET;
