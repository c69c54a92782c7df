"""A bank, its buses and simulated boards on one virtual clock: the event loop's. No threads, no sleeping."""

import asyncio
import selectors
from collections.abc import Awaitable, Callable, Coroutine, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from locker_driver.bank import DoorBank
from locker_driver.bus import Bus
from locker_driver.config import BankConfig, BusConfig, LineConfig
from locker_driver.jobs import BusEvent, Job, Reading
from locker_driver.models import BankAlarm, BusFigures, DoorChange, UnlockReport
from locker_driver.permit import Permit, PermitIssuer
from locker_driver.polling import Poller
from locker_driver.port import Hear, Watched
from locker_driver.protocols import make_codec
from locker_driver.protocols.codec import Command
from locker_driver.simulator.faults import LineFault
from locker_driver.simulator.installation import Installation, Place
from locker_driver.simulator.settings import BoardSettings

REOPEN_S = 0.5
Result = TypeVar("Result")


class VirtualLoop(asyncio.SelectorEventLoop):
    """Instead of waiting for a timer it sets its clock."""

    def __init__(self) -> None:
        self.now_s = 1000.0
        super().__init__(_Selector(self))

    def time(self) -> float:
        return self.now_s

    async def shutdown_default_executor(self, _timeout: float | None = None) -> None:
        """Threads end in real time: since Python 3.12 a limit of the loop's own clock is set to them."""
        await super().shutdown_default_executor()

    def skip_to(self, when_s: float) -> bool:
        """Set the clock, if nothing else of this loop happens before. Saves a round of the loop for each byte."""
        busy = self._ready or (self._scheduled and self._scheduled[0]._when <= when_s)  # type: ignore[attr-defined]
        if not busy:
            self.now_s = max(self.now_s, when_s)
        return not busy


class _Selector(selectors.DefaultSelector):
    def __init__(self, loop: VirtualLoop) -> None:
        super().__init__()
        self._loop = loop

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        # Without a timer only another thread can go on, such as the one that closes a port.
        ready = super().select(5 if timeout is None else 0)
        if not ready and timeout is None:
            raise RuntimeError("nothing will ever happen any more")
        if not ready and timeout:
            self._loop.now_s += timeout
        return ready


def run_virtually(scenario: Coroutine[Any, Any, Result]) -> Result:
    """As asyncio.run()."""
    with asyncio.Runner(loop_factory=VirtualLoop) as runner:
        return runner.run(scenario)


class VirtualPort:
    """A locker_driver.port.Port: one bus on a line of simulated boards."""

    def __init__(self, config: BusConfig, watched: Watched, hear: Hear, hardware: "Hardware") -> None:
        loop = asyncio.get_running_loop()
        assert isinstance(loop, VirtualLoop)
        self._loop = loop
        self._hear = hear
        self.readings: list[Reading] = []
        self.sent: list[tuple[float, bytes]] = []
        self.on_sent: Callable[[Command], None] = lambda _: None
        self.hardware = hardware
        self.line = hardware.on(config.name, lambda data: self.bus.received(data, self._loop.now_s))
        self.bus = Bus(config, make_codec(config), Poller(watched, config.poll_ms / 1000), self._heard)
        self._timer: asyncio.TimerHandle | None = None
        self._open = False

    def start(self) -> None:
        self._reopen()

    def submit(self, job: Job) -> None:
        self.bus.submit(job, self._loop.now_s)
        self.stir()

    def stop(self) -> None:
        if self._timer is not None:
            self._timer.cancel()

    def is_alive(self) -> bool:
        return True

    def figures(self) -> BusFigures:
        return self.bus.figures()

    def frames(self) -> Sequence[str]:
        return self.bus.log.frames()

    def stir(self) -> None:
        """Something may be due: look soon."""
        if self._open:
            self._look_at(self._loop.now_s)

    def _heard(self, event: BusEvent) -> None:
        if isinstance(event, Reading):
            self.readings.append(event)
        self._hear(event)

    def _look_at(self, when_s: float) -> None:
        self.stop()
        self._timer = self._loop.call_at(when_s, self._turn if self._open else self._reopen)

    def _reopen(self) -> None:
        if self.line.line.fault is LineFault.UNPLUGGED:
            self._look_at(self._loop.now_s + REOPEN_S)
            return
        self._open = True
        self.bus.link_up(self._loop.now_s)
        self._turn()

    def _turn(self) -> None:
        while True:
            now_s = self._loop.now_s
            self.line.timeline.run(now_s)
            if self.line.line.fault is LineFault.UNPLUGGED:
                self._open = False
                self.bus.link_down(now_s, "Input/output error")
                self._look_at(now_s + REOPEN_S)
                return
            self._speak(now_s)
            next_s = max(now_s, min(self.bus.wake_s(), self.line.timeline.next_s()))
            if not self._loop.skip_to(next_s):
                self._look_at(next_s)
                return

    def _speak(self, now_s: float) -> None:
        self.bus.advance(now_s)
        data = self.bus.to_send(now_s)
        if data is None:
            return
        assert self.bus._transaction is not None
        command = self.bus._transaction.job.command
        self.sent.append((now_s, data))
        self.line.line.from_host(data, now_s)
        self.bus.written(now_s)
        self.on_sent(command)


class Hardware:
    """Simulated lines by name; what doors did is in `told`."""

    def __init__(self, lines: Mapping[str, tuple[Sequence[int], BoardSettings, Mapping[int, Place]]]) -> None:
        self._lines = dict(lines)
        self.told: list[dict[str, object]] = []
        self.at: dict[str, Installation] = {}

    def on(self, name: str, to_host: Callable[[bytes], None]) -> Installation:
        addresses, settings, places = self._lines[name]
        self.at[name] = Installation(addresses, settings, places, to_host, self.told.append)
        return self.at[name]

    def of(self, event: str, door: int | None = None) -> list[float]:
        """When it happened."""
        return [
            float(str(told["at_s"]))
            for told in self.told
            if told["event"] == event and (door is None or told["door"] == door)
        ]


def hardware_of(config: BankConfig, **settings: Any) -> Hardware:
    """Boards as the settings of the bank say. `settings`: of the boards, where they are not what the bank believes."""
    lines = {}
    for bus in config.buses:
        boards = {
            "family": bus.family,
            "dialect": bus.dialect,
            "ways": bus.ways,
            "pulse_s": bus.lock.pulse_s,
            "char_s": 10 / bus.baud,
            "closed_when_shorted": bus.polarity == "closed_when_shorted",
            "lock_ampere": bus.lock.ampere,
            **settings,
        }
        places = {
            number: Place(place.board, place.channel, place.sensor_board, place.sensor_channel)
            for number, place in config.channels.items()
            if place.bus == bus.name
        }
        lines[bus.name] = (bus.boards, BoardSettings(**boards), places)
    return Hardware(lines)


@dataclass
class Site:
    """`config` on `hardware`; made within a running VirtualLoop."""

    config: BankConfig
    hardware: Hardware
    armed: frozenset[int] | None = None
    changes: list[tuple[int, DoorChange]] = field(default_factory=list)
    alarms: list[BankAlarm] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.loop = asyncio.get_running_loop()
        self.ports: dict[str, VirtualPort] = {}
        self.permits = PermitIssuer(self.loop.time)
        self.bank = DoorBank(self.config, self.permits, self._open_port, self.armed)
        self.bank.watch(lambda number, change: self.changes.append((number, change)))
        self.bank.watch_alarms(self.alarms.append)
        self.bank.start()

    def _open_port(self, line: LineConfig, watched: Watched, hear: Hear) -> VirtualPort:
        assert isinstance(line, BusConfig)
        self.ports[line.name] = VirtualPort(line, watched, hear, self.hardware)
        return self.ports[line.name]

    def permit(self, number: int) -> Permit:
        return self.permits.issue(number, "intent")

    async def unlock(self, number: int) -> UnlockReport:
        return await self.bank.unlock_report(number, self.permit(number))

    async def until(self, holds: Callable[[], bool], timeout_s: float = 10.0) -> bool:
        """Looks every 10 ms of virtual time; False if it does not come true."""
        end_s = self.loop.time() + timeout_s
        while not holds():
            if self.loop.time() >= end_s:
                return False
            await asyncio.sleep(0.01)
        return True

    def line(self, name: str = "main") -> Installation:
        return self.hardware.at[name]

    def close_door(self, number: int) -> None:
        name = self.config.channels[number].bus
        self.line(name).wall.close(number, self.loop.time())
        self.ports[name].stir()


def on_site(
    config: BankConfig,
    scenario: Callable[[Site], Awaitable[Result]],
    armed: frozenset[int] | None = None,
    **settings: Any,
) -> Result:
    """Run `scenario` on a new site that has been read once."""

    async def whole() -> Result:
        site = Site(config, hardware_of(config, **settings), armed)
        assert await site.bank.ready(5.0)
        try:
            return await scenario(site)
        finally:
            for port in site.ports.values():
                port.stop()

    return run_virtually(whole())
