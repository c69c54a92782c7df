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
SUSPECT_SHARE: Final = 0.8

Change = tuple[int, DoorChange]


@dataclass(slots=True)
class _Door:
    channel: int
    state: DoorState = DoorState.UNKNOWN
    last_known: DoorState = DoorState.UNKNOWN
    candidate: DoorState | None = None
    commanded_s: float = -inf


@dataclass(slots=True)
class _Board:
    lost_readings: int = 0
    lost: bool = False
    first_reading: Mapping[int, bool] | None = None


class Doors:
    """Two readings that agree make a change; the third lost reading in a row makes a door UNKNOWN."""

    def __init__(self, channels: Mapping[int, Channel]) -> None:
        self._doors = {number: _Door(place.channel) for number, place in channels.items()}
        self._boards: dict[tuple[str, int], _Board] = {}
        self._on_board: dict[tuple[str, int], list[int]] = {}
        for number, place in sorted(channels.items()):
            key = (place.bus, place.board)
            self._boards[key] = _Board()
            self._on_board.setdefault(key, []).append(number)

    def state(self, number: int) -> DoorState:
        """Raises KeyError for a number that is not in the bank."""
        return self._doors[number].state

    def certain(self, number: int) -> DoorState:
        """As state(), but UNKNOWN while the last reading differs and waits to be confirmed."""
        door = self._doors[number]
        return door.state if door.candidate is None else DoorState.UNKNOWN

    def commanded(self, number: int, written_s: float) -> None:
        """A pulse was written for this door."""
        self._doors[number].commanded_s = written_s

    def all_known(self) -> bool:
        return all(door.state is not DoorState.UNKNOWN for door in self._doors.values())

    def on(self, bus: str, board: int) -> tuple[int, ...]:
        """The doors that a reading of this board is about."""
        return tuple(self._on_board.get((bus, board), ()))

    def read(self, reading: Reading) -> list[Change]:
        """Take a reading in; what changed by it."""
        board = self._boards.get((reading.bus, reading.board))
        if board is None:
            return []
        if reading.closed is None:
            board.lost_readings += 1
            return self._lose(reading.bus, reading.board) if board.lost_readings >= LOST_AFTER else []
        changes = [(number, DoorChange.BACK) for number in self.on(reading.bus, reading.board) if board.lost]
        board.lost_readings = 0
        board.lost = False
        if board.first_reading is None:
            board.first_reading = reading.closed
        changes.extend(self._apply(reading, reading.closed))
        return changes

    def link_lost(self, bus: str) -> list[Change]:
        """The port is gone: every door behind it is unknown at once."""
        return [change for name, board in self._boards if name == bus for change in self._lose(bus, board)]

    def suspected_polarity(self, bus: str) -> bool:
        """Whether the first reading of a board said that more than 80 % of its doors stand open.

        Doors at rest are closed; if nearly all read open, the polarity setting is more likely wrong than the doors.
        """
        return any(self._mostly_open(name, board) for name, board in self._boards if name == bus)

    def _mostly_open(self, bus: str, board: int) -> bool:
        closed = self._boards[bus, board].first_reading
        if closed is None:
            return False
        readings = [closed[self._doors[number].channel] for number in self.on(bus, board)]
        return readings.count(False) > SUSPECT_SHARE * len(readings)

    def _apply(self, reading: Reading, closed: Mapping[int, bool]) -> Iterator[Change]:
        for number in self.on(reading.bus, reading.board):
            door = self._doors[number]
            seen = DoorState.CLOSED if closed[door.channel] else DoorState.OPEN
            if seen is door.state:
                door.candidate = None
            elif door.state is not DoorState.UNKNOWN and door.candidate is not seen:
                door.candidate = seen
            else:
                yield from self._adopt(number, door, seen, reading.read_s)

    @staticmethod
    def _adopt(number: int, door: _Door, seen: DoorState, read_s: float) -> Iterator[Change]:
        before, door.last_known = door.last_known, seen
        door.state = seen
        door.candidate = None
        if before in {DoorState.UNKNOWN, seen}:
            return
        if seen is DoorState.CLOSED:
            yield number, DoorChange.CLOSED
        elif read_s <= door.commanded_s + COMMAND_WINDOW_S:
            yield number, DoorChange.OPENED
        else:
            yield number, DoorChange.OPENED_WITHOUT_COMMAND

    def _lose(self, bus: str, board: int) -> list[Change]:
        record = self._boards[bus, board]
        if record.lost:
            return []
        record.lost = True
        for number in self.on(bus, board):
            self._doors[number].state = DoorState.UNKNOWN
            self._doors[number].candidate = None
        return [(number, DoorChange.LOST) for number in self.on(bus, board)]
