"""Every door of a bank behind its number, for asyncio."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Container, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from math import inf
from typing import Final

from locker_driver.brown_out import BrownOutWatch
from locker_driver.config import BankConfig, BusConfig, Channel, LineConfig
from locker_driver.doors import Change, Doors
from locker_driver.errors import NotArmedError, UnknownDoorError
from locker_driver.jobs import BusEvent, LinkChange, Reading
from locker_driver.models import (
    AlarmKind,
    BankAlarm,
    BusFigures,
    DoorChange,
    DoorState,
    LinkState,
    UnlockOutcome,
    UnlockReport,
)
from locker_driver.open_port import open_port as open_any_port
from locker_driver.permit import AnyPermit, PermitIssuer
from locker_driver.port import OpenPort, Port, Watched
from locker_driver.pulses import Pulses

QUEUE_S: Final = 5.0
"""An unlock that could not be written for so long is not written at all: the person has turned away."""
AWAY: Final = frozenset({LinkState.DISCONNECTED, LinkState.UNREACHABLE})


class DoorBank:
    """Made by open_bank(). All methods belong to the event loop's thread, whose clock is the only one here."""

    def __init__(
        self,
        config: BankConfig,
        permits: PermitIssuer,
        open_port: OpenPort = open_any_port,
        armed: Container[int] | None = None,
    ) -> None:
        self._loop = asyncio.get_running_loop()
        self._channels = dict(config.channels)
        self._lines: dict[str, LineConfig] = {line.name: line for line in config.lines}
        self._permits = permits
        self._armed = armed
        self._doors = Doors(self._channels, {line.name: line.lock.held_open_s for line in config.lines})
        self._brown_out = BrownOutWatch(
            {line.name: (line.lock.supply, "" if line.lock.supply else line.name) for line in config.lines}
        )
        self._listeners: list[Callable[[int, DoorChange], None]] = []
        self._alarm_listeners: list[Callable[[BankAlarm], None]] = []
        self._reading_listeners: list[Callable[[Reading | LinkChange], None]] = []
        self._news = asyncio.Event()
        self._held_timer: asyncio.TimerHandle | None = None
        self._closing = False
        self._ports: dict[str, Port] = {
            line.name: open_port(line, self._watched(line), self._post) for line in config.lines
        }
        self._pulses = Pulses(config, self._ports, self._doors, self._brown_out, self._silent)

    def _watched(self, line: LineConfig) -> Watched:
        """Boards without contacts of ours are not asked; on a line without any, somebody has to be."""
        watched: dict[int, list[int]] = {}
        for place in self._channels.values():
            if place.bus == line.name:
                board, channel = place.contact
                watched.setdefault(board, []).append(channel)
        return watched or dict.fromkeys(line.boards, ())

    # --- for the application ------------------------------------------------------------------------------------

    def place(self, number: int) -> Channel:
        """Where the lock of a door is wired. Raises UnknownDoorError."""
        place = self._channels.get(number)
        if place is None:
            raise UnknownDoorError(number)
        return place

    def door(self, number: int) -> DoorState:
        """What the sensor says. Raises UnknownDoorError."""
        try:
            return self._doors.state(number)
        except KeyError:
            raise UnknownDoorError(number) from None

    def occupied(self, number: int) -> bool | None:
        """Whether the parcel sensor sees something; None without a sensor, or if it cannot be read. Only a hint: such
        sensors miss flat and dark parcels. Raises UnknownDoorError.
        """
        self.place(number)
        return self._doors.occupied(number)

    async def unlock(self, number: int, permit: AnyPermit) -> UnlockOutcome:
        """Pulse the lock of one door once and say what was seen.

        Takes about a third of a second for a door that springs open and two for one that jams, after its supply has
        the current to spare. Raises PermitError, NotArmedError (nothing is written) and UnknownDoorError; never for a
        silent board or a missing port: that is UNKNOWN.
        """
        return (await self.unlock_report(number, permit)).outcome

    async def unlock_report(self, number: int, permit: AnyPermit) -> UnlockReport:
        """As unlock(), with times and cause."""
        place = self.place(number)
        if self._armed is not None and number not in self._armed:
            raise NotArmedError(number)
        self._permits.redeem(permit, number)
        deadline_s = self._loop.time() + QUEUE_S
        obstacle = await self._obstacle(place, deadline_s)
        if obstacle:
            return UnlockReport(UnlockOutcome.UNKNOWN, cause=obstacle)
        return await self._pulses.unlock(number, place, deadline_s)

    async def open_several(
        self, numbers: Iterable[int], permit_for: Callable[[int], Awaitable[AnyPermit]]
    ) -> AsyncIterator[tuple[int, UnlockReport]]:
        """Open one door after the other and yield each outcome before the next is begun; leaving the loop ends it.

        `permit_for` is asked just before each pulse, as permits do not keep. Raises as unlock() does, for unknown
        doors before the first pulse.
        """
        wanted = tuple(numbers)
        for number in wanted:
            self.place(number)
        for number in wanted:
            yield number, await self.unlock_report(number, await permit_for(number))

    def watch(self, heard: Callable[[int, DoorChange], None]) -> None:
        """`heard` is called on the event loop with (door number, change)."""
        self._listeners.append(heard)

    def watch_alarms(self, heard: Callable[[BankAlarm], None]) -> None:
        """`heard` is called on the event loop."""
        self._alarm_listeners.append(heard)

    def watch_readings(self, heard: Callable[[Reading | LinkChange], None]) -> None:
        """`heard` is called on the event loop with every reading as it came, of all channels that a board tells of, and
        with every link that comes or goes. Two readings that agree make a change; see watch() for those.
        """
        self._reading_listeners.append(heard)

    def figures(self) -> Sequence[BusFigures]:
        """Counters of every line since the bank was opened."""
        return tuple(port.figures() for port in self._ports.values())

    def frames(self) -> Mapping[str, Sequence[str]]:
        """The last 20 frames of every line by its name, oldest first, as in Port.frames()."""
        return {name: port.frames() for name, port in self._ports.items()}

    async def ready(self, timeout_s: float) -> bool:
        """True as soon as every door has been read, False if that takes longer than `timeout_s`."""
        with suppress(TimeoutError):
            async with asyncio.timeout(timeout_s):
                while not self._doors.all_known():
                    await self._news.wait()
        return self._doors.all_known()

    def suspected_polarity(self, bus: str) -> bool:
        """Whether the polarity setting of `bus` looks wrong: nearly all doors of a board read open at start."""
        return self._doors.suspected_polarity(bus)

    async def _obstacle(self, place: Channel, deadline_s: float) -> str:
        """Wait until the board has answered: nobody else is to wait for the current that it cannot use yet."""
        port = self._ports[place.bus]
        board, _ = place.contact
        asked = isinstance(self._lines[place.bus], BusConfig)
        with suppress(TimeoutError):
            async with asyncio.timeout_at(deadline_s):
                while not self._closing:
                    state = port.figures().state
                    if state in AWAY:
                        return f"port is {state}"
                    if not asked or self._doors.answers(place.bus, board):
                        return ""
                    await self._news.wait()
        return "the bank is closed" if self._closing else f"board {board} has not answered since the port was opened"

    # --- what lines say -----------------------------------------------------------------------------------------

    def _post(self, event: BusEvent) -> None:
        """Called on the threads of the lines."""
        self._loop.call_soon_threadsafe(self._heard, event)

    def _heard(self, event: BusEvent) -> None:
        if self._closing:
            return
        if isinstance(event, BankAlarm):
            self._alarm(event)
            return
        for listener in self._reading_listeners:
            listener(event)
        changes = self._link(event) if isinstance(event, LinkChange) else self._read(event)
        self._news.set()
        self._news = asyncio.Event()
        self._tell(changes)
        self._watch_held_open()

    def _link(self, event: LinkChange) -> list[Change]:
        self._brown_out.gone(event.bus)
        return [] if event.up else self._doors.link_lost(event.bus)

    def _read(self, reading: Reading) -> list[Change]:
        changes = self._doors.read(reading)
        board = (reading.bus, reading.board)
        if reading.closed is None:
            self._silent(board, reading.asked_s)
        else:
            self._brown_out.answered(board, reading.asked_s)
        self._pulses.read(reading)
        return changes

    def _silent(self, board: tuple[str, int], asked_s: float) -> None:
        cause = self._brown_out.silent(board, asked_s)
        if cause is not None:
            bus, lock_board = cause
            detail = f"boards fell silent right after a pulse on board {lock_board}: the supply may be too weak"
            self._alarm(BankAlarm(AlarmKind.BROWN_OUT, bus, None, detail))

    def _alarm(self, alarm: BankAlarm) -> None:
        for listener in self._alarm_listeners:
            listener(alarm)

    def _tell(self, changes: Iterable[Change]) -> None:
        for number, change in changes:
            for listener in self._listeners:
                listener(number, change)

    def _watch_held_open(self) -> None:
        if self._held_timer is not None:
            self._held_timer.cancel()
        next_s = self._doors.next_held_s()
        self._held_timer = self._loop.call_at(next_s, self._held_open) if next_s < inf else None

    def _held_open(self) -> None:
        self._tell(self._doors.held_open(self._loop.time()))
        self._watch_held_open()

    # --- start and stop -----------------------------------------------------------------------------------------

    def start(self) -> None:
        for port in self._ports.values():
            port.start()

    async def stop(self) -> None:
        """Returns when every port is closed; what waits for an outcome gets UNKNOWN."""
        # A port that we close ourselves is not lost, and nobody is told so.
        self._closing = True
        self._news.set()
        self._pulses.close()
        if self._held_timer is not None:
            self._held_timer.cancel()
        for port in self._ports.values():
            await asyncio.to_thread(port.stop)


@asynccontextmanager
async def open_bank(
    config: BankConfig, permits: PermitIssuer, armed: Container[int] | None = None
) -> AsyncIterator[DoorBank]:
    """A bank that polls its boards from now on. A port that is missing is tried again for ever.

    `armed`: the doors that may be pulsed, those whose wiring is proven; None: all.
    """
    bank = DoorBank(config, permits, armed=armed)
    bank.start()
    try:
        yield bank
    finally:
        await bank.stop()
