"""One cell of the fault matrix: one family, one fault, one moment at which it strikes; and what must hold in all.

Doors 1 and 2 are on the board that the fault strikes, door 3 on its neighbour on the same line. Door 2 is jammed.
"""

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum

from locker_driver.config import BankConfig, BusConfig, Channel, Echo, LockConfig
from locker_driver.dialects import Dialect
from locker_driver.families import FAMILIES, Family
from locker_driver.models import DoorState, UnlockOutcome, UnlockReport
from locker_driver.protocols.codec import Command, QueryBoard, Unlock
from locker_driver.pulses import MAX_ANSWER_S, READ_S
from locker_driver.simulator.faults import BoardFault, DoorFault, LineFault
from tests.unit.locker_driver.virtual import Site, on_site

QUEUE_S = 5.0
LOCK = LockConfig(min_off_ms=300, jam_after_s=0.5)
EPSILON_S = 1e-6
RECOVERY_S = 12.0


class Moment(StrEnum):
    """When the fault strikes: nobody asks anything; a board is being asked for its state; an unlock was just written;
    an unlock waits for its turn.
    """

    IDLE = "idle"
    POLLING = "polling"
    UNLOCKING = "unlocking"
    WAITING = "waiting"


class Power(StrEnum):
    """BROWN_OUT: the supply bears no lock at all, so that each pulse makes every board start anew."""

    BROWN_OUT = "brown_out"


Fault = DoorFault | BoardFault | LineFault | Power

FAULTS: tuple[Fault, ...] = (
    *(fault for fault in DoorFault if fault is not DoorFault.NONE),
    *(fault for fault in BoardFault if fault is not BoardFault.NONE),
    *(fault for fault in LineFault if fault is not LineFault.NONE),
    Power.BROWN_OUT,
)

LYING_SENSORS = frozenset(
    {
        DoorFault.TRIPPED_TONGUE,
        DoorFault.CUT_WIRE,
        DoorFault.STUCK_SWITCH,
        BoardFault.WRONG_POLARITY,
    }
)
"""What is read is not what is: no driver can know. A jammed door may then read open."""
DAMAGED_BYTES = frozenset({BoardFault.CORRUPT_REPLY, BoardFault.TWIN, BoardFault.CHATTER, LineFault.NOISE})
"""What is read may be wrong: nobody can tell the merged answer of two boards without a check from an answer of one."""
NEIGHBOUR_WORKS = frozenset(
    {
        *DoorFault,
        BoardFault.SILENT,
        BoardFault.WRONG_POLARITY,
        BoardFault.GARBAGE_PREFIX,
        BoardFault.DROPPED_REPLY,
        BoardFault.DUPLICATE_REPLY,
        BoardFault.CORRUPT_REPLY,
        BoardFault.TRUNCATED_REPLY,
        BoardFault.RESTART,
    }
)
"""Faults of one board or door that leave the line alone: the other boards' doors open as ever."""


@dataclass(frozen=True)
class Attempt:
    """One command."""

    number: int
    asked_s: float
    ended_s: float
    report: UnlockReport


@dataclass
class Cell:
    """Run it with violations(). `attempts` and `problems` are what came of it. With `echo` "strip" the line echoes."""

    family: Family
    fault: Fault
    moment: Moment
    dialect: Dialect | None = None
    echo: Echo = "off"
    attempts: list[Attempt] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)

    def violations(self) -> list[str]:
        """What did not hold."""
        self.site = on_site(self._config(), self._scenario)
        return [*self.problems, *self._pulses(), *self._claims(), *self._readings()]

    def _config(self) -> BankConfig:
        first = FAMILIES[self.family].boards[1]
        self.board, self.neighbour = first, first + 1
        boards = (self.board, self.neighbour)
        bus = BusConfig("main", "/dev/none", boards, self.family, dialect=self.dialect, echo=self.echo, lock=LOCK)
        channels = {
            1: Channel("main", self.board, 1),
            2: Channel("main", self.board, 2),
            3: Channel("main", self.neighbour, 1),
        }
        return BankConfig((bus,), channels)

    @property
    def _usual_line(self) -> LineFault:
        return LineFault.ECHO if self.echo == "strip" else LineFault.NONE

    # --- what happens -------------------------------------------------------------------------------------------

    async def _scenario(self, site: Site) -> Site:
        self.site = site
        site.line().wall.set_fault(2, DoorFault.JAM)
        site.line().line.fault = self._usual_line
        async with asyncio.TaskGroup() as tasks:
            await self._until_struck(tasks)
        await asyncio.sleep(0.7)
        if not self._lies:
            await self._attempt(2)
        await self._attempt(1)
        await self._attempt(3)
        self._strike(on=False)
        await self._recover()
        return site

    async def _until_struck(self, tasks: asyncio.TaskGroup) -> None:
        match self.moment:
            case Moment.IDLE:
                await self._quiet()
                self._strike()
            case Moment.POLLING:
                await self._written(QueryBoard(self.board))
            case Moment.UNLOCKING:
                tasks.create_task(self._attempt(1))
                await self._written(Unlock(self.board, 1))
            case Moment.WAITING:
                tasks.create_task(self._attempt(3))
                tasks.create_task(self._attempt(1))
                await self._written(Unlock(self.neighbour, 1))

    async def _quiet(self) -> None:
        """Until the line has nothing to do for a while."""
        port = self.site.ports["main"]
        assert await self.site.until(lambda: port.bus.wake_s() > self.site.loop.time() + 0.1)

    async def _written(self, wanted: Command) -> None:
        """The fault strikes as soon as this is on its way."""
        struck = asyncio.Event()

        def sent(command: Command) -> None:
            if command == wanted and not struck.is_set():
                struck.set()
                self._strike()

        self.site.ports["main"].on_sent = sent
        async with asyncio.timeout(5):
            await struck.wait()

    def _strike(self, *, on: bool = True) -> None:
        line = self.site.line()
        match self.fault:
            case DoorFault():
                line.wall.set_fault(1, self.fault if on else DoorFault.NONE)
            case BoardFault():
                line.boards[self.board].set_fault(self.fault if on else BoardFault.NONE, at_s=self.site.loop.time())
            case LineFault():
                line.line.fault = self.fault if on else self._usual_line
            case Power():
                line.supply.ampere = 1.0 if on else 100.0
        self.site.ports["main"].stir()

    async def _attempt(self, number: int) -> None:
        asked_s = self.site.loop.time()
        report = await self.site.unlock(number)
        self.attempts.append(Attempt(number, asked_s, self.site.loop.time(), report))

    async def _recover(self) -> None:
        """Without the fault everything is as before: states are true, and doors open."""
        site = self.site
        site.line().wall.set_fault(2, DoorFault.NONE)
        for number in (1, 2, 3):
            site.close_door(number)
        all_closed = lambda: all(site.bank.door(number) is DoorState.CLOSED for number in (1, 2, 3))  # noqa: E731
        if not await site.until(all_closed, RECOVERY_S):
            self.problems.append(f"not recovered after {RECOVERY_S:g} s: {[site.bank.door(n) for n in (1, 2, 3)]}")
            return
        for number in (1, 3):
            await self._attempt(number)
            outcome = self.attempts[-1].report.outcome
            if outcome is not UnlockOutcome.OPENED:
                self.problems.append(f"door {number} is {outcome} after the fault: {self.attempts[-1].report}")

    # --- what must hold -----------------------------------------------------------------------------------------

    def _pulses(self) -> Iterator[str]:
        """At most one pulse a command, and never for another door."""
        for number in (1, 2, 3):
            written = [attempt for attempt in self.attempts if attempt.number == number and attempt.report.written_s]
            pulses = self.site.hardware.of("pulse", number)
            if len(pulses) > len(written):
                yield f"door {number} was pulsed {len(pulses)} times for {len(written)} commands"
        for told in self.site.hardware.told:
            twin = told.get("twin") is True
            if told["event"] == "broadcast_unlock" or (told["event"] == "stray_pulse" and not twin):
                yield f"another door was pulsed: {told}"

    def _claims(self) -> Iterator[str]:
        """Nothing hangs, and only an opening is called one."""
        wait_s = QUEUE_S + LOCK.jam_after_s + MAX_ANSWER_S + READ_S + FAMILIES[self.family].pulse_ms / 1000
        for attempt in self.attempts:
            if attempt.ended_s - attempt.asked_s > wait_s + EPSILON_S:
                yield f"door {attempt.number} took {attempt.ended_s - attempt.asked_s:.1f} s: {attempt.report}"
            if attempt.report.outcome in _SUCCESS and not self._was_open(attempt):
                yield f"door {attempt.number} did not open: {attempt.report}"
            false_jam = attempt.report.outcome is UnlockOutcome.JAMMED and self._was_open(attempt)
            if false_jam and not self._lies and self.fault not in DAMAGED_BYTES:
                yield f"door {attempt.number} did not jam: {attempt.report}"
            neighbour_hurt = attempt.number == 3 and attempt.report.outcome not in _SUCCESS
            if neighbour_hurt and self.fault in NEIGHBOUR_WORKS:
                yield f"door 3 on the other board is {attempt.report.outcome}: {attempt.report}"

    @property
    def _lies(self) -> bool:
        return self.fault in LYING_SENSORS

    def _was_open(self, attempt: Attempt) -> bool:
        """Whether it stood open at any moment between the command and its outcome."""
        written_s = attempt.report.written_s
        assert written_s is not None
        # A sensor that lies may say so a little before the door really opens.
        until_s = attempt.ended_s + (1.0 if self._lies else 0.0)
        return False in self._truths(attempt.number, written_s, until_s)

    def _readings(self) -> Iterator[str]:
        """A reading tells of a moment between its question and its end, never of one before."""
        if self._lies or self.fault in DAMAGED_BYTES:
            return
        for reading in self.site.ports["main"].readings:
            for number in (1, 2, 3):
                place = self.site.config.channels[number]
                if reading.closed is None or place.board != reading.board:
                    continue
                if reading.closed[place.channel] not in self._truths(number, reading.asked_s, reading.read_s):
                    yield f"board {reading.board} was read {reading} when door {number} was not so"

    def _truths(self, number: int, from_s: float, to_s: float) -> set[bool]:
        """Whether the door was closed, at any moment of that time."""
        moves = sorted(
            [(at_s, False) for at_s in self.site.hardware.of("opened", number)]
            + [(at_s, True) for at_s in self.site.hardware.of("closed", number)]
        )
        before = [closed for at_s, closed in moves if at_s <= from_s + EPSILON_S]
        during = {closed for at_s, closed in moves if from_s - EPSILON_S <= at_s <= to_s + EPSILON_S}
        return {before[-1] if before else True} | during


_SUCCESS = frozenset({UnlockOutcome.OPENED, UnlockOutcome.ALREADY_OPEN})
