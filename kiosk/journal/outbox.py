"""Events on their way to the backend, and those it refuses for good."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any, Final

from kiosk.domain.record import OutboxRow
from kiosk.journal import events
from kiosk.journal.connection import Connection
from kiosk.journal.database import transaction

_TAKE: Final = f"SELECT {events.COLUMNS}, number, offline FROM outbox JOIN events USING (seq) ORDER BY number LIMIT ?"  # noqa: S608


def put(connection: Connection, seq: int) -> None:
    """Inside the transaction that appends event `seq`."""
    connection.execute("UPDATE outbox_counter SET last = last + 1")
    connection.execute("INSERT INTO outbox (number, seq) SELECT last, ? FROM outbox_counter", (seq,))


def take(connection: Connection, limit: int) -> Sequence[OutboxRow]:
    """The oldest rows. Reads only."""
    rows = connection.execute(_TAKE, (limit,)).fetchall()
    return [_row(row) for row in rows]


@lru_cache(maxsize=256)
def _row(row: tuple[Any, ...]) -> OutboxRow:
    """While the backend is away the same rows are read again with every try."""
    return OutboxRow(events.recorded(row[:7]), number=row[7], offline=bool(row[8]))


def sent(connection: Connection, seqs: Sequence[int]) -> None:
    """Inside the transaction that writes down what the backend said beside."""
    connection.executemany(
        "INSERT INTO acknowledged (number, seq, offline) SELECT number, seq, offline FROM outbox WHERE seq = ?",
        [(seq,) for seq in seqs],
    )
    connection.executemany("DELETE FROM outbox WHERE seq = ?", [(seq,) for seq in seqs])


def wait(connection: Connection, after: int) -> None:
    """Rows behind number `after` were not sent yet and have to wait. Those before keep what they were sent with."""
    with transaction(connection):
        connection.execute("UPDATE outbox SET offline = 1 WHERE number > ? AND offline = 0", (after,))


def size(connection: Connection) -> int:
    count: int = connection.execute("SELECT count(*) FROM outbox").fetchone()[0]
    return count


def set_aside(connection: Connection, seq: int, status: int, code: str) -> None:
    """Inside the transaction that says so in the journal."""
    connection.execute(
        "INSERT INTO set_aside SELECT number, seq, offline, ?, ? FROM outbox WHERE seq = ?", (status, code, seq)
    )
    connection.execute("DELETE FROM outbox WHERE seq = ?", (seq,))


def size_set_aside(connection: Connection) -> int:
    count: int = connection.execute("SELECT count(*) FROM set_aside").fetchone()[0]
    return count


def requeue(connection: Connection) -> int:
    """Put everything that was set aside back under its number; how many rows that were."""
    with transaction(connection):
        connection.execute("INSERT INTO outbox (number, seq, offline) SELECT number, seq, offline FROM set_aside")
        return connection.execute("DELETE FROM set_aside").rowcount
