import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from kiosk.domain.record import Kind
from kiosk.services import devices as module
from kiosk.services.devices import GRACE_S, DeviceWatch
from tests.helpers.core import World, durable, until


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(tmp_path)


def watch(world: World, scenario: Callable[[DeviceWatch], Awaitable[None]]) -> list[int]:
    commits: list[int] = []

    async def main() -> None:
        async with world.journal() as journal:
            await scenario(DeviceWatch(journal, world.clock, lambda: commits.append(1)))

    asyncio.run(main())
    return commits


def told(world: World) -> list[tuple[object, ...]]:
    rows = durable(world.path, Kind.DEVICE_LOST, Kind.DEVICE_BACK)
    return [(row["kind"], row["device"], row.get("detail", row.get("away_s"))) for row in rows]


def test_a_loss_is_told_once_after_the_grace_and_its_end_once(world: World) -> None:
    async def scenario(devices: DeviceWatch) -> None:
        devices.say("camera", "missing")
        world.clock.monotonic += GRACE_S - 0.1
        await devices.look()
        assert told(world) == []
        devices.say("camera", "frozen")
        world.clock.monotonic += 0.2
        await devices.look()
        await devices.look()
        assert told(world) == [(Kind.DEVICE_LOST, "camera", "frozen")]
        world.clock.monotonic += 10.0
        devices.say("camera", "")
        devices.say("camera", "")
        await devices.look()
        await devices.look()

    assert watch(world, scenario) == [1, 1]
    assert told(world)[1:] == [(Kind.DEVICE_BACK, "camera", 15)]


def test_a_short_loss_is_nobodys_business(world: World) -> None:
    async def scenario(devices: DeviceWatch) -> None:
        devices.say("camera", "missing")
        devices.say("camera", "")
        world.clock.monotonic += 60.0
        await devices.look()

    assert watch(world, scenario) == []
    assert told(world) == []


def test_devices_are_told_apart(world: World) -> None:
    async def scenario(devices: DeviceWatch) -> None:
        devices.say("camera", "missing")
        devices.say("bank", "silent")
        world.clock.monotonic += GRACE_S
        devices.say("camera", "")
        await devices.look()

    watch(world, scenario)
    assert told(world) == [(Kind.DEVICE_LOST, "bank", "silent")]


def test_a_loss_is_told_when_its_grace_is_over_and_nobody_wakes_without_news(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "GRACE_S", 0.02)
    looks: list[int] = []

    async def scenario(devices: DeviceWatch) -> None:
        look = devices.look

        async def counted() -> None:
            looks.append(1)
            world.clock.monotonic = asyncio.get_running_loop().time()
            await look()

        monkeypatch.setattr(devices, "look", counted)
        async with asyncio.TaskGroup() as tasks:
            running = tasks.create_task(devices.run())
            await asyncio.sleep(0.05)
            assert len(looks) == 1
            world.clock.monotonic = asyncio.get_running_loop().time()
            devices.say("camera", "missing")
            await until(lambda: told(world))
            assert devices.lost == {"camera"}
            devices.say("camera", "")
            await until(lambda: len(told(world)) == 2)
            assert devices.lost == frozenset()
            running.cancel()

    watch(world, scenario)
    assert len(looks) <= 6


def test_a_timer_that_fires_a_rounding_error_early_is_in_time(world: World) -> None:
    async def scenario(devices: DeviceWatch) -> None:
        devices.say("camera", "missing")
        world.clock.monotonic += GRACE_S - 1e-9
        await devices.look()
        assert told(world) == [(Kind.DEVICE_LOST, "camera", "missing")]

    watch(world, scenario)
