"""The two-wire line: bytes take their time, and two speakers at once spoil each other's."""

from collections.abc import Callable
from functools import partial
from math import inf
from typing import Final

from locker_driver.simulator.timeline import Timeline

_SPOILT: Final = 0x5A


class Line:
    """Half duplex at `char_s` a byte. `to_boards` gets each byte when its stop bit has passed, so does `to_host`."""

    def __init__(
        self,
        timeline: Timeline,
        char_s: float,
        to_boards: Callable[[int, float], None],
        to_host: Callable[[bytes], None],
    ) -> None:
        self._timeline = timeline
        self._char_s = char_s
        self._to_boards = to_boards
        self._to_host = to_host
        self._host_free_s = -inf
        self._boards_free_s = -inf
        self.collisions = 0

    def from_host(self, data: bytes, now_s: float) -> None:
        """The host handed these bytes to its port now; its port sends one after the other."""
        for byte in data:
            start_s = max(now_s, self._host_free_s)
            self._host_free_s = start_s + self._char_s
            arrived = partial(self._to_boards, byte ^ self._spoilt_by(start_s, self._boards_free_s))
            self._timeline.at(self._host_free_s, arrived)

    def from_board(self, data: bytes, start_s: float) -> None:
        """A board sends from `start_s` on, or when the board before it has finished."""
        self._timeline.at(start_s, partial(self._send, data))

    def _send(self, data: bytes, now_s: float) -> None:
        for byte in data:
            start_s = max(now_s, self._boards_free_s)
            self._boards_free_s = start_s + self._char_s
            arrived = partial(self._arrive, byte ^ self._spoilt_by(start_s, self._host_free_s))
            self._timeline.at(self._boards_free_s, arrived)

    def _arrive(self, byte: int, _when_s: float) -> None:
        self._to_host(bytes((byte,)))

    def _spoilt_by(self, start_s: float, other_free_s: float) -> int:
        if start_s >= other_free_s:
            return 0
        self.collisions += 1
        return _SPOILT
