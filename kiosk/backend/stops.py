"""When the clock of pickups stood still at a site, as its kiosks tell it (docs/adr/0013).

A stop of one kiosk counts for every pickup of its site: nobody here knows which kiosk a compartment hangs on.
"""

from collections.abc import Collection, Mapping
from typing import Final

from sqlalchemy import Connection, delete, insert, or_, select, update

from kiosk.backend import models, schema
from kiosk.backend.context import Kiosk
from kiosk.domain.pickup_clock import Stop

STOPPED: Final = "no.openluke.pickup_clock.stopped"
STARTED: Final = "no.openluke.pickup_clock.started"
MAX_SCOPE: Final = 80
KEPT_S: Final = 400 * 86_400.0
"""As kiosks do: no pickup waits for so long."""


def heard(connection: Connection, kiosk: Kiosk, event: models.CloudEvent, now_s: float) -> None:
    """In the transaction that stores `event`, once for each. What is no scope is stored and stops nothing."""
    facts = event.data
    if event.type not in {STOPPED, STARTED} or not isinstance(facts, Mapping):
        return
    scope, at_s = facts.get("scope"), event.time.timestamp() if event.time else now_s
    if not isinstance(scope, str) or not scope or len(scope) > MAX_SCOPE:
        return
    if event.type == STOPPED:
        _stop(connection, kiosk, scope, at_s)
    else:
        lasted_s = facts.get("stopped_s")
        _start(connection, kiosk, scope, at_s, lasted_s if isinstance(lasted_s, int | float) else 0.0)


def end_all(connection: Connection, source: str, now_s: float) -> None:
    """Of a kiosk that will not tell of its end: the one in its place tells anew what stands."""
    table = schema.stops
    stands = (table.c.source == source) & table.c.until.is_(None)
    for row in connection.execute(select(table).where(stands)).all():
        ends = update(table).where(table.c.position == row.position)
        connection.execute(ends.values(until=max(now_s, row.since)))


def of_site(connection: Connection, site: int, scopes: Collection[str], after_s: float) -> dict[str, list[Stop]]:
    """By scope: those that ended after `after_s`, and those that stand."""
    table = schema.stops
    late = or_(table.c.until.is_(None), table.c.until > after_s)
    query = select(table.c.scope, table.c.since, table.c.until)
    query = query.where(table.c.site == site, table.c.scope.in_(scopes), late)
    found: dict[str, list[Stop]] = {}
    for row in connection.execute(query):
        found.setdefault(row.scope, []).append(Stop(*row))
    return found


def _stop(connection: Connection, kiosk: Kiosk, scope: str, at_s: float) -> None:
    """A scope that stands already goes on standing since then."""
    table = schema.stops
    stands = (table.c.source == kiosk.source) & (table.c.scope == scope) & table.c.until.is_(None)
    if connection.execute(select(table.c.position).where(stands)).first() is None:
        values = {"source": kiosk.source, "site": kiosk.site, "scope": scope, "since": at_s}
        connection.execute(insert(table).values(values))


def _start(connection: Connection, kiosk: Kiosk, scope: str, at_s: float, lasted_s: float) -> None:
    """Ends the stop of its scope; where none stands, it was the `lasted_s` before."""
    table = schema.stops
    old = (table.c.source == kiosk.source) & (table.c.site == kiosk.site) & (table.c.until < at_s - KEPT_S)
    connection.execute(delete(table).where(old))
    stands = (table.c.source == kiosk.source) & (table.c.scope == scope) & table.c.until.is_(None)
    row = connection.execute(select(table.c.position, table.c.since).where(stands)).one_or_none()
    if row is not None:
        ends = update(table).where(table.c.position == row.position)
        connection.execute(ends.values(until=max(at_s, row.since)))
        return
    values = {"source": kiosk.source, "site": kiosk.site, "scope": scope, "since": at_s - lasted_s, "until": at_s}
    connection.execute(insert(table).values(values))
