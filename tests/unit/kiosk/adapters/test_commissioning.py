import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import cast, get_args

import pytest

from kiosk.adapters import commissioning as module
from kiosk.adapters.arming import Arming
from kiosk.adapters.bank import Bank
from kiosk.adapters.commissioning import Walker
from kiosk.messages import FindingCode, WalkDoing, WalkQuestion
from kiosk.ports import WalkNow
from locker_driver import BankConfig, BusConfig, Channel, DoorState, UnlockOutcome, UnlockReport, commissioning_words
from locker_driver.commissioning_words import Contact, EchoMeasured, Seen
from locker_driver.proof import Proof
from locker_driver.proof_file import load_proof
from tests.helpers.core import until
from tests.helpers.fakes import SetClock

WIRING = BankConfig(
    (BusConfig("main", "/dev/ttyUSB0", (1,), poll_ms=50),), {door: Channel("main", 1, door) for door in (1, 2)}
)


@dataclass
class Wall:
    """Two doors; `wired` says which one a pulse opens. Stands for the adapter's bank and its looks."""

    wired: dict[int, int] = field(default_factory=lambda: {1: 1, 2: 2})
    states_: dict[int, DoorState] = field(default_factory=lambda: dict.fromkeys((1, 2), DoorState.CLOSED))
    reports: dict[int, UnlockReport] = field(default_factory=dict)
    echo: bool | None = None

    @property
    def looks(self) -> "Wall":
        return self

    async def look(self, number: int) -> Seen:
        known = {door: state for door, state in self.states_.items() if state is not DoorState.UNKNOWN}
        return Seen(number, {Contact("main", 1, door): state is DoorState.CLOSED for door, state in known.items()})

    async def measure_echo(self, bus: str) -> EchoMeasured:
        return EchoMeasured(bus, self.echo)

    def report(self, number: int) -> UnlockReport | None:
        return self.reports.get(number)

    def pulse(self, number: int) -> None:
        self.states_[self.wired[number]] = DoorState.OPEN
        self.reports[number] = UnlockReport(UnlockOutcome.OPENED, written_s=1.0, acknowledged_s=1.1)

    def close(self) -> None:
        self.states_ = dict.fromkeys(self.states_, DoorState.CLOSED)


@dataclass
class Visit:
    """A technician at a wall."""

    walker: Walker
    wall: Wall
    arming: Arming
    wanted: list[int]
    changes: list[WalkNow | None]

    @property
    def now(self) -> WalkNow:
        walk = self.walker.now()
        assert walk is not None
        return walk

    async def asked(self, question: str) -> WalkNow:
        await until(lambda: (walk := self.walker.now()) is not None and walk.asked == question)
        return self.now

    async def pulse(self) -> int:
        """What the session does with the wish."""
        count = len(self.changes)
        await until(lambda: self.wanted)
        door = self.wanted.pop()
        assert door in self.arming, count
        self.wall.pulse(door)
        self.walker.pulsed(door)
        return door

    async def walk_door(self, seen: int) -> None:
        await self.pulse()
        await self.asked("which_opened")
        self.walker.answer("door", seen)
        await self.asked("close")
        self.wall.close()
        self.walker.answer("confirmed", 0)

    async def ended(self) -> WalkNow:
        await until(lambda: self.now.ended)
        return self.now


def visit(folder: Path, scenario: Callable[[Visit], Awaitable[None]], wall: Wall | None = None) -> None:
    async def main() -> None:
        hardware, wanted, changes = wall or Wall(), [], []  # type: ignore[var-annotated]
        arming = Arming(WIRING, Proof(), waived=False)
        walker = Walker(
            bank=cast("Bank", hardware),
            arming=arming,
            proof_path=folder / "commissioning.json",
            clock=SetClock(utc=1795424520.0),
            wants_pulse=wanted.append,
            changed=lambda: changes.append(walker.now()),
        )
        async with asyncio.TaskGroup() as tasks:
            running = tasks.create_task(walker.run())
            await scenario(Visit(walker, hardware, arming, wanted, changes))
            running.cancel()

    asyncio.run(main())


async def begun(here: Visit) -> None:
    here.walker.begin("T-1")
    await here.asked("close_all")
    here.walker.answer("confirmed", 0)


def test_a_walk_proves_door_after_door_and_arms_each_at_once(tmp_path: Path) -> None:
    async def scenario(here: Visit) -> None:
        await begun(here)
        await here.walk_door(1)
        await until(lambda: here.arming.unarmed == {2})
        assert load_proof(tmp_path / "commissioning.json").doors.keys() == {1}
        await here.walk_door(2)
        ended = await here.ended()
        assert (ended.proven, ended.findings, ended.saved, ended.left) == ({1, 2}, (), True, ())
        await until(lambda: not here.arming.unarmed)

    visit(tmp_path, scenario)
    kept = load_proof(tmp_path / "commissioning.json").doors[2]
    assert (kept.by, kept.at) == ("T-1", "2026-11-23T09:02:00+00:00")
    assert (kept.before.closed, kept.opened.closed, kept.after.closed) == (True, False, True)


def test_only_the_door_of_the_moment_may_be_pulsed_and_only_until_its_pulse(tmp_path: Path) -> None:
    async def scenario(here: Visit) -> None:
        await begun(here)
        await until(lambda: here.wanted)
        assert (here.wanted, 1 in here.arming, 2 in here.arming) == ([1], True, False)
        await here.pulse()
        assert 1 not in here.arming

    visit(tmp_path, scenario)


def test_crossed_wires_are_found_and_prove_nothing(tmp_path: Path) -> None:
    async def scenario(here: Visit) -> None:
        await begun(here)
        await here.walk_door(2)
        await here.walk_door(1)
        ended = await here.ended()
        assert [(found.code, found.door, found.params["seen"]) for found in ended.findings] == [
            ("other_opened", 1, 2),
            ("other_opened", 2, 1),
        ]
        assert here.arming.unarmed == {1, 2}

    visit(tmp_path, scenario, Wall(wired={1: 2, 2: 1}))


def test_what_was_proved_of_a_door_is_withdrawn_when_it_is_found_wrong(tmp_path: Path) -> None:
    async def scenario(here: Visit) -> None:
        await begun(here)
        await here.walk_door(1)
        await here.walk_door(2)
        await here.ended()
        here.wall.wired = {1: 2, 2: 1}
        await begun(here)  # all are proved, so all are walked again
        await here.walk_door(2)
        await until(lambda: here.arming.unarmed == {1})
        assert load_proof(tmp_path / "commissioning.json").doors.keys() == {2}

    visit(tmp_path, scenario)


def test_a_board_that_says_nothing_takes_no_proof_away(tmp_path: Path) -> None:
    async def scenario(here: Visit) -> None:
        await begun(here)
        await here.walk_door(1)
        await here.walk_door(2)
        await here.ended()
        here.wall.states_ = dict.fromkeys((1, 2), DoorState.UNKNOWN)
        await begun(here)
        ended = await here.ended()
        assert [(found.code, found.door) for found in ended.findings] == [("board_silent", None)]
        assert not here.arming.unarmed
        assert set(load_proof(tmp_path / "commissioning.json").doors) == {1, 2}

    visit(tmp_path, scenario)


def test_an_echo_that_the_settings_do_not_know_of_ends_the_walk_of_its_bus(tmp_path: Path) -> None:
    async def scenario(here: Visit) -> None:
        await begun(here)
        await here.walk_door(1)
        await here.walk_door(2)
        await here.ended()
        here.wall.echo = True
        here.walker.begin("T-1")
        await until(lambda: here.walker.now() is not None)
        ended = await here.ended()
        assert [(found.code, found.params) for found in ended.findings] == [("echo", {"bus": "main", "echo": "strip"})]
        await until(lambda: here.arming.unarmed == {1, 2})

    visit(tmp_path, scenario)


def test_the_next_walk_takes_up_what_is_left(tmp_path: Path) -> None:
    async def scenario(here: Visit) -> None:
        await begun(here)
        await here.walk_door(1)
        await until(lambda: here.arming.unarmed == {2})
        here.walker.stop()
        await here.ended()
        await begun(here)
        await until(lambda: here.wanted == [2])

    visit(tmp_path, scenario)


def test_nothing_seen_skipped_and_a_bank_that_was_not_asked(tmp_path: Path) -> None:
    async def scenario(here: Visit) -> None:
        await begun(here)
        await until(lambda: here.wanted)
        here.walker.pulsed(here.wanted.pop())
        await until(lambda: here.now.findings)
        assert here.now.findings[0].code == "not_written"
        here.wall.wired[2] = 1
        await here.pulse()
        await here.asked("which_opened")
        here.walker.answer("skip", 0)
        assert (await here.ended()).skipped == {2}

    visit(tmp_path, scenario)


def test_stopping_in_the_middle_of_a_pulse(tmp_path: Path) -> None:
    async def scenario(here: Visit) -> None:
        await begun(here)
        await until(lambda: here.wanted)
        here.walker.stop()
        assert 1 not in here.arming
        here.walker.pulsed(1)
        assert (await here.ended()).findings == ()

    visit(tmp_path, scenario)


def test_answers_without_a_walk_and_a_storm_of_them(tmp_path: Path) -> None:
    async def scenario(here: Visit) -> None:
        here.walker.answer("none", 0)
        here.walker.stop()
        assert here.walker.now() is None
        here.walker.begin("T-1")
        for _ in range(1000):
            here.walker.answer("several", 0)
        await here.asked("close_all")

    visit(tmp_path, scenario)


@pytest.mark.allow_warnings
def test_a_proof_that_cannot_be_written_arms_nothing(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    async def scenario(here: Visit) -> None:
        await begun(here)
        await here.walk_door(1)
        await until(lambda: not here.now.saved)
        assert here.arming.unarmed == {1, 2}

    visit(tmp_path / "nowhere", scenario)
    assert "cannot be written" in caplog.text


def test_every_word_of_the_library_is_one_of_the_screen() -> None:
    assert {code.value for code in commissioning_words.FindingCode} == set(get_args(FindingCode))
    assert {question.value for question in commissioning_words.Question} | {""} == set(get_args(WalkQuestion))
    assert set(module._DOING.values()) | {""} == set(get_args(WalkDoing))
