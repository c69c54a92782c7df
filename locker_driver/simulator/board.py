"""One simulated board of the `8a` family: bytes in, answers out, on a virtual clock.

Written from the protocol text, not from the driver's codec, so that the two check each other. What no source tells is
assumed: a board is deaf while it pulses, and silent on a bad check byte, a foreign address or an unknown lock.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from math import ceil, inf
from typing import Final

from locker_driver.dialects import Dialect, Dialect8a
from locker_driver.families import FAMILIES, Family
from locker_driver.simulator.timeline import Timeline
from locker_driver.simulator.wall import Event, Wall

GARBAGE: Final = bytes.fromhex("FA FD 99 99")
"""Line noise before an answer, as one driver's log shows it."""
LATE_S: Final = 0.4
_REQUEST_BYTES: Final = 5


class BoardFault(StrEnum):
    """SILENT: dead. DROPPED_REPLY: acts but does not answer. WRONG_POLARITY: the feedback is inverted."""

    NONE = "none"
    SILENT = "silent"
    WRONG_POLARITY = "wrong_polarity"
    GARBAGE_PREFIX = "garbage_prefix"
    LATE_REPLY = "late_reply"
    DROPPED_REPLY = "dropped_reply"


@dataclass(frozen=True, slots=True)
class BoardSettings:
    """What is common to the boards of a line. 0 and None stand for what is usual in the family, and are filled in.

    `lock_ampere`: what one lock draws while it is energised; more than `supply_ampere` at once is a brown-out.
    `reports`: the boards tell of changes by themselves, in families that can.
    """

    family: Family = "8a"
    dialect: Dialect | None = None
    ways: int = 0
    pulse_s: float = 0.0
    think_s: float = 0.002
    char_s: float = 0.0
    closed_when_shorted: bool | None = None
    lock_ampere: float = 2.4
    supply_ampere: float = inf
    reports: bool = False

    def __post_init__(self) -> None:
        spec = FAMILIES[self.family]
        fill = object.__setattr__  # the documented way for a frozen dataclass
        fill(self, "dialect", self.dialect or spec.dialect())
        fill(self, "ways", self.ways or spec.ways)
        fill(self, "pulse_s", self.pulse_s or spec.pulse_ms / 1000)
        fill(self, "char_s", self.char_s or 10 / spec.baud)
        if self.closed_when_shorted is None:
            fill(self, "closed_when_shorted", spec.polarity == "closed_when_shorted")


class Board:
    """`doors` maps channel to door number. `answer` gets (bytes, time at which sending may begin)."""

    def __init__(
        self,
        address: int,
        settings: BoardSettings,
        *,
        doors: Mapping[int, int],
        wall: Wall,
        timeline: Timeline,
        answer: Callable[[bytes, float], None],
        tell: Callable[[Event], None],
    ) -> None:
        self.address = address
        self.fault = BoardFault.NONE
        self._faults_left: int | None = None
        assert isinstance(settings.dialect, Dialect8a)
        self._dialect = settings.dialect
        self._settings = settings
        self._doors = doors
        self._wall = wall
        self._timeline = timeline
        self._answer = answer
        self._tell = tell
        self._heard = bytearray()
        self._last_byte_s = -inf
        self._busy_until_s = -inf

    def set_fault(self, fault: BoardFault, count: int | None = None) -> None:
        """`count`: the fault cures itself after so many requests."""
        self.fault = fault
        self._faults_left = count

    def hear(self, byte: int, at_s: float) -> None:
        """One byte from the line; a gap of 3.5 characters starts a new frame."""
        if at_s - self._last_byte_s > 4.5 * self._settings.char_s:
            self._heard.clear()
        self._last_byte_s = at_s
        self._heard.append(byte)
        del self._heard[:-_REQUEST_BYTES]
        if len(self._heard) == _REQUEST_BYTES and self._for_me():
            request = bytes(self._heard)
            self._heard.clear()
            self._obey(request, at_s)

    def _for_me(self) -> bool:
        header, address, lock, function, check = self._heard
        if address != self.address or header ^ address ^ lock ^ function ^ check:
            return False
        return (header, function) in {(0x8A, self._dialect.unlock_parameter), (0x80, 0x33)}

    def _obey(self, request: bytes, at_s: float) -> None:
        header, _, lock, _, _ = request
        if header == 0x8A:
            self._tell({"event": "unlock_frame", "board": self.address, "channel": lock, "last_byte_s": at_s})
        fault = self._take_fault()
        if fault is BoardFault.SILENT or at_s < self._busy_until_s or lock > self._settings.ways:
            return
        start_s = at_s + self._settings.think_s
        if header == 0x80:
            self._timeline.at(start_s, lambda when_s: self._report(lock, fault, when_s))
        elif lock > 0:
            self._busy_until_s = start_s + self._settings.pulse_s
            self._timeline.at(start_s, lambda when_s: self._pulse(lock, when_s))
            self._timeline.at(
                self._busy_until_s,
                lambda when_s: self._reply((0x8A, self.address, lock, self._contact(lock, fault)), fault, when_s),
            )

    def _take_fault(self) -> BoardFault:
        fault = self.fault
        if self._faults_left is not None:
            self._faults_left -= 1
            if self._faults_left <= 0:
                self.set_fault(BoardFault.NONE)
        return fault

    def _pulse(self, lock: int, at_s: float) -> None:
        if lock in self._doors:
            self._wall.pulse(self._doors[lock], at_s)

    def _report(self, lock: int, fault: BoardFault, at_s: float) -> None:
        if lock > 0:
            self._reply((0x80, self.address, lock, self._contact(lock, fault)), fault, at_s)
            return
        groups = max(3, ceil(self._settings.ways / 8))
        shorted = sum((self._contact(way, fault) == 0x11) << (way - 1) for way in range(1, self._settings.ways + 1))
        status = shorted.to_bytes(groups, "big" if self._dialect.msb_group_first else "little")
        self._reply((0x80, self.address, *status, 0x33), fault, at_s)

    def _contact(self, lock: int, fault: BoardFault) -> int:
        """0x11 for a shorted contact. A channel without a door reads closed, as an unwired one does."""
        door = self._doors.get(lock)
        closed = door is None or not self._wall.doors[door].open
        right = fault is not BoardFault.WRONG_POLARITY
        return 0x11 if closed == (self._settings.closed_when_shorted == right) else 0x00

    def _reply(self, body: tuple[int, ...], fault: BoardFault, at_s: float) -> None:
        if fault is BoardFault.DROPPED_REPLY:
            return
        check = 0
        for byte in body:
            check ^= byte
        prefix = GARBAGE if fault is BoardFault.GARBAGE_PREFIX else b""
        late_s = LATE_S if fault is BoardFault.LATE_REPLY else 0.0
        self._answer(prefix + bytes((*body, check)), at_s + late_s)
