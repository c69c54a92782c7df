import asyncio
import logging
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from kiosk.domain.issuer_keys import KeyFault
from kiosk.domain.record import Kind
from kiosk.journal import SqliteJournal
from kiosk.services.alarms import AlarmBook
from kiosk.services.facts import Facts
from kiosk.services.issuer_keys import IssuerKeys
from tests.helpers.core import World, durable

OWN = {1: bytes(32)}
NEXT = {1: bytes(32), 2: bytes(range(32))}
FAULT = KeyFault("keys[0].crv", "not Ed25519")


class Used:
    """Signatures that remember which keys they were given."""

    keys: object = "those of the file"

    def use(self, keys: object) -> None:
        self.keys = keys

    def verify(self, _signed: object) -> bool:
        raise NotImplementedError


class Desk:
    def __init__(self, world: World, journal: SqliteJournal, *, by_backend: bool) -> None:
        self.facts = Facts(lambda: None)
        self.used = Used()
        alarms = AlarmBook(self.facts, world.clock)
        self.keys = IssuerKeys(OWN, journal, self.used, alarms, by_backend=by_backend)


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(tmp_path)


def start(world: World, scenario: Callable[[Desk], Awaitable[None]], *, by_backend: bool = True) -> None:
    """One start of the core."""

    async def main() -> None:
        async with world.journal() as journal:
            desk = Desk(world, journal, by_backend=by_backend)
            await desk.keys.restore()
            await scenario(desk)

    asyncio.run(main())


def told(world: World) -> list[tuple[object, object, object]]:
    return [(row["keys"], row["added"], row["dropped"]) for row in durable(world.path, Kind.ISSUER_KEYS_CHANGED)]


def test_a_new_kiosk_begins_with_the_files_keys(world: World) -> None:
    async def scenario(desk: Desk) -> None:
        assert desk.used.keys == "those of the file"
        await desk.keys.heard(None)
        assert desk.used.keys == "those of the file"

    start(world, scenario)
    start(world, scenario)


def test_what_the_backend_names_counts_from_then_on_and_after_a_restart_without_it(world: World) -> None:
    async def hears(desk: Desk) -> None:
        await desk.keys.heard(NEXT)
        assert desk.used.keys == NEXT

    async def alone(desk: Desk) -> None:
        assert desk.used.keys == NEXT

    start(world, hears)
    start(world, alone)
    assert told(world) == [([1, 2], [2], [])]


def test_a_key_that_was_dropped_stays_dropped_also_where_the_file_has_it(world: World) -> None:
    left = {2: NEXT[2]}

    async def hears(desk: Desk) -> None:
        await desk.keys.heard(left)

    async def alone(desk: Desk) -> None:
        assert desk.used.keys == left

    start(world, hears)
    start(world, alone)
    assert told(world) == [([2], [2], [1])]


def test_another_key_under_a_known_id_is_a_change(world: World) -> None:
    async def hears(desk: Desk) -> None:
        await desk.keys.heard({1: bytes(range(32))})

    start(world, hears)
    assert told(world) == [([1], [1], [1])]


def test_the_same_keys_again_are_no_news_but_are_the_backends_from_then_on(world: World) -> None:
    async def hears(desk: Desk) -> None:
        await desk.keys.heard(dict(OWN))
        await desk.keys.heard(dict(OWN))

    async def alone(desk: Desk) -> None:
        assert desk.used.keys == OWN

    start(world, hears)
    start(world, alone)
    assert told(world) == []


@pytest.mark.allow_warnings
def test_bad_keys_are_told_once_and_the_old_ones_stay(world: World, caplog: pytest.LogCaptureFixture) -> None:
    async def scenario(desk: Desk) -> None:
        await desk.keys.heard(NEXT)
        await desk.keys.heard(FAULT)
        await desk.keys.heard(FAULT)
        assert desk.used.keys == NEXT
        assert [alarm.kind for alarm in desk.facts.alarms] == ["issuer_keys"]
        await desk.keys.heard(NEXT)
        await desk.keys.heard(FAULT)

    with caplog.at_level(logging.ERROR):
        start(world, scenario)
    lines = [record.getMessage() for record in caplog.records]
    assert len(lines) == 2
    assert all("keys[0].crv: not Ed25519" in line for line in lines)
    assert [row["field"] for row in durable(world.path, Kind.ISSUER_KEYS_REFUSED)] == ["keys[0].crv"] * 2


def test_where_the_file_alone_names_keys_nobody_else_does(world: World) -> None:
    async def hears(desk: Desk) -> None:
        await desk.keys.heard(NEXT)

    async def by_file(desk: Desk) -> None:
        await desk.keys.heard(NEXT)
        await desk.keys.heard(FAULT)
        assert desk.used.keys == "those of the file"
        assert desk.facts.alarms == ()

    async def alone_again(desk: Desk) -> None:
        assert desk.used.keys == "those of the file"

    start(world, hears)
    start(world, by_file, by_backend=False)
    start(world, alone_again)


def test_no_key_reaches_log_or_journal(world: World, caplog: pytest.LogCaptureFixture) -> None:
    async def scenario(desk: Desk) -> None:
        await desk.keys.heard(NEXT)

    with caplog.at_level(logging.INFO):
        start(world, scenario)
    (line,) = (record.getMessage() for record in caplog.records if record.name.endswith("issuer_keys"))
    assert line == "codes are checked with the backend's keys [1, 2]: new [2], dropped []"
    assert set(durable(world.path, Kind.ISSUER_KEYS_CHANGED)[0]) == {"keys", "added", "dropped", "kind", "session"}
