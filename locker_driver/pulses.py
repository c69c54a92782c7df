"""The pulses of a bank that are on their way, from the wait for current to what may be claimed, for asyncio."""

import asyncio
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Final

from locker_driver.brown_out import Board, BrownOutWatch
from locker_driver.config import BankConfig, Channel
from locker_driver.doors import Doors
from locker_driver.jobs import Job, Reading, Result
from locker_driver.models import UnlockOutcome, UnlockReport
from locker_driver.polling import Priority
from locker_driver.port import Port
from locker_driver.power import Draw, PowerBudget
from locker_driver.protocols.codec import Unlock
from locker_driver.turns import Turns
from locker_driver.unlocking import UnlockWatch

READ_S: Final = 1.5
"""How long after the jam time a reading may take until the outcome is UNKNOWN: other boards of the line may keep it
busy with answers that do not come."""
MAX_ANSWER_S: Final = 2.0
"""More than any board takes for its answer, on top of the pulse."""


@dataclass(slots=True, eq=False)
class _Pulse:
    """`certain` is set when `watch` has its report or will not get one."""

    number: int
    place: Channel
    draw: Draw
    watch: UnlockWatch
    certain: asyncio.Future[None]
    commanded_before_s: float


class Pulses:
    """All methods belong to the event loop's thread. `silent` is told of an unlock that its board did not answer."""

    def __init__(
        self,
        config: BankConfig,
        ports: Mapping[str, Port],
        doors: Doors,
        brown_out: BrownOutWatch,
        silent: Callable[[Board, float], None],
    ) -> None:
        self._loop = asyncio.get_running_loop()
        self._lines = {line.name: line for line in config.lines}
        self._ports = ports
        self._doors = doors
        self._turns = Turns(PowerBudget({supply.name: supply.ampere for supply in config.supplies}))
        self._brown_out = brown_out
        self._silent = silent
        self._under_way: set[_Pulse] = set()

    async def unlock(self, number: int, place: Channel, deadline_s: float) -> UnlockReport:
        """Pulse the lock of a door as soon as there is current for it, but not after `deadline_s`."""
        lock = self._lines[place.bus].lock
        at = (place.bus, place.board, place.channel)
        draw = Draw(at, lock.supply, lock.ampere, lock.min_off_ms / 1000)
        if not await self._turns.take(draw, deadline_s):
            return UnlockReport(UnlockOutcome.UNKNOWN, cause="no turn came to draw current for this lock")
        pulse = self._begin(number, place, draw)
        job = Job(
            Unlock(place.board, place.channel),
            Priority.UNLOCK,
            deadline_s,
            lambda result: self._post(pulse, result),
            contact=place.contact,
        )
        limit_s = deadline_s + lock.pulse_s + MAX_ANSWER_S + lock.jam_after_s + READ_S
        try:
            self._ports[place.bus].submit(job)
            with suppress(TimeoutError):
                async with asyncio.timeout_at(limit_s):
                    await pulse.certain
        finally:
            job.withdrawn = True
            self._under_way.discard(pulse)
        return pulse.watch.report or pulse.watch.give_up("the board could not be read after the pulse")

    def read(self, reading: Reading) -> None:
        """A board was read or could not be, and `doors` knows it."""
        on_board = self._doors.on(reading.bus, reading.board)
        for pulse in list(self._under_way):
            if pulse.number in on_board:
                self._take(pulse, reading)

    def close(self) -> None:
        """What waits for current is not written any more."""
        self._turns.close()

    def _begin(self, number: int, place: Channel, draw: Draw) -> _Pulse:
        lock = self._lines[place.bus].lock
        now_s = self._loop.time()
        watch = UnlockWatch(self._doors.last_known(number), lock.pulse_s, lock.jam_after_s)
        # Noted before it is written: some boards tell of the opening before they acknowledge the command.
        before_s = self._doors.commanded(number, now_s)
        self._brown_out.pulsed((place.bus, place.board), now_s)
        pulse = _Pulse(number, place, draw, watch, self._loop.create_future(), before_s)
        self._under_way.add(pulse)
        return pulse

    def _post(self, pulse: _Pulse, result: Result) -> None:
        """Called on the thread of the line."""
        self._loop.call_soon_threadsafe(self._ended, pulse, result)

    def _ended(self, pulse: _Pulse, result: Result) -> None:
        """The line is done with it. Its current is accounted for even if nobody waits for the outcome any more."""
        watch = pulse.watch
        watch.pulsed(result)
        if watch.over_s is None or result.written_s is None:
            self._doors.commanded(pulse.number, pulse.commanded_before_s)
            self._turns.unused(pulse.draw)
        else:
            self._turns.ended(pulse.draw, watch.over_s)
            self._note(pulse, result, result.written_s)
        if watch.report is None and watch.jam_s is not None:
            self._loop.call_at(watch.jam_s + READ_S, self._settle, pulse)
        else:
            self._settle(pulse)

    def _note(self, pulse: _Pulse, result: Result, written_s: float) -> None:
        board = (pulse.place.bus, pulse.place.board)
        self._doors.commanded(pulse.number, written_s)
        self._brown_out.pulsed(board, written_s)
        if result.answer is None and result.cause and not result.link_lost:
            self._silent(board, written_s)

    def _take(self, pulse: _Pulse, reading: Reading) -> None:
        """What a reading leaves out it says nothing of, unless it comes from a board that tells every change."""
        watch = pulse.watch
        _, channel = pulse.place.contact
        tells = reading.certain or reading.partial
        if reading.closed is None:
            if tells:
                watch.lost()
        elif reading.certain or channel in reading.closed:
            watch.read(self._doors.certain(pulse.number), reading.asked_s, reading.read_s, tells=tells)
            if watch.report is not None:
                self._settle(pulse)

    @staticmethod
    def _settle(pulse: _Pulse) -> None:
        """The outcome is certain, or will not become so."""
        if not pulse.certain.done():
            pulse.certain.set_result(None)
