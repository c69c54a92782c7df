import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from itertools import product
from pathlib import Path

import pytest

from kiosk.ports import BusFigures, DoorChange
from kiosk.services import health as module
from kiosk.services.devices import GRACE_S, DeviceWatch
from kiosk.services.health import FRESH_S, START_S, Health, Sign, hung
from tests.helpers.core import NUMBERS, World

POLLED = BusFigures("main", "/dev/ttyUSB0", "connected", 0, 0, 0, 0, 0)


@pytest.mark.parametrize("states", list(product(product((False, True), repeat=2), repeat=3)))
def test_a_ping_needs_each_sign_alive_or_declared_lost(states: tuple[tuple[bool, bool], ...]) -> None:
    signs = [Sign(str(number), *state) for number, state in enumerate(states)]
    assert hung(signs) == tuple(str(number) for number, state in enumerate(states) if state == (False, False))


class Ward:
    """A core's health with everything well; `pass_by` lets time go on, with the given signs kept up."""

    def __init__(self, world: World, devices: DeviceWatch, journal: "SlowJournal") -> None:
        self.world = world
        self.devices = devices
        self.journal = journal
        self.pings = 0
        self.said = ""
        self.world.bank.buses = (POLLED,)
        self.health = Health(
            journal=journal,
            bank=world.bank,
            numbers=NUMBERS,
            devices=devices,
            clock=world.clock,
            supervisor=self,
            load=lambda: "9 tasks",
        )

    def ping(self) -> None:
        self.pings += 1

    def status(self, text: str) -> None:
        self.said, _, load = text.partition("; ")
        assert load == "9 tasks"

    async def look(self) -> bool:
        """Whether a ping came of it."""
        before = self.pings
        await self.devices.look()
        await self.health.look()
        return self.pings > before

    async def pass_by(self, seconds: float, *kept_up: str) -> bool:
        self.world.clock.monotonic += seconds
        for name in kept_up:
            if name == "bus":
                bus = self.world.bank.buses[0]
                self.world.bank.buses = (replace(bus, received=bus.received + 9), *self.world.bank.buses[1:])
            else:
                self.health.heard(name)
        return await self.look()


class SlowJournal:
    hangs = False

    async def append(self) -> int:
        if self.hangs:
            await asyncio.sleep(3600)
        return 0


ALL = ("ui", "camera", "bus")


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(tmp_path)


def at_ward(world: World, scenario: Callable[[Ward], Awaitable[None]]) -> None:
    async def main() -> None:
        async with world.journal() as journal:
            await scenario(Ward(world, DeviceWatch(journal, world.clock, lambda: None), SlowJournal()))

    asyncio.run(main())


def test_all_is_well(world: World) -> None:
    async def scenario(ward: Ward) -> None:
        assert all([await ward.pass_by(5.0, *ALL) for _ in range(50)])
        assert ward.said == "serving"

    at_ward(world, scenario)


@pytest.mark.allow_warnings
@pytest.mark.parametrize(("missing", "says"), [("ui", "ui"), ("camera", "camera"), ("bus", "bus main")])
def test_a_sign_that_stops_though_nobody_has_noticed_stops_the_ping(
    world: World, missing: str, says: str, caplog: pytest.LogCaptureFixture
) -> None:
    others = tuple(name for name in ALL if name != missing)

    async def scenario(ward: Ward) -> None:
        assert await ward.pass_by(5.0, *ALL)
        assert await ward.pass_by(FRESH_S, *others)
        assert not await ward.pass_by(0.1, *others)
        assert not await ward.pass_by(5.0, *others)
        assert ward.said == f"hangs: {says}"
        assert caplog.text.count(f"no sign of life of {says}") == 1
        assert await ward.pass_by(5.0, *ALL)

    at_ward(world, scenario)


@pytest.mark.parametrize("missing", ["ui", "camera"])
def test_a_device_that_is_known_and_told_to_be_lost_is_a_degraded_mode_and_no_hang(world: World, missing: str) -> None:
    others = tuple(name for name in ALL if name != missing)

    async def scenario(ward: Ward) -> None:
        await ward.pass_by(5.0, *ALL)
        ward.devices.say(missing, "gone")
        assert await ward.pass_by(GRACE_S, *others)
        assert all([await ward.pass_by(5.0, *others) for _ in range(20)])
        assert ward.said == f"without {missing}"

    at_ward(world, scenario)


@pytest.mark.allow_warnings
def test_a_loss_that_is_known_but_not_yet_told_is_not_enough(world: World) -> None:
    async def scenario(ward: Ward) -> None:
        await ward.pass_by(5.0, *ALL)
        await ward.pass_by(FRESH_S, "ui", "bus")
        ward.devices.say("camera", "missing")
        assert not await ward.pass_by(GRACE_S - 0.1, "ui", "bus")
        assert await ward.pass_by(0.1, "ui", "bus")

    at_ward(world, scenario)


def test_a_silent_bus_is_known_when_its_doors_are(world: World) -> None:
    async def scenario(ward: Ward) -> None:
        await ward.pass_by(5.0, *ALL)
        ward.world.bank.change(3, DoorChange.LOST)
        ward.devices.say("bank", "partly_silent")
        assert all([await ward.pass_by(5.0, "ui", "camera") for _ in range(20)])

    at_ward(world, scenario)


@pytest.mark.allow_warnings
def test_another_bus_that_is_lost_excuses_nobody(world: World) -> None:
    async def scenario(ward: Ward) -> None:
        ward.world.bank.buses = (POLLED, replace(POLLED, name="annex"))
        await ward.pass_by(5.0, *ALL)
        ward.world.bank.change(3, DoorChange.LOST)  # of "main"
        ward.devices.say("bank", "partly_silent")
        await ward.pass_by(FRESH_S, "ui", "camera")
        assert not await ward.pass_by(5.0, "ui", "camera")
        assert ward.said == "hangs: bus annex"

    at_ward(world, scenario)


def test_door_modules_speak_when_they_have_something_to_say(world: World) -> None:
    async def scenario(ward: Ward) -> None:
        ward.world.bank.buses = (replace(POLLED, port="mqtts://broker:8883"), replace(POLLED, port="mqtt://broker"))
        assert all([await ward.pass_by(5.0, "ui", "camera") for _ in range(20)])

    at_ward(world, scenario)


@pytest.mark.allow_warnings
def test_a_journal_that_hangs_is_never_excused(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "ANSWER_S", 0.01)

    async def scenario(ward: Ward) -> None:
        assert await ward.pass_by(5.0, *ALL)
        ward.journal.hangs = True
        ward.devices.say("journal", "slow")
        assert not await ward.pass_by(GRACE_S, *ALL)
        assert ward.said == "hangs: journal"

    at_ward(world, scenario)


def test_what_was_never_heard_of_is_lost_a_minute_after_the_start(world: World) -> None:
    async def scenario(ward: Ward) -> None:
        assert await ward.pass_by(START_S, "bus")
        assert ward.devices.lost == frozenset()
        assert await ward.pass_by(1.0, "bus")
        assert await ward.pass_by(GRACE_S, "bus")
        assert ward.devices.lost == {"ui", "camera"}
        assert all([await ward.pass_by(5.0, "bus") for _ in range(20)])

    at_ward(world, scenario)


def test_it_looks_at_once_and_then_every_so_often(world: World) -> None:
    async def scenario(ward: Ward) -> None:
        async with asyncio.TaskGroup() as tasks:
            running = tasks.create_task(ward.health.run(0.01))
            await asyncio.sleep(0.005)
            assert ward.pings == 1
            await asyncio.sleep(0.05)
            assert 3 <= ward.pings <= 7
            running.cancel()

    at_ward(world, scenario)


def test_the_real_journal_answers_a_transaction_of_nothing(world: World) -> None:
    async def main() -> None:
        async with world.journal() as journal:
            ward = Ward(world, DeviceWatch(journal, world.clock, lambda: None), SlowJournal())
            ward.health._journal = journal
            assert await ward.look()
            assert await journal.append() == 0

    asyncio.run(main())
