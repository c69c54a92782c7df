"""When the clock of a pickup stood still, as the events pickup_clock.stopped and pickup_clock.started say."""

from collections.abc import Sequence
from typing import Final

from kiosk.domain.pickup import Pickup
from kiosk.domain.pickup_clock import Stop, scopes_of
from kiosk.domain.record import JsonValue
from kiosk.journal.connection import Connection

Values = dict[str, JsonValue]

KEPT_S: Final = 400 * 86_400
"""Older stops are forgotten: no pickup waits for so long."""


def stop(connection: Connection, values: Values) -> None:
    """A scope that stands already goes on standing since then."""
    connection.execute(
        """INSERT INTO pickup_clock_stops SELECT :scope, :utc, NULL
        WHERE NOT EXISTS (SELECT 1 FROM pickup_clock_stops WHERE scope = :scope AND until_utc IS NULL)""",
        values,
    )


def start(connection: Connection, values: Values) -> None:
    """Ends the stop of its scope; where none is open, the stop is the `stopped_s` before the event."""
    ended = connection.execute(
        "UPDATE pickup_clock_stops SET until_utc = max(:utc, since_utc) WHERE scope = :scope AND until_utc IS NULL",
        values,
    )
    if ended.rowcount == 0:
        connection.execute("INSERT INTO pickup_clock_stops VALUES (:scope, :utc - :stopped_s, :utc)", values)
    connection.execute("DELETE FROM pickup_clock_stops WHERE until_utc < :utc - :kept", {**values, "kept": KEPT_S})


def stops_of(connection: Connection, pickup: Pickup) -> Sequence[Stop]:
    """All that may count for `pickup`, oldest first."""
    scopes = scopes_of(pickup)
    rows = connection.execute(
        f"""SELECT scope, since_utc, until_utc FROM pickup_clock_stops
        WHERE scope IN ({", ".join("?" * len(scopes))}) AND (until_utc IS NULL OR until_utc > ?)
        ORDER BY since_utc""",  # noqa: S608 - question marks only
        (*scopes, pickup.not_before_utc),
    ).fetchall()
    return [Stop(*row) for row in rows]


def open_stops(connection: Connection) -> Sequence[Stop]:
    """What stands now."""
    rows = connection.execute(
        "SELECT scope, since_utc, until_utc FROM pickup_clock_stops WHERE until_utc IS NULL ORDER BY scope"
    ).fetchall()
    return [Stop(*row) for row in rows]
