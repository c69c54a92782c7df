"""`python -m kiosk.backend fixtures`: pickups, people and an article to try the contract with (openluke conformance).

They are made fresh each time, in a database of one's own: hand-overs cannot be undone. Nothing that was there changes.
"""

import argparse
import json
import secrets
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import chain, repeat
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Connection, insert, select

from kiosk.backend import fixtures_trade, schema
from kiosk.backend.database import next_change, open_database, transact
from kiosk.backend.issuer import symbols, typed_code
from kiosk.conformance.fixtures import (
    FixtureCode,
    FixtureParcel,
    FixturePerson,
    FixturePickup,
    Fixtures,
    State,
    as_json,
)
from kiosk.domain import digest
from kiosk.domain.typed_code import grouped
from kiosk.errors import ConfigError
from kiosk.secrets import load_secrets

_DAY_S: Final = 86_400.0
_LAST_DOOR: Final = 9_999
_STATES: Final[dict[State, str]] = {"foreign": "ready", "revoked": "ready", "not_yet": "ready"}
"""What the shop's books say, where that is another word."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Pickups of one kind."""

    state: State
    count: int
    parcels: int = 1
    delegate: bool = False
    company: bool = False


_WANTED: Final = (
    Wanted("ready", 26),
    Wanted("ready", 6, parcels=2),
    Wanted("ready", 3, company=True),
    Wanted("ready", 2, delegate=True),
    *(Wanted(state, 2) for state in ("expired", "cancelled", "collected", "not_yet", "foreign", "revoked")),
)


def fixtures(arguments: Sequence[str]) -> None:
    """Prints the file. Raises ConfigError."""
    parser = argparse.ArgumentParser(prog="python -m kiosk.backend fixtures", description=__doc__)
    parser.add_argument("--database", required=True, metavar="URL", help="before the backend is started")
    parser.add_argument("--secrets", required=True, type=Path, metavar="FILE", help="the backend's")
    parser.add_argument("--kiosk", required=True, metavar="WORD", help="whose key the suite will use")
    options = parser.parse_args(arguments)
    site_key = load_secrets(options.secrets).site.key
    engine = open_database(options.database)
    try:
        now_s = datetime.now(UTC).timestamp()
        made = transact(engine, lambda connection: make(connection, site_key, options.kiosk, now_s))
    finally:
        engine.dispose()
    sys.stdout.buffer.write(as_json(made))


def make(connection: Connection, site_key: bytes, kiosk: str, now_s: float) -> Fixtures:
    """In one transaction. Raises ConfigError for a kiosk that is not there."""
    table = schema.kiosks
    site = connection.execute(select(table.c.site).where(table.c.name == kiosk)).scalar_one_or_none()
    if site is None:
        raise ConfigError("--kiosk", f"there is no kiosk {kiosk!r} in the database")
    change = next_change(connection)
    people, trade = fixtures_trade.make(connection, site_key, now_s, change)
    maker = _Maker(connection, site_key, now_s, site, change)
    return Fixtures(tuple(maker.pickups(people[0])), people, trade)


class _Maker:
    def __init__(self, connection: Connection, site_key: bytes, now_s: float, site: int, change: int) -> None:
        self._connection = connection
        self._site_key = site_key
        self._now_s = now_s
        self._site = site
        self._change = change
        sites = schema.sites.c.number
        others = select(sites).where(sites != site).order_by(sites).limit(1)
        self._other = connection.execute(others).scalar_one_or_none()
        self._free = {number: _free(connection, number) for number in {site, self._other} if number is not None}

    def pickups(self, buyer: FixturePerson) -> Iterator[FixturePickup]:
        """All of them, in the order in which they are wanted."""
        for wanted in chain.from_iterable(repeat(wanted, wanted.count) for wanted in _WANTED):
            if wanted.state != "foreign" or self._other is not None:
                yield self._pickup(wanted, buyer if wanted.company else None)

    def _pickup(self, wanted: Wanted, buyer: FixturePerson | None) -> FixturePickup:
        name = symbols(secrets.token_bytes(8), 8)  # as tokens hold it
        site = self._site if wanted.state != "foreign" else self._other
        assert site is not None
        parcels = tuple(
            FixtureParcel(f"{name}-{count}", next(self._free[site])) for count in range(1, wanted.parcels + 1)
        )
        life = self._life(wanted.state)
        owner = {"account": buyer.account, "buyer_employee": buyer.employee} if buyer else {}
        self._write_pickup(name, site, wanted, life | owner, parcels)
        code, credential = self._code(name, site, life, revoked=wanted.state == "revoked")
        delegate = self._code(name, site, life, delegate_of=credential)[0] if wanted.delegate else None
        lines = tuple(str(count * 10) for count in range(1, wanted.parcels + 1))
        return FixturePickup(name, wanted.state, parcels, code, delegate, lines, buyer.employee if buyer else "")

    def _life(self, state: State) -> dict[str, float]:
        begin, end = {"expired": (-20, -5), "not_yet": (1, 8)}.get(state, (-20, 8))
        return {"not_before": self._now_s + begin * _DAY_S, "not_after": self._now_s + end * _DAY_S}

    def _write_pickup(
        self, name: str, site: int, wanted: Wanted, more: dict[str, Any], parcels: Sequence[FixtureParcel]
    ) -> None:
        collected = wanted.state == "collected"
        self._insert(
            "pickups", id=name, site=site, state=_STATES.get(wanted.state, wanted.state), **more, version=1,
            change=self._change, lines_ready=len(parcels), lines_total=len(parcels), payment="paid", order_number=name,
            customer="CF-CUSTOMER", collected_at=self._now_s - _DAY_S if collected else None,
        )  # fmt: skip
        for count, parcel in enumerate(parcels, start=1):
            state, line = "collected" if collected else "ready", str(count * 10)
            self._insert(
                "lines", pickup=name, id=line, place=count, sku="CF-SKU", name="Conformance", quantity=1, ready=1,
                collected=int(collected),
            )  # fmt: skip
            here = {"compartment": parcel.compartment, "state": state}
            self._insert("parcels", id=parcel.id, pickup=name, site=site, **here)
            self._insert("parcel_lines", parcel=parcel.id, line=line, quantity=1)

    def _code(
        self, pickup: str, site: int, life: dict[str, float], *, revoked: bool = False, delegate_of: str = ""
    ) -> tuple[FixtureCode, str]:
        """A typed code, and the id of its credential."""
        typed, credential = typed_code(secrets.token_bytes(8)), secrets.token_hex(8)
        hashed = digest.digest(self._site_key, digest.typed(typed))
        self._insert(
            "credentials", id=credential, site=site, kind="pickup", digest=hashed, subject=pickup, **life,
            revoked=int(revoked), change=self._change, delegate_of=delegate_of, max_visits=1 if delegate_of else None,
            parcels=json.dumps([]),
        )  # fmt: skip
        return FixtureCode(grouped(typed)), credential

    def _insert(self, table: str, **values: Any) -> None:
        self._connection.execute(insert(schema.metadata.tables[table]).values(values))


def _free(connection: Connection, site: int) -> Iterator[int]:
    """Numbers of compartments that nothing lies in, from above: those of a real wall are below."""
    table = schema.parcels
    query = select(table.c.compartment).where(table.c.site == site, table.c.state != "collected")
    taken = set(connection.execute(query).scalars())
    return (number for number in range(_LAST_DOOR, 0, -1) if number not in taken)
