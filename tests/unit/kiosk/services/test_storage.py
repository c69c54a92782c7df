import asyncio

import pytest

from kiosk.domain.record import Kind
from kiosk.errors import ChainBrokenError
from kiosk.services import storage
from kiosk.services.devices import GRACE_S
from kiosk.services.facts import Facts
from kiosk.services.storage import JournalCare, StorageLimits, StorageWatch
from tests.helpers.core import World, durable


class Said:
    """Stands in for the device watch."""

    def __init__(self):
        self.of = {}

    def say(self, device, trouble):
        self.of[device] = trouble


@pytest.mark.parametrize(
    ("free", "low", "full", "said"),
    [(1000, False, False, ""), (100, True, False, "low"), (10, True, True, "full"), (50, True, False, "low")],
)
def test_room_is_told(free, low, full, said):
    async def free_mb():
        return free

    facts, devices = Facts(lambda: None), Said()
    asyncio.run(StorageWatch(free_mb, StorageLimits(101, 50), facts, devices).look())
    assert (facts.free_mb, facts.storage_low, facts.disk_full) == (free, low, full)
    assert devices.of == {"disk": said}


def test_a_disk_that_does_not_say_changes_nothing():
    async def free_mb():
        return None

    facts, devices = Facts(lambda: None, disk_full=True), Said()
    asyncio.run(StorageWatch(free_mb, StorageLimits(100, 50), facts, devices).look())
    assert facts.disk_full
    assert devices.of == {}


def test_the_operator_hears_of_a_full_disk(tmp_path):
    async def free_mb():
        return 3

    async def scenario():
        world = World(tmp_path)
        async with world.core() as core:
            await StorageWatch(free_mb, StorageLimits(100, 50), core.facts, core.devices).look()
            core.clock.monotonic += GRACE_S
            await core.devices.look()

    asyncio.run(scenario())
    (lost,) = durable(tmp_path / "journal.sqlite3", Kind.DEVICE_LOST)
    assert (lost["device"], lost["detail"]) == ("disk", "full")


def care(check="", moved=0, error=None):
    devices, done = Said(), []

    async def checked():
        done.append("check")
        return check

    async def compact():
        done.append("compact")
        if error:
            raise error
        return moved

    asyncio.run(JournalCare(compact, checked, lambda: True, devices).tend())
    return done, devices.of


def test_the_journal_is_checked_before_anything_is_moved():
    assert care(moved=3) == (["check", "compact"], {"journal": "", "archive": ""})


@pytest.mark.allow_warnings
def test_a_damaged_journal_is_told_and_left_as_it_is():
    assert care(check="event 3 is missing") == (["check"], {"journal": "damaged"})


@pytest.mark.allow_warnings
@pytest.mark.parametrize("error", [OSError("full"), ChainBrokenError("event 3")])
def test_an_archive_that_fails_is_told(error):
    assert care(error=error)[1] == {"journal": "", "archive": "failed"}


def test_it_waits_until_nobody_is_there(monkeypatch):
    monkeypatch.setattr(storage, "_FIRST_CARE_S", 0.0)
    monkeypatch.setattr(storage, "LOOK_EVERY_S", 0.0)
    busy, done = [True, True, False], []

    async def checked():
        done.append(len(busy))
        return ""

    async def compact():
        return 0

    async def scenario():
        service = JournalCare(compact, checked, lambda: not busy.pop(0), Said())
        async with asyncio.timeout(5), asyncio.TaskGroup() as tasks:
            running = tasks.create_task(service.run())
            while not done:  # noqa: ASYNC110 - what is waited for tells nobody
                await asyncio.sleep(0.001)
            running.cancel()

    asyncio.run(scenario())
    assert done == [0]
