"""The journal's disk fills up or becomes read-only: the glass says so, nothing is lost, and service comes back."""

import asyncio
import shutil
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk.out_of_service import RETRY_S
from kiosk.services.storage import FULL_LOOK_S
from kiosk.stage.day import sign_in
from kiosk.stage.player import Player
from kiosk.stage.point import on_stage, staged_point
from tests.helpers.profile import demo_with
from tests.helpers.small_disk import SmallDisk, small_disk
from tests.helpers.witness import Witness, backend_holds, check_evidence, journal_rows

# The core tells of a disk that fails.
pytestmark = [pytest.mark.kill, pytest.mark.allow_warnings]

STORAGE = "[storage]\nlow_mb = 16\nfloor_mb = 8\nballast_mb = 4\n"
BALLAST = 4 << 20
DISK_MB = 48
DOOR, NEXT_DOOR = 12, 10


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[SmallDisk]:
    """Holds the journal of `tmp_path`; the backend's database has room elsewhere."""
    with small_disk(tmp_path / "data", DISK_MB) as disk:
        for name in ("backend.sqlite3", "backend.sqlite3-wal", "backend.sqlite3-shm"):
            (disk.at / name).symlink_to(tmp_path / name)
        yield disk


def kept(disk: SmallDisk, tmp_path: Path) -> list[dict[str, object]]:
    """What the journal holds, once everything has stopped."""
    copy = tmp_path / "kept"
    copy.mkdir()
    for file in disk.at.glob("journal.sqlite3*"):
        shutil.copy(file, copy)
    return journal_rows(copy)


async def type_code(player: Player, name: str) -> None:
    await player.finger.tap("action-type_code")
    await player.screen("keypad")
    await player.finger.type(player.codes[name].typed.replace("-", ""))


def test_a_disk_that_fills_up_at_an_open_door_loses_nothing_and_service_comes_back(
    disk: SmallDisk, tmp_path: Path
) -> None:
    async def story() -> None:
        point = staged_point(demo_with(tmp_path, STORAGE), tmp_path)
        ballast = disk.at / "journal.sqlite3.ballast"
        witness = Witness()
        async with on_stage(point) as player, asyncio.TaskGroup() as tasks:
            watching = tasks.create_task(witness.watch(point))
            await player.expect("list", "synced", limit_s=30.0)
            await player.screen("idle", limit_s=20.0)
            await player.show("token:one-parcel", "opens")
            await player.door(DOOR)
            await player.screen("door", str(DOOR), "Åpen nå")
            assert ballast.stat().st_size == BALLAST
            old = player.pids["core"]
            disk.fill()
            await player.take(DOOR)  # that it was closed cannot be written down
            await player.expect("ready", "", limit_s=20.0)
            assert player.pids["core"] != old
            assert not ballast.exists()
            await backend_holds(point, DOOR)  # recovery has found it closed, and had the ballast's room to say so
            player.put_away()
            await player.finger.tap("action-home")
            await player.screen("out_of_service", "J-01")
            await player.show("opaque:spare", "refused:bank_down")
            await player.screen("out_of_service", "J-01")
            player.put_away()
            disk.make_room()
            await player.screen("refused", limit_s=FULL_LOOK_S + 10.0)
            await player.leave()
            await type_code(player, "typed:partly-ready")
            await player.door(NEXT_DOOR)
            await player.take(NEXT_DOOR)
            await player.screen("done")
            await backend_holds(point, DOOR, NEXT_DOOR)
            watching.cancel()
        assert witness.pulses == Counter({DOOR: 1, NEXT_DOOR: 1})

    asyncio.run(story())
    assert check_evidence(kept(disk, tmp_path)) == [DOOR, NEXT_DOOR]


def test_a_core_that_finds_its_disk_full_gives_up_the_ballast_and_lets_a_technician_in(
    disk: SmallDisk, tmp_path: Path
) -> None:
    async def story() -> None:
        point = staged_point(demo_with(tmp_path, STORAGE), tmp_path)
        async with on_stage(point) as player:
            await player.expect("list", "synced", limit_s=30.0)
            await player.screen("idle", limit_s=20.0)
            await player.hold("core")
            disk.fill()
            player.release("core")
            await player.screen("out_of_service", "J-01", limit_s=20.0)
            await player.expect("ready", "", limit_s=30.0)
            await player.screen("out_of_service", "J-01")
            await sign_in(player)

    asyncio.run(story())
    assert kept(disk, tmp_path)


def test_a_read_only_disk_is_said_on_the_glass_and_service_comes_back(disk: SmallDisk, tmp_path: Path) -> None:
    async def story() -> None:
        point = staged_point(demo_with(tmp_path, STORAGE), tmp_path)
        async with on_stage(point) as player:
            await player.expect("list", "synced", limit_s=30.0)
            await player.screen("idle", limit_s=20.0)
            await player.hold("core")
            disk.read_only(True)
            player.release("core")
            await player.screen("out_of_service", "J-02", limit_s=20.0)
            disk.read_only(False)
            await player.screen("idle", limit_s=RETRY_S + 20.0)
            await player.show("token:one-parcel", "opens")
            await player.door(DOOR)
            await player.take(DOOR)
            await player.screen("done")

    asyncio.run(story())
    assert check_evidence(kept(disk, tmp_path)) == [DOOR]
