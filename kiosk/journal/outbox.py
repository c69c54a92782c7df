"""Events on their way to the backend."""

from collections.abc import Sequence

from kiosk.domain.record import OutboxRow
from kiosk.journal import events
from kiosk.journal.connection import Connection
from kiosk.journal.database import transaction


def put(connection: Connection, seq: int) -> None:
    """Inside the transaction that appends event `seq`."""
    connection.execute("INSERT INTO outbox (seq) VALUES (?)", (seq,))


def take(connection: Connection, limit: int) -> Sequence[OutboxRow]:
    """The oldest rows. `tries` says how often each was handed out before; this time is counted too."""
    rows = connection.execute(
        f"SELECT {events.COLUMNS}, outbox.tries FROM outbox JOIN events USING (seq) ORDER BY seq LIMIT ?",  # noqa: S608
        (limit,),
    ).fetchall()
    if rows:
        with transaction(connection):
            connection.execute("UPDATE outbox SET tries = tries + 1 WHERE seq <= ?", (rows[-1][0],))
    return [OutboxRow(events.recorded(row[:7]), row[7]) for row in rows]


def sent(connection: Connection, seqs: Sequence[int]) -> None:
    with transaction(connection):
        connection.executemany("DELETE FROM outbox WHERE seq = ?", [(seq,) for seq in seqs])


def size(connection: Connection) -> int:
    count: int = connection.execute("SELECT count(*) FROM outbox").fetchone()[0]
    return count
