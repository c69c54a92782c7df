"""Moves old events into the archive, and forgets what nothing needs any more.

Never moved: what the backend has not acknowledged, an open intent and what came after it, the newest events whatever
the clock says. Never forgotten: that a credential was used (22 MB in ten years of a busy site), and a collected parcel
as long as the list names its pickup.
"""

from pathlib import Path
from typing import Final

from kiosk.errors import ChainBrokenError
from kiosk.journal import archive, events, ledger
from kiosk.journal.chain import Break, walk
from kiosk.journal.connection import Connection
from kiosk.journal.database import transaction

DAYS: Final = 400
"""More than any pickup lives, with a margin."""
KEEP_EVENTS: Final = 50_000
"""Two months of a busy site. A clock that says that all is old does not empty the journal."""
STEP_EVENTS: Final = 500
"""So few at a time that an unlock does not have to wait: some 15 ms."""

_HOLDING: Final = """
SELECT tables.name, keys."from" FROM sqlite_schema AS tables, pragma_foreign_key_list(tables.name) AS keys
WHERE tables.type = 'table' AND keys."table" = 'events' ORDER BY tables.name"""

_FORGET: Final = (
    "DELETE FROM failed_attempts WHERE seq <= :seq",
    "DELETE FROM acknowledged WHERE seq <= :seq",
    """DELETE FROM collected_parcels WHERE pickup NOT IN (SELECT id FROM pickups)
    AND intent IN (SELECT intent FROM intents WHERE seq <= :seq)""",
    """DELETE FROM openings WHERE intent IN (SELECT intent FROM intents WHERE seq <= :seq)
    AND intent NOT IN (SELECT intent FROM collected_parcels)""",
    """DELETE FROM intents WHERE seq <= :seq AND intent NOT IN (SELECT intent FROM openings)
    AND seq < (SELECT max(seq) FROM intents AS same_door WHERE same_door.compartment = intents.compartment)""",
)


def last_movable(connection: Connection, older_than_utc: float, keep_events: int) -> int:
    """The newest event that may leave the journal."""
    young = connection.execute(
        "SELECT seq FROM events WHERE utc >= ? ORDER BY seq LIMIT 1", (older_than_utc,)
    ).fetchone()
    held: list[int] = [young[0]] if young else []
    held += [found.seq for found in ledger.open_intents(connection)]
    for table, column in connection.execute(_HOLDING).fetchall():
        (oldest,) = connection.execute(f'SELECT min("{column}") FROM "{table}"').fetchone()  # noqa: S608 - own schema
        held += [oldest] if oldest is not None else []
    newest = events.head(connection)[0] - max(keep_events, 1)
    return min(newest, *(seq - 1 for seq in [newest + 1, *held]))


def step(connection: Connection, file: Path, last_seq: int) -> int:
    """Move up to STEP_EVENTS events, none after `last_seq`; how many. Raises OSError where the archive fails."""
    start = events.checkpoint(connection)
    count = min(STEP_EVENTS, last_seq - start.seq)
    if count <= 0:
        return 0
    rows = list(events.rows_after(connection, start.seq, count))
    end = walk(rows, start)
    if isinstance(end, Break):
        raise ChainBrokenError(end.what)
    (valid,) = connection.execute("SELECT archive_bytes FROM checkpoint").fetchone()
    length = archive.append(file, valid, rows)
    with transaction(connection):
        connection.execute("UPDATE checkpoint SET seq = ?, hash = ?, archive_bytes = ?", (end.seq, end.hash, length))
        connection.execute("DELETE FROM events WHERE seq <= ?", (end.seq,))
    return len(rows)


def forget(connection: Connection) -> None:
    """What was told in events that are in the archive, and nothing needs any more."""
    with transaction(connection):
        for statement in _FORGET:
            connection.execute(statement, {"seq": events.checkpoint(connection).seq})
