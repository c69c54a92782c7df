"""A point that hears of codes from a scanner: the way of every code, whatever becomes of the scanner's process."""

import asyncio
import os
import signal
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import msgspec
import pytest

from hardware.scanner.simulated.serial_scanner import SimulatedSerialScanner
from kiosk.point import PointOptions
from kiosk.settings import ScannerSettings, load_profile
from kiosk.stage.hands import StageError
from kiosk.stage.player import Player
from kiosk.stage.point import on_stage, staged_point
from tests.helpers.witness import backend_says


@pytest.fixture
def scanner(tmp_path: Path) -> Iterator[SimulatedSerialScanner]:
    scanner = SimulatedSerialScanner(tmp_path / "usb-scanner")
    scanner.plug_in()
    yield scanner
    scanner.unplug()


def point_with(scratch: Path) -> PointOptions:
    """Without a camera, so that nothing but the scanner can have told the code."""
    profile = load_profile("demo")
    scanners = ScannerSettings((f"serial:{scratch / 'usb-scanner'}",))
    profile = replace(profile, file=msgspec.structs.replace(profile.file, scanners=scanners))
    return staged_point(profile, scratch, camera="v4l2:/dev/video97")


async def scan(player: Player, scanner: SimulatedSerialScanner, name: str) -> None:
    """Again and again, as somebody does who sees that nothing happens."""
    for _ in range(10):
        scanner.scan(player.codes[name].text.encode(), aim=b"]Q1")
        with suppress(StageError):
            await player.expect("answer", "opens", limit_s=4.0)
            return
    raise AssertionError("never answered")


def test_a_scanned_code_opens_its_door_also_after_the_scanners_process_was_killed(
    tmp_path: Path, scanner: SimulatedSerialScanner
) -> None:
    async def story() -> None:
        async with on_stage(point_with(tmp_path)) as player:
            await player.expect("list", "synced", limit_s=30.0)
            await player.screen("idle", limit_s=20.0)
            await scan(player, scanner, "token:one-parcel")
            await player.door(12)
            await player.take(12)
            await player.thanked()
            os.kill(player.pids["scanners"], signal.SIGKILL)
            await scan(player, scanner, "token:spare")

    asyncio.run(story())


def test_an_unplugged_scanner_is_told_and_its_return_too(tmp_path: Path, scanner: SimulatedSerialScanner) -> None:
    async def story() -> None:
        point = point_with(tmp_path)
        device = f"scanner serial:{tmp_path / 'usb-scanner'}"
        async with on_stage(point) as player:
            await player.expect("list", "synced", limit_s=30.0)
            await player.screen("idle", limit_s=20.0)
            await asyncio.sleep(2.0)
            scanner.unplug()
            assert await heard(point, "device.lost", device)
            scanner.plug_in()
            assert await heard(point, "device.back", device)
            await scan(player, scanner, "token:one-parcel")
            await player.door(12)

    asyncio.run(story())


async def heard(point: PointOptions, kind: str, device: str) -> bool:
    """Whether the backend hears of this device."""
    for _ in range(200):
        rows = await backend_says(point, f"events?type=no.openluke.{kind}")
        if any(row["event"]["data"]["device"] == device for row in rows):
            return True
        await asyncio.sleep(0.1)
    return False
