"""One simulated board of any family: it acts on requests and answers, on a virtual clock."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from math import inf
from typing import Final

from locker_driver.families import FAMILIES
from locker_driver.simulator.families.speaker import Ask, Order, Speaker, View
from locker_driver.simulator.faults import GARBAGE, LATE_S, RESTART_S, BoardFault, chatter_gaps, spoilt
from locker_driver.simulator.settings import BoardSettings
from locker_driver.simulator.supply import Supply
from locker_driver.simulator.timeline import Action, Timeline
from locker_driver.simulator.wall import Event, Wall

_CURES_ITSELF: Final = frozenset({BoardFault.CHATTER, BoardFault.RESTART})
"""Faults whose `count` does not count requests."""


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a board is connected to. `send` gets (board, bytes, time at which sending may begin)."""

    wall: Wall
    timeline: Timeline
    supply: Supply
    send: Callable[["Board", bytes, float], None]
    tell: Callable[[Event], None]


class Board:
    """`locks` and `contacts` map channel to door number. `is_twin`: its doors are nobody's."""

    def __init__(
        self,
        address: int,
        settings: BoardSettings,
        speaker: Speaker,
        around: Surroundings,
        *,
        locks: Mapping[int, int],
        contacts: Mapping[int, int],
        is_twin: bool = False,
    ) -> None:
        self.address = address
        self.fault = BoardFault.NONE
        self._faults_left: int | None = None
        self._settings = settings
        self._speaker = speaker
        self._around = around
        self._locks = locks
        self._contacts = contacts
        self._is_twin = is_twin
        self._on_until_s: dict[int, float] = {}
        self._busy_until_s = -inf
        self._deaf_until_s = -inf
        self._lives = 0
        self._spoilt = 0
        self._gaps = chatter_gaps()
        self._chatters = False

    def set_fault(self, fault: BoardFault, count: int | None = None, at_s: float | None = None) -> None:
        """`count`: the fault cures itself after so many requests (CHATTER: outbursts). `at_s`: now; the last time at
        which the timeline ran if left out.
        """
        now_s = self._around.timeline.now_s if at_s is None else at_s
        self.fault = fault
        self._faults_left = count
        if fault is BoardFault.RESTART:
            self.restart(now_s)
        if fault is BoardFault.CHATTER and not self._chatters:
            self._chatters = True
            self._around.timeline.at(now_s + next(self._gaps), self._chatter)

    def restart(self, at_s: float) -> None:
        """Lose what was going on, let every lock go, hear nothing for a while."""
        self._lives += 1
        self._on_until_s.clear()
        self._busy_until_s = -inf
        self._deaf_until_s = at_s + RESTART_S
        self._around.timeline.at(self._deaf_until_s, self._restarted)

    def energised(self, at_s: float) -> int:
        """How many of its locks draw current."""
        return sum(until_s > at_s for until_s in self._on_until_s.values())

    def outputs(self, at_s: float) -> list[int]:
        """The channels that are energised."""
        return sorted(channel for channel, until_s in self._on_until_s.items() if until_s > at_s)

    def obey(self, order: Order, at_s: float, turn: int = 0) -> None:
        """One request, whole at `at_s`. `turn`: how many boards that were asked with it answer before this one."""
        self._announce(order, at_s)
        fault = self._take_fault()
        unknown = any(channel > self._settings.ways for channel in order.channels)
        if fault is BoardFault.SILENT or at_s < max(self._busy_until_s, self._deaf_until_s) or unknown:
            return
        start_s = at_s + self._settings.think_s
        answer_s = start_s
        if self._speaker.deaf_while_pulsing and order.ask is Ask.UNLOCK:
            answer_s = self._busy_until_s = start_s + self._lasts_s(order)
        self._later(start_s, lambda when_s: self._act(order, when_s))
        self._later(answer_s, lambda when_s: self._answer(order, fault, turn, when_s))

    def report(self, channel: int, at_s: float) -> None:
        """A contact changed: boards that do so tell."""
        if self._settings.reports and self.fault is not BoardFault.SILENT and at_s >= self._deaf_until_s:
            self._later(at_s + self._settings.think_s, lambda when_s: self._report(channel, when_s))

    def contact_of(self, door: int) -> int | None:
        """The channel that a door's contact is wired to, if it is on this board."""
        return next((channel for channel, number in self._contacts.items() if number == door), None)

    def _announce(self, order: Order, at_s: float) -> None:
        if order.ask is not Ask.UNLOCK or self._is_twin:
            return
        if order.broadcast:
            channels: dict[str, object] = {"event": "broadcast_unlock", "channels": list(order.channels)}
        else:
            channels = {"event": "unlock_frame", "channel": order.channels[0]}
        self._around.tell({**channels, "board": self.address, "last_byte_s": at_s})

    def _take_fault(self) -> BoardFault:
        fault = self.fault
        if fault not in _CURES_ITSELF:
            self._count_fault()
        return fault

    def _count_fault(self) -> None:
        if self._faults_left is not None:
            self._faults_left -= 1
            if self._faults_left <= 0:
                self.fault = BoardFault.NONE
                self._faults_left = None

    def _later(self, when_s: float, action: Action) -> None:
        """Do it then, unless the board has been restarted."""
        life = self._lives
        self._around.timeline.at(when_s, lambda at_s: action(at_s) if life == self._lives else None)

    def _pulse_s(self, order: Order) -> float:
        return self._settings.pulse_s if order.pulse_s is None else order.pulse_s

    def _lasts_s(self, order: Order) -> float:
        return self._pulse_s(order) * (1 if order.together else len(order.channels))

    def _act(self, order: Order, at_s: float) -> None:
        if order.ask is Ask.OFF:
            for channel in order.channels:
                self._on_until_s.pop(channel, None)
        if order.ask is not Ask.UNLOCK:
            return
        pulse_s = self._pulse_s(order)
        start_s = at_s
        for channel in order.channels:
            self._later(start_s, self._pulse_of(channel, pulse_s))
            start_s += 0.0 if order.together else pulse_s

    def _pulse_of(self, channel: int, pulse_s: float) -> Action:
        def pulse(at_s: float) -> None:
            self._on_until_s[channel] = at_s + pulse_s
            if not self._around.supply.holds(at_s):
                return
            if channel in self._locks:
                self._around.wall.pulse(self._locks[channel], at_s)
            else:
                stray: Event = {"event": "stray_pulse", "board": self.address, "channel": channel, "at_s": at_s}
                self._around.tell({**stray, "twin": self._is_twin})

        return pulse

    def _answer(self, order: Order, fault: BoardFault, turn: int, at_s: float) -> None:
        answer = self._speaker.answer(order, self._view(fault, at_s))
        if answer:
            # How far apart boards answer one question is documented nowhere: one after the other.
            turn_s = turn * (self._settings.think_s + len(answer) * self._settings.char_s)
            late_s = LATE_S if fault is BoardFault.LATE_REPLY else 0.0
            self._send(spoilt(answer, fault, self._spoilt), at_s + turn_s + late_s)
            self._spoilt += fault is BoardFault.CORRUPT_REPLY

    def _report(self, channel: int, at_s: float) -> None:
        self._send(self._speaker.report(channel, self._view(self.fault, at_s)), at_s)

    def _chatter(self, at_s: float) -> None:
        self._chatters = self.fault is BoardFault.CHATTER
        if not self._chatters:
            return
        channel = 1 + self._spoilt // 2 % self._settings.ways
        words = self._speaker.report(channel, self._view(self.fault, at_s)) if self._spoilt % 2 else GARBAGE
        self._spoilt += 1
        self._send(words or GARBAGE, at_s)
        self._count_fault()
        self._around.timeline.at(at_s + next(self._gaps), self._chatter)

    def _restarted(self, at_s: float) -> None:
        if self.fault is BoardFault.RESTART and at_s >= self._deaf_until_s:
            self.fault = BoardFault.NONE

    def _send(self, data: bytes, at_s: float) -> None:
        if data:
            self._around.send(self, data, at_s)

    def _view(self, fault: BoardFault, at_s: float) -> View:
        inverted = fault is BoardFault.WRONG_POLARITY
        return View(
            address=self._false_address() if fault is BoardFault.WRONG_ADDRESS else self.address,
            shorted=lambda channel: self._shorted(channel) != inverted,
            occupied=self._occupied,
            energised=lambda channel: self._on_until_s.get(channel, -inf) > at_s,
        )

    def _false_address(self) -> int:
        known = FAMILIES[self._settings.family].boards
        return self.address + 1 if self.address + 1 in known else self.address - 1

    def _shorted(self, channel: int) -> bool:
        """A channel without a door reads closed, as an unwired one does on most boards."""
        closed_when_shorted = bool(self._settings.closed_when_shorted)
        door = self._contacts.get(channel)
        if door is None:
            return closed_when_shorted
        return self._around.wall.shorted(door, closed_when_shorted=closed_when_shorted)

    def _occupied(self, channel: int) -> bool:
        door = self._contacts.get(channel)
        return door is not None and self._around.wall.doors[door].parcel
