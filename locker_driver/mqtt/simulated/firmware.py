"""What all simulated modules have: locks that spring open, relays, contacts, and faults. Pure: no connection."""

import heapq
import itertools
import math
from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final, Literal, get_args

from locker_driver.mqtt.messages import Message, Publication

SPRING_S: Final = 0.12
"""From the begin of a pulse to a contact that reads open."""
LATE_S: Final = 3.0

ModuleFault = Literal["none", "silent", "late"]
DoorFault = Literal["none", "jam", "relay_stuck"]
MODULE_FAULTS: Final = get_args(ModuleFault)
DOOR_FAULTS: Final = get_args(DoorFault)


@dataclass(slots=True)
class SimulatedDoor:
    closed: bool = True
    relay: bool = False
    fault: DoorFault = "none"
    pulses: int = 0
    timed: int = 0
    """The pulse that the device will end by itself; 0 if it will end none."""


class Firmware(ABC):
    """`publish` sends; `tell` hears what happens in the world, as (what, channel).

    `closes_after_s`: when a person closes an open door again; 0 never. Contacts are shorted by closed doors.
    """

    def __init__(
        self,
        prefix: str,
        ways: int,
        publish: Callable[[Publication], object],
        tell: Callable[[str, int], None],
        *,
        closes_after_s: float = 0.0,
    ) -> None:
        self.prefix = prefix
        self.doors = {channel: SimulatedDoor() for channel in range(1, ways + 1)}
        self.fault: ModuleFault = "none"
        self.now_s = 0.0
        self._publish = publish
        self._tell = tell
        self._closes_after_s = closes_after_s
        self._due: list[tuple[float, int, Callable[[], None]]] = []
        self._count = itertools.count()

    # --- the device ---------------------------------------------------------------------------------------------

    @property
    @abstractmethod
    def filters(self) -> Sequence[str]:
        """Where it listens."""

    @property
    @abstractmethod
    def will(self) -> Publication: ...

    @abstractmethod
    def birth(self) -> Sequence[Publication]:
        """What it says when it is connected."""

    @abstractmethod
    def hear(self, message: Message) -> None: ...

    @abstractmethod
    def relay_says(self, channel: int, /) -> None: ...

    @abstractmethod
    def contact_says(self, channel: int, /) -> None: ...

    @abstractmethod
    def example(self, channel: int) -> Publication:
        """A command as an attacker would send it."""

    def reboot(self) -> None:
        """Power was away for a moment: outputs are off, and what was going on is forgotten."""
        self._due.clear()
        for door in self.doors.values():
            door.relay = False

    # --- the world ----------------------------------------------------------------------------------------------

    def move(self, channel: int, *, closed: bool) -> None:
        """A person, or the spring."""
        door = self.doors[channel]
        if door.closed == closed:
            return
        door.closed = closed
        self._tell("closed" if closed else "opened", channel)
        self.contact_says(channel)
        if not closed and self._closes_after_s:
            self.later(self._closes_after_s, lambda: self.move(channel, closed=True))

    def energise(self, channel: int, pulse_s: float | None) -> None:
        """The relay goes on; off again after `pulse_s`, None: not by itself."""
        door = self.doors[channel]
        door.relay = True
        door.pulses += 1
        self._tell("pulse", channel)
        self.relay_says(channel)
        if door.fault != "jam":
            self.later(SPRING_S, lambda: self.move(channel, closed=False))
        if pulse_s is not None and door.fault != "relay_stuck":
            number = door.timed = door.pulses
            self.later(pulse_s, lambda: self._end(channel, number))

    def forget_end(self, channel: int) -> None:
        """The device will not end the pulse any more."""
        self.doors[channel].timed = 0

    def switch_off(self, channel: int) -> None:
        if self.doors[channel].relay:
            self.doors[channel].relay = False
            self._tell("relay_off", channel)
            self.relay_says(channel)

    # --- time and words -----------------------------------------------------------------------------------------

    def say(self, topic: str, payload: bytes, *, retain: bool = False) -> None:
        publication = Publication(topic, payload, retain=retain)
        if self.fault == "late":
            self.later(LATE_S, lambda: self._send(publication))
        elif self.fault == "none":
            self._send(publication)

    def later(self, delay_s: float, action: Callable[[], None]) -> None:
        heapq.heappush(self._due, (self.now_s + delay_s, next(self._count), action))

    def advance(self, now_s: float) -> None:
        while self._due and self._due[0][0] <= now_s:
            due_s, _, action = heapq.heappop(self._due)
            self.now_s = max(self.now_s, due_s)
            action()
        self.now_s = now_s

    def wake_s(self) -> float:
        return self._due[0][0] if self._due else math.inf

    def _send(self, publication: Publication) -> None:
        self._publish(publication)

    def _end(self, channel: int, number: int) -> None:
        if self.doors[channel].timed == number:
            self.switch_off(channel)
