"""Checksums of site lists, kept in memory between the differences that kiosks ask for.

The checksum is of every row of a list (kiosk/domain/site_list.py), a difference is of few: to go through all rows each
time costs a site of 10,000 pickups 60 ms. Every change of a listed row takes a number of its own that is seen together
with all lower ones (`database.next_change`), and a row that goes leaves a newer one in `removed`: a sum that was taken
at one number holds until a row has a higher one. Two sums make a list: what is of the site, and what all sites share.
"""

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, Row, Select, exists, literal, or_, select

from kiosk.backend import schema
from kiosk.domain.site_list import Mark, RowKind, checksum_of

BELIEVED_S: Final = 600.0
"""A database may be set back below a backend that runs: whatever is kept in memory is looked at again."""


@dataclass(frozen=True, slots=True)
class _Sum:
    epoch: str
    version: int
    total: int
    counted_at_s: float


@dataclass(frozen=True, slots=True)
class Standing:
    """The checksum of a complete list, and a number after which nothing of it has changed."""

    checksum: str
    quiet_since: int


class ListSums:
    """One number for each site. The rows are asked again for whatever it does not know, and for every whole list:
    so that a kiosk which refuses a difference, and then asks for all, sets it right.
    """

    def __init__(self, clock_s: Callable[[], float] = time.monotonic) -> None:
        self._clock_s = clock_s
        self._sums: dict[int | None, _Sum] = {}

    def look(self, connection: Connection, site: int, state: Row[Any], *, fresh: bool) -> Standing:
        """The list of the site as this transaction sees it; `state` is its row of `counter`.

        The transaction must see one state of the database.
        """
        parts = [self._part(connection, part, state, fresh=fresh) for part in (site, None)]
        total = sum(part.total for part in parts) % (1 << 128)
        return Standing(f"{total:032x}", max(part.version for part in parts))

    def _part(self, connection: Connection, site: int | None, state: Row[Any], *, fresh: bool) -> _Sum:
        """Its `version` may be an older one: then nothing has changed since."""
        known = self._sums.get(site)
        now_s = self._clock_s()
        old = known is None or now_s - known.counted_at_s > BELIEVED_S
        if fresh or old or known is None or not _holds(connection, site, known, state):
            known = _Sum(state.epoch, state.value, int(checksum_of(_marks(connection, site)), 16), now_s)
        # A transaction that began earlier may end later: then an older sum stands here, which is as true.
        self._sums[site] = replace(known, version=state.value)
        return known


def _holds(connection: Connection, site: int | None, known: _Sum, state: Row[Any]) -> bool:
    """Whether nothing has changed since. A database that was set back knows less than we do."""
    if known.epoch != state.epoch or known.version > state.value:
        return False
    return known.version == state.value or not connection.execute(select(_touched(site, known.version))).scalar_one()


def _touched(site: int | None, version: int) -> ColumnElement[bool]:
    tables = (schema.credentials, schema.removed)
    rows: list[ColumnElement[bool]] = [(table.c.change > version) & _of(table.c.site, site) for table in tables]
    if site is None:
        rows += [table.c.change > version for table in (schema.accounts, schema.employees)]
    else:
        rows.append((schema.pickups.c.change > version) & (schema.pickups.c.site == site))
    return or_(*(exists(select(literal(1)).where(row)) for row in rows))


def _marks(connection: Connection, site: int | None) -> Iterable[Mark]:
    """Of every row of the part."""
    for kind, query in _queries(site).items():
        for name, version in connection.execute(query):
            yield Mark(kind, name, version)


def _queries(site: int | None) -> dict[RowKind, Select[Any]]:
    pickup, code = schema.pickups.c, schema.credentials.c
    codes = select(code.id, code.change).where(_of(code.site, site))
    if site is not None:
        of_site = select(pickup.id, pickup.version).where(pickup.site == site)
        return {RowKind.PICKUP: of_site, RowKind.CREDENTIAL: codes}
    accounts, employees = schema.accounts.c, schema.employees.c
    return {
        RowKind.CREDENTIAL: codes,
        RowKind.ACCOUNT: select(accounts.id, accounts.change),
        RowKind.EMPLOYEE: select(employees.id, employees.change),
    }


def _of(column: ColumnElement[Any], site: int | None) -> ColumnElement[bool]:
    return column.is_(None) if site is None else column == site
