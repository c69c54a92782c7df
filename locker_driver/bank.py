"""Every door of a bank behind its number, for asyncio."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager, contextmanager, suppress
from typing import Final

from locker_driver.bus import Bus
from locker_driver.config import BankConfig, BusConfig, Channel
from locker_driver.doors import Doors
from locker_driver.errors import UnknownDoorError
from locker_driver.jobs import BusEvent, Job, LinkChange, Reading, Result
from locker_driver.models import (
    BankAlarm,
    BusFigures,
    DoorChange,
    DoorState,
    UnlockOutcome,
    UnlockReport,
)
from locker_driver.permit import AnyPermit, PermitIssuer
from locker_driver.polling import Poller, Priority
from locker_driver.protocols import make_codec
from locker_driver.protocols.codec import Unlock
from locker_driver.transport.port_thread import PortThread
from locker_driver.transport.serial_thread import serial_thread
from locker_driver.unlocking import UnlockWatch

QUEUE_S: Final = 5.0
"""An unlock that could not be written for so long is not written at all: the person has turned away."""
READ_S: Final = 1.0
"""How long after the jam time a reading may take until the outcome is UNKNOWN."""
AFTER_PULSE_S: Final = 0.7
"""The time-out of the answer and the silence after it, on top of the pulse."""

OpenPort = Callable[[Bus], PortThread]


class DoorBank:
    """Made by open_bank(). All methods belong to the event loop's thread."""

    def __init__(self, config: BankConfig, permits: PermitIssuer, open_port: OpenPort = serial_thread) -> None:
        self._loop = asyncio.get_running_loop()
        self._channels = dict(config.channels)
        self._permits = permits
        self._doors = Doors(self._channels)
        self._listeners: list[Callable[[int, DoorChange], None]] = []
        self._unlocks: dict[UnlockWatch, tuple[int, asyncio.Future[None]]] = {}
        self._known = asyncio.Event()
        self._closing = False
        self._ports = {bus.name: open_port(self._bus(bus)) for bus in config.buses}

    def _bus(self, config: BusConfig) -> Bus:
        watched: dict[int, list[int]] = {board: [] for board in config.boards}
        for place in self._channels.values():
            if place.bus == config.name:
                watched[place.board].append(place.channel)
        poller = Poller(watched, config.poll_ms / 1000)
        return Bus(config, make_codec(config), poller, self._post)

    # --- for the application ------------------------------------------------------------------------------------

    def door(self, number: int) -> DoorState:
        """What the sensor says. Raises UnknownDoorError."""
        self._place(number)
        return self._doors.state(number)

    async def unlock(self, number: int, permit: AnyPermit) -> UnlockOutcome:
        """Pulse the lock of one door once and say what was seen.

        Takes about a third of a second for a door that springs open and two for one that jams. Raises PermitError
        (nothing is written) and UnknownDoorError; never for a silent board or a missing port: that is UNKNOWN.
        """
        return (await self.unlock_report(number, permit)).outcome

    async def unlock_report(self, number: int, permit: AnyPermit) -> UnlockReport:
        """As unlock(), with times and cause."""
        place = self._place(number)
        self._permits.redeem(permit, number)
        if self._closing:
            return UnlockReport(UnlockOutcome.UNKNOWN, cause="the bank is closed")
        port = self._ports[place.bus]
        config = port.bus.config
        watch = UnlockWatch(self._doors.state(number), config.lock.jam_after_s)
        limit_s = QUEUE_S + config.lock.pulse_s + AFTER_PULSE_S + config.lock.jam_after_s + READ_S
        with self._watched(number, watch) as certain, self._job(number, place, watch) as job:
            port.submit(job)
            with suppress(TimeoutError):
                async with asyncio.timeout(limit_s):
                    await certain
        return watch.report or watch.give_up("the board could not be read after the pulse")

    def watch(self, heard: Callable[[int, DoorChange], None]) -> None:
        """`heard` is called on the event loop with (door number, change)."""
        self._listeners.append(heard)

    def figures(self) -> Sequence[BusFigures]:
        """Counters of every bus since the bank was opened."""
        return tuple(_figures(port.bus) for port in self._ports.values())

    def frames(self) -> Mapping[str, Sequence[str]]:
        """The last 20 frames of every bus by its name, oldest first, as in BusLog.frames()."""
        return {name: port.bus.log.frames() for name, port in self._ports.items()}

    async def ready(self, timeout_s: float) -> bool:
        """True as soon as every door has been read, False if that takes longer than `timeout_s`."""
        with suppress(TimeoutError):
            async with asyncio.timeout(timeout_s):
                await self._known.wait()
        return self._known.is_set()

    def suspected_polarity(self, bus: str) -> bool:
        """Whether the polarity setting of `bus` looks wrong: nearly all doors of a board read open at start."""
        return self._doors.suspected_polarity(bus)

    # --- inside -------------------------------------------------------------------------------------------------

    def _place(self, number: int) -> Channel:
        place = self._channels.get(number)
        if place is None:
            raise UnknownDoorError(number)
        return place

    @contextmanager
    def _watched(self, number: int, watch: UnlockWatch) -> Iterator[asyncio.Future[None]]:
        certain = self._loop.create_future()
        self._unlocks[watch] = (number, certain)
        try:
            yield certain
        finally:
            del self._unlocks[watch]

    @contextmanager
    def _job(self, number: int, place: Channel, watch: UnlockWatch) -> Iterator[Job]:
        def done(result: Result) -> None:
            self._loop.call_soon_threadsafe(self._pulsed, number, watch, result)

        job = Job(Unlock(place.board, place.channel), Priority.UNLOCK, time.monotonic() + QUEUE_S, done)
        try:
            yield job
        finally:
            job.withdrawn = True

    def _pulsed(self, number: int, watch: UnlockWatch, result: Result) -> None:
        if result.written_s is not None:
            self._doors.commanded(number, result.written_s)
        watch.pulsed(result)
        if watch.report is None:
            jam_after_s = self._ports[self._channels[number].bus].bus.config.lock.jam_after_s
            self._loop.call_later(jam_after_s + READ_S, self._settle, watch)
        else:
            self._settle(watch)

    def _settle(self, watch: UnlockWatch) -> None:
        """The outcome is certain, or will not become so."""
        if watch in self._unlocks and not self._unlocks[watch][1].done():
            self._unlocks[watch][1].set_result(None)

    def _post(self, event: BusEvent) -> None:
        """Called on the threads of the buses."""
        self._loop.call_soon_threadsafe(self._heard, event)

    def _heard(self, event: BusEvent) -> None:
        if self._closing:
            return
        if isinstance(event, BankAlarm):
            return
        if isinstance(event, LinkChange):
            changes = [] if event.up else self._doors.link_lost(event.bus)
        else:
            changes = self._doors.read(event)
            self._tell_unlocks(event)
        if self._doors.all_known():
            self._known.set()
        else:
            self._known.clear()
        for number, change in changes:
            for listener in self._listeners:
                listener(number, change)

    def _tell_unlocks(self, reading: Reading) -> None:
        if reading.closed is None:
            return
        on_board = self._doors.on(reading.bus, reading.board)
        for watch, (number, _) in list(self._unlocks.items()):
            if number in on_board:
                watch.read(self._doors.certain(number), reading.asked_s, reading.read_s)
                if watch.report is not None:
                    self._settle(watch)

    def start(self) -> None:
        for port in self._ports.values():
            port.start()

    async def stop(self) -> None:
        """Returns when every port is closed; what waits for an outcome gets UNKNOWN."""
        # A port that we close ourselves is not lost, and nobody is told so.
        self._closing = True
        for port in self._ports.values():
            await asyncio.to_thread(port.stop)


@asynccontextmanager
async def open_bank(config: BankConfig, permits: PermitIssuer) -> AsyncIterator[DoorBank]:
    """A bank that polls its boards from now on. A port that is missing is tried again for ever."""
    bank = DoorBank(config, permits)
    bank.start()
    try:
        yield bank
    finally:
        await bank.stop()


def _figures(bus: Bus) -> BusFigures:
    return BusFigures(
        name=bus.config.name,
        port=bus.config.port,
        state=bus.state,
        sent=bus.log.requests,
        received=bus.log.received,
        timeouts=bus.log.timeouts,
        bad_checks=bus.log.bad_checks,
        garbage_bytes=bus.log.garbage_bytes,
    )
