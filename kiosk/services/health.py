"""Whether the core may say that it is alive: only when what it is there for goes on, or is known to be lost.

A thread that pings proves that a thread pings. So each sign is taken from the work itself: screens that answer, a
journal that commits, a bus that answers, a camera that gives pictures. A device that is gone, told to the operator and
shown on the screen is a degraded mode and no reason to restart; a sign that has stopped without anybody having
noticed is (docs/adr/0011).
"""

import asyncio
import logging
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from typing import Final, Protocol

from kiosk.ports import BusFigures, Clock, Door, DoorBank
from kiosk.services.devices import DeviceWatch

log = logging.getLogger(__name__)

FRESH_S: Final = 10.0
"""A sign older than this is none. Longer than a restart of the UI and the grace of `DeviceWatch` together."""
START_S: Final = 60.0
"""A device that was not heard of for so long after the start is lost."""
ANSWER_S: Final = 5.0
SEEN: Final = ("ui", "camera")
"""Devices that are heard of by what they send."""


@dataclass(frozen=True, slots=True)
class Sign:
    """`declared`: known to be lost, told and shown."""

    name: str
    alive: bool
    declared: bool


def hung(signs: Iterable[Sign]) -> tuple[str, ...]:
    """What has stopped without anybody having noticed: the reason for not pinging. Empty: all is well or known."""
    return tuple(sign.name for sign in signs if not (sign.alive or sign.declared))


class Supervisor(Protocol):
    """Who hears the ping (`adapters.systemd`)."""

    def ping(self) -> None: ...

    def status(self, text: str) -> None: ...


class Transactions(Protocol):
    """The journal, as far as it is a sign of life. An `append` of nothing is a transaction that stores nothing."""

    async def append(self) -> int: ...


class Health:
    """`heard` notes a sign of a device; `run` looks at all of them, and pings. `load` is what is added to the status
    for whoever looks for a leak.
    """

    def __init__(
        self,
        *,
        journal: Transactions,
        bank: DoorBank,
        numbers: Collection[int],
        devices: DeviceWatch,
        clock: Clock,
        supervisor: Supervisor,
        load: Callable[[], str],
    ) -> None:
        self._journal = journal
        self._bank = bank
        self._numbers = numbers
        self._devices = devices
        self._clock = clock
        self._supervisor = supervisor
        self._load = load
        self._started_s = clock.monotonic_s()
        self._heard_s: dict[str, float] = {}
        self._received: dict[str, tuple[int, float]] = {}
        self._hung: tuple[str, ...] = ()

    def heard(self, device: str) -> None:
        """A device of `SEEN` has shown that it works."""
        self._heard_s[device] = self._clock.monotonic_s()

    async def run(self, every_s: float) -> None:
        """Until cancelled."""
        while True:
            await self.look()
            await asyncio.sleep(every_s)

    async def look(self) -> None:
        """Ping if nothing hangs."""
        now_s = self._clock.monotonic_s()
        self._miss_the_never_heard(now_s)
        signs = [*(self._seen(name, now_s) for name in SEEN), *self._buses(now_s), await self._storage()]
        stopped = hung(signs)
        if stopped and stopped != self._hung:
            log.critical("no sign of life of %s, though nothing is known to be lost: no ping", ", ".join(stopped))
        self._hung = stopped
        if not stopped:
            self._supervisor.ping()
        lost = ", ".join(sorted(self._devices.lost))
        said = f"hangs: {', '.join(stopped)}" if stopped else f"without {lost}" if lost else "serving"
        self._supervisor.status(f"{said}; {self._load()}")

    def _miss_the_never_heard(self, now_s: float) -> None:
        if now_s - self._started_s > START_S:
            for name in SEEN:
                if name not in self._heard_s and not self._devices.missing(name):
                    self._devices.say(name, "never_started")

    def _seen(self, name: str, now_s: float) -> Sign:
        last_s = self._heard_s.get(name)
        starting = last_s is None and now_s - self._started_s <= START_S + FRESH_S
        fresh = last_s is not None and now_s - last_s <= FRESH_S
        return Sign(name, fresh or starting, name in self._devices.lost)

    def _buses(self, now_s: float) -> list[Sign]:
        silent = {self._bank.place(number).bus for number in self._numbers if self._bank.door(number) is Door.UNKNOWN}
        known = silent if "bank" in self._devices.lost else set()
        return [self._bus(figures, now_s, known) for figures in self._bank.figures() if _polled(figures)]

    def _bus(self, figures: BusFigures, now_s: float, known: Collection[str]) -> Sign:
        before, since_s = self._received.get(figures.name, (-1, now_s))
        if figures.received != before:
            since_s = now_s
        self._received[figures.name] = (figures.received, since_s)
        return Sign(f"bus {figures.name}", now_s - since_s <= FRESH_S, figures.name in known)

    async def _storage(self) -> Sign:
        """Behind whatever the journal's thread is busy with; a write that hangs holds this up too."""
        try:
            async with asyncio.timeout(ANSWER_S):
                await self._journal.append()
        except TimeoutError:
            return Sign("journal", alive=False, declared=False)
        return Sign("journal", alive=True, declared=False)


def _polled(figures: BusFigures) -> bool:
    """Door modules on a broker speak when they have something to say; their presence is the driver's to watch."""
    return not figures.port.startswith(("mqtt:", "mqtts:"))
