"""When a backend that begins no other epoch is told again what it had acknowledged."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from kiosk.domain.record import Entry, Kind
from kiosk.domain.site_list import JournalAnchor, SiteListPage
from kiosk.journal import SqliteJournal
from kiosk.services.reminder import Reminder
from tests.helpers.core import World

LOST = Entry.of(Kind.DEVICE_LOST, device="camera", detail="gone")


class Told:
    """A backend that acknowledges all, and whose list names what it likes."""

    def __init__(self, journal: SqliteJournal) -> None:
        self.journal = journal
        self.reminder = Reminder(journal)

    async def tell(self) -> JournalAnchor:
        """One event more; it and all that waits are acknowledged."""
        await self.journal.append(LOST)
        return await self.acknowledge()

    async def acknowledge(self) -> JournalAnchor:
        rows = await self.journal.outbox(100)
        await self.journal.sent([row.event.seq for row in rows])
        return JournalAnchor(rows[-1].event.seq, rows[-1].event.hash)

    async def names(self, known: JournalAnchor | None) -> int:
        """Its list comes; how many events wait then."""
        asked = await self.reminder.acknowledged()
        await self.reminder.heard(SiteListPage("c", full=False, server_utc=1.0, journal=known), asked)
        return await self.journal.outbox_size()


def played(tmp_path: Path, scenario: Callable[[Told], Awaitable[None]]) -> None:
    async def main() -> None:
        async with World(tmp_path).journal() as journal:
            await scenario(Told(journal))

    asyncio.run(main())


@pytest.mark.allow_warnings
def test_who_says_it_twice_is_told_again_and_not_a_third_time(tmp_path: Path) -> None:
    async def scenario(backend: Told) -> None:
        old = await backend.tell()
        await backend.tell()
        assert await backend.names(old) == 0
        assert await backend.names(old) == 2  # the event, and that it is sent again
        await backend.acknowledge()
        for _ in range(3):
            assert await backend.names(old) == 0, "it names that one whatever it is told"

    played(tmp_path, scenario)


@pytest.mark.allow_warnings
def test_who_had_caught_up_and_loses_it_again_is_told_again(tmp_path: Path) -> None:
    async def scenario(backend: Told) -> None:
        old = await backend.tell()
        for _ in range(2):
            await backend.tell()
            await backend.names(old)
            assert await backend.names(old) > 0
            assert await backend.names(await backend.acknowledge()) == 0

    played(tmp_path, scenario)


def test_a_replica_that_lags_is_told_nothing_again(tmp_path: Path) -> None:
    async def scenario(backend: Told) -> None:
        one, two, three = [await backend.tell() for _ in range(3)]
        for named in (one, two, one, three, two, None, two):
            assert await backend.names(named) == 0

    played(tmp_path, scenario)


def test_what_is_acknowledged_while_the_page_is_on_its_way_it_cannot_name(tmp_path: Path) -> None:
    async def scenario(backend: Told) -> None:
        known = await backend.tell()
        asked = await backend.reminder.acknowledged()
        await backend.tell()
        for _ in range(2):
            await backend.reminder.heard(SiteListPage("c", full=False, server_utc=1.0, journal=known), asked)
        assert await backend.journal.outbox_size() == 0

    played(tmp_path, scenario)
