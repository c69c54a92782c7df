"""What is known of every door, from readings of boards. Pure: no clock, no threads."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from math import inf
from typing import Final

from locker_driver.config import Channel
from locker_driver.jobs import Reading
from locker_driver.models import DoorChange, DoorState
from locker_driver.polling import LOST_AFTER

COMMAND_WINDOW_S: Final = 10.0
"""A door that opens within this time of a pulse was opened by it: people take up to 8 s to pull a stiff door."""
UNSEEN_S: Final = 600.0
"""A door that nobody could read since its pulse and that is found open was opened by it, if it is found so soon. What
happened to it in a longer time nobody can say."""
SUSPECT_SHARE: Final = 0.8

Change = tuple[int, DoorChange]


@dataclass(slots=True)
class _Door:
    """`channel`: of its contact. `held_s`: when it will have been open for too long, inf if nobody is to be told.
    `closed_s`: until when it is known to have been closed.
    """

    channel: int
    patience_s: float
    state: DoorState = DoorState.UNKNOWN
    last_known: DoorState = DoorState.UNKNOWN
    candidate: DoorState | None = None
    occupied: bool | None = None
    untold: int = 0
    commanded_s: float = -inf
    closed_s: float = -inf
    held_s: float = inf


@dataclass(slots=True)
class _Board:
    answers: bool = False
    lost_readings: int = 0
    lost: bool = False
    first_reading: Mapping[int, bool] | None = None


class Doors:
    """Two readings that agree make a change, or a certain one; the third lost reading in a row makes a door UNKNOWN.

    `held_open_s`: patience with open doors by line; 0 or missing is without end.
    """

    def __init__(self, channels: Mapping[int, Channel], held_open_s: Mapping[str, float] | None = None) -> None:
        patience = held_open_s or {}
        self._doors: dict[int, _Door] = {}
        self._boards: dict[tuple[str, int], _Board] = {}
        self._on_board: dict[tuple[str, int], list[int]] = {}
        for number, place in sorted(channels.items()):
            board, channel = place.contact
            self._doors[number] = _Door(channel, patience.get(place.bus, 0.0) or inf)
            self._boards.setdefault((place.bus, board), _Board())
            self._on_board.setdefault((place.bus, board), []).append(number)

    def state(self, number: int) -> DoorState:
        """Raises KeyError for a number that is not in the bank."""
        return self._doors[number].state

    def last_known(self, number: int) -> DoorState:
        """As state(), but what it was before its board fell silent; UNKNOWN only if it was never read."""
        return self._doors[number].last_known

    def certain(self, number: int) -> DoorState:
        """As state(), but UNKNOWN while the last reading differs and waits to be confirmed."""
        door = self._doors[number]
        return door.state if door.candidate is None else DoorState.UNKNOWN

    def occupied(self, number: int) -> bool | None:
        """What the parcel sensor says; None without one, or while its board is silent."""
        return self._doors[number].occupied

    def commanded(self, number: int, at_s: float) -> float:
        """A pulse is written for this door. Returns when the one before was, for the case that this one is not."""
        before_s, self._doors[number].commanded_s = self._doors[number].commanded_s, at_s
        return before_s

    def all_known(self) -> bool:
        return all(door.state is not DoorState.UNKNOWN for door in self._doors.values())

    def on(self, bus: str, board: int) -> tuple[int, ...]:
        """The doors that a reading of this board is about."""
        return tuple(self._on_board.get((bus, board), ()))

    def answers(self, bus: str, board: int) -> bool:
        """Whether this board has answered since the port was opened."""
        return self._boards[bus, board].answers

    def read(self, reading: Reading) -> list[Change]:
        """Take a reading in; what changed by it."""
        board = self._boards.get((reading.bus, reading.board))
        if board is None:
            return []
        if reading.closed is None:
            board.lost_readings += 1
            due = reading.certain or board.lost_readings >= LOST_AFTER
            return self._lose(reading.bus, reading.board) if due else []
        changes = [(number, DoorChange.BACK) for number in self.on(reading.bus, reading.board) if board.lost]
        if (reading.certain or reading.partial) and not board.lost:
            self._stayed_closed(reading)
        board.answers = True
        board.lost_readings = 0
        board.lost = False
        if board.first_reading is None:
            board.first_reading = reading.closed
        changes.extend(self._apply(reading, reading.closed))
        return changes

    def link_lost(self, bus: str) -> list[Change]:
        """The port is gone: every door behind it is unknown at once."""
        changes = []
        for name, board in self._boards:
            if name == bus:
                self._boards[name, board].answers = False
                changes += self._lose(name, board)
        return changes

    def held_open(self, now_s: float) -> list[Change]:
        """Doors that have stood open for too long by now, each told once until it closes."""
        late = [number for number, door in self._doors.items() if _held_s(door) <= now_s]
        for number in late:
            self._doors[number].held_s = inf
        return [(number, DoorChange.HELD_OPEN) for number in late]

    def next_held_s(self) -> float:
        """When held_open() will have something to tell, as far as is known now."""
        is_open = DoorState.OPEN  # asked of every door after every reading
        return min([door.held_s for door in self._doors.values() if door.state is is_open], default=inf)

    def suspected_polarity(self, bus: str) -> bool:
        """Whether the first reading of a board said that more than 80 % of its doors stand open.

        Doors at rest are closed; if nearly all read open, the polarity setting is more likely wrong than the doors.
        """
        return any(self._mostly_open(name, board) for name, board in self._boards if name == bus)

    def _mostly_open(self, bus: str, board: int) -> bool:
        closed = self._boards[bus, board].first_reading
        if closed is None:
            return False
        readings = [closed.get(self._doors[number].channel) for number in self.on(bus, board)]
        return readings.count(False) > SUSPECT_SHARE * len(readings)

    def _stayed_closed(self, reading: Reading) -> None:
        """A board that tells every change is there: what it said to be closed has been so until now."""
        for number in self.on(reading.bus, reading.board):
            door = self._doors[number]
            if door.state is DoorState.CLOSED:
                door.closed_s = max(door.closed_s, reading.asked_s)

    def _apply(self, reading: Reading, closed: Mapping[int, bool]) -> Iterator[Change]:
        for number in self.on(reading.bus, reading.board):
            door = self._doors[number]
            if door.channel not in closed:
                if reading.partial:
                    continue
                # Some boards leave a door out that they have no sensible word for.
                door.untold += 1
                if door.untold >= LOST_AFTER:
                    door.state, door.candidate = DoorState.UNKNOWN, None
                continue
            door.untold = 0
            seen = DoorState.CLOSED if closed[door.channel] else DoorState.OPEN
            door.occupied = reading.occupied.get(door.channel)
            # After a silence the state is UNKNOWN, but one damaged reading must not tell of a change during it.
            known = door.last_known if door.state is DoorState.UNKNOWN else door.state
            agrees = known in {seen, DoorState.UNKNOWN} or door.candidate is seen
            if seen is door.state:
                door.candidate = None
            elif agrees or reading.certain:
                yield from self._adopt(number, door, seen, reading.read_s)
            else:
                door.candidate = seen
            if door.state is DoorState.CLOSED and door.candidate is None:
                door.closed_s = reading.asked_s

    @staticmethod
    def _adopt(number: int, door: _Door, seen: DoorState, read_s: float) -> Iterator[Change]:
        before, door.last_known = door.last_known, seen
        door.state = seen
        door.candidate = None
        if before is not seen:
            door.held_s = read_s + door.patience_s if seen is DoorState.OPEN else inf
        if before in {DoorState.UNKNOWN, seen}:
            return
        if seen is DoorState.CLOSED:
            yield number, DoorChange.CLOSED
        elif _explains(door.commanded_s, door.closed_s, read_s):
            yield number, DoorChange.OPENED
        else:
            yield number, DoorChange.OPENED_WITHOUT_COMMAND

    def _lose(self, bus: str, board: int) -> list[Change]:
        record = self._boards[bus, board]
        if record.lost:
            return []
        record.lost = True
        for number in self.on(bus, board):
            door = self._doors[number]
            door.state = DoorState.UNKNOWN
            door.candidate = None
            door.occupied = None
        return [(number, DoorChange.LOST) for number in self.on(bus, board)]


def _held_s(door: _Door) -> float:
    """A door that cannot be read is not said to stand open."""
    return door.held_s if door.state is DoorState.OPEN else inf


def _explains(commanded_s: float, closed_s: float, read_s: float) -> bool:
    """Whether a pulse may have opened a door that was closed until `closed_s` and was read open at `read_s`."""
    return closed_s <= commanded_s + COMMAND_WINDOW_S and read_s <= commanded_s + UNSEEN_S
