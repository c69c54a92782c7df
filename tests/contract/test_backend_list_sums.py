"""The checksum that is kept between differences is the one of all rows, whatever happened and whoever was at it."""

import random
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from sqlalchemy import Connection, select, update

from kiosk.backend import schema
from kiosk.backend.database import begin_epoch, next_change
from kiosk.backend.list_sums import BELIEVED_S, ListSums
from kiosk.backend.site_list import _rows

SITES = (4, 5)


def both(running: Any, site: int, sums: ListSums) -> tuple[str, str]:
    """As it is kept, and of all rows, in one state of the database."""

    def look(connection: Connection) -> tuple[str, str]:
        state = connection.execute(select(schema.counter)).one()
        kept = sums.look(connection, site, state, fresh=False).checksum
        return kept, ListSums().look(connection, site, state, fresh=True).checksum

    found: tuple[str, str] = running.backend.read(look)
    return found


class Changes:
    """Everything that can happen to rows of the list, by chance."""

    def __init__(self, running: Any, seed: int) -> None:
        self._running = running
        self._chance = random.Random(seed)
        self._ways = (self.cancel, self.delete, self.revoke, self.add_parcel, self.hand_over, self.people, self.badge)

    def one(self) -> str:
        way = self._chance.choice(self._ways)
        way()
        return way.__name__

    def _pickup(self) -> Any:
        return self._chance.choice(self._running.seed.pickups)

    def cancel(self) -> None:
        self._running.admin.post(f"/v1/admin/pickups/{self._pickup().id}/cancel")

    def delete(self) -> None:
        if self._chance.random() < 0.3:
            self._running.admin.delete(f"/v1/admin/pickups/{self._pickup().id}")

    def revoke(self) -> None:
        credential = self._chance.choice(self._running.seed.credentials)[1].id
        self._running.admin.post(f"/v1/admin/credentials/{credential}/revoke")

    def add_parcel(self) -> None:
        parcel = {"id": f"new-{self._chance.randrange(10**9)}"}
        self._running.admin.post(f"/v1/admin/pickups/{self._pickup().id}/parcels", json=parcel)

    def hand_over(self) -> None:
        pickup = self._chance.choice([pickup for pickup in self._running.seed.pickups if pickup.parcels])
        parcel = self._chance.choice(pickup.parcels)
        at = {"opened_at": "2026-11-23T12:00:00Z", "closed_at": "2026-11-23T12:00:20Z", "credential": "c"}
        body = {"parcel": parcel.id, "compartment": parcel.compartment, **at}
        key = {"Idempotency-Key": f"sums-{self._chance.randrange(10**9):09d}"}
        self._running.kiosk.post(f"/v1/pickups/{pickup.id}/handovers", json=body, headers=key)

    def people(self) -> None:
        table = self._chance.choice((schema.accounts, schema.employees))
        self._write(lambda change: update(table).values(name="another", change=change))

    def badge(self) -> None:
        here = schema.credentials.c.site.is_(None)
        self._write(lambda change: update(schema.credentials).where(here).values(change=change))

    def _write(self, made: Callable[[int], Any]) -> None:
        """As the backend itself does: again, when another change was in the way."""
        self._running.backend.write(lambda connection: connection.execute(made(next_change(connection))))


@pytest.mark.parametrize("seed", range(3))
def test_after_every_change_it_is_that_of_all_rows(running: Any, seed: int) -> None:
    sums, changes, seen = ListSums(), Changes(running, seed), set()
    for _ in range(40):
        way = changes.one()
        for site in SITES:
            kept, whole = both(running, site, sums)
            assert kept == whole, way
            seen.add(kept)
    assert len(seen) > 20, "the checksums never changed"


def test_what_is_quiet_has_no_rows(running: Any) -> None:
    """A difference that is told without looking for rows would have had none."""
    sums, changes, quiet = ListSums(), Changes(running, 7), 0
    for turn in range(30):
        if turn % 3:
            changes.one()

        def look(connection: Connection) -> bool:
            state = connection.execute(select(schema.counter)).one()
            since = sums.look(connection, 4, state, fresh=False).quiet_since
            found = _rows(connection, 4, since)
            assert not any(found.values())
            return bool(since < state.value)

        quiet += running.backend.read(look)
    assert quiet, "it never was quiet while others changed something"


def test_nothing_is_counted_again_while_nothing_changes(running: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    sums = ListSums()
    both(running, 4, sums)
    counted: list[object] = []
    monkeypatch.setattr("kiosk.backend.list_sums._marks", lambda *asked: counted.append(asked) or ())
    with running.backend.engine.begin() as connection:
        state = connection.execute(select(schema.counter)).one()
        sums.look(connection, 4, state, fresh=False)
        assert counted == []
        next_change(connection)  # of another site
        state = connection.execute(select(schema.counter)).one()
        sums.look(connection, 4, state, fresh=False)
        assert counted == []
        sums.look(connection, 4, state, fresh=True)
        assert len(counted) == 2


def test_no_sum_is_believed_for_long(running: Any) -> None:
    """A database may be set back below a backend that runs, and go on to the same number before anybody looks."""
    at_s = [0.0]
    sums = ListSums(lambda: at_s[0])
    before, _ = both(running, 4, sums)
    with running.backend.engine.begin() as connection:
        connection.execute(update(schema.pickups).values(version=9))
    assert both(running, 4, sums)[0] == before
    at_s[0] = BELIEVED_S + 1
    kept, whole = both(running, 4, sums)
    assert kept == whole != before


def test_a_database_that_was_set_back_is_counted_anew(running: Any) -> None:
    sums = ListSums()
    before, _ = both(running, 4, sums)
    with running.backend.engine.connect() as connection:
        every = update(schema.pickups).values(version=9, change=next_change(connection))
        connection.execute(every)
        state = connection.execute(select(schema.counter)).one()
        assert sums.look(connection, 4, state, fresh=False).checksum != before
        connection.rollback()
    assert both(running, 4, sums) == (before, before)


def test_another_epoch_is_counted_anew(running: Any) -> None:
    sums = ListSums()
    both(running, 4, sums)
    with running.backend.engine.begin() as connection:
        begin_epoch(connection, running.clock[0] + 1)
        connection.execute(update(schema.pickups).values(version=9))
    kept, whole = both(running, 4, sums)
    assert kept == whole


def test_a_whole_list_sets_right_what_was_wrong(running: Any) -> None:
    first = running.kiosk.get("/v1/pickups", params={"site": 4}).json()
    with running.backend.engine.begin() as connection:
        connection.execute(update(schema.pickups).values(version=9))  # by hand, without a number
    asked = {"site": 4, "changed_after": first["cursor"]}
    assert running.kiosk.get("/v1/pickups", params=asked).json()["checksum"] == first["checksum"]
    whole = running.kiosk.get("/v1/pickups", params={"site": 4}).json()
    assert whole["checksum"] != first["checksum"]
    assert running.kiosk.get("/v1/pickups", params=asked).json()["checksum"] == whole["checksum"]


def test_it_is_the_same_while_others_change_and_ask(running: Any) -> None:
    sums = ListSums()

    def change(seed: int) -> None:
        changes = Changes(running, seed)
        for _ in range(15):
            changes.one()

    def look(place: int) -> None:
        for _ in range(40):
            kept, whole = both(running, SITES[place % 2], sums)
            assert kept == whole

    with ThreadPoolExecutor(8) as pool:
        for done in [*(pool.submit(change, seed) for seed in range(4)), *(pool.submit(look, n) for n in range(4))]:
            done.result(120)
