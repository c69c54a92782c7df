"""When a half-duplex line may be spoken on. Pure: times come in as arguments."""

from math import inf
from typing import Final

MIN_GAP_S: Final = 0.00175
"""Floor of the 3.5 characters between frames (Modbus over serial line V1.02 §2.5.1.1). Boards of other families miss a
question that comes sooner as well: Open-Locker measured 56 of 56 lost without a pause, none with one."""
SPARE_GAP_S: Final = 0.001
SETTLE_S: Final = 0.02
"""Quiet that ends a dirty answer. Longer than the 16 ms in which USB adapters collect bytes."""
DRAIN_S: Final = 0.1
"""Quiet after a lost answer, so that it does not collide with the next question."""
DRAIN_MAX_S: Final = 0.5
BABBLE_S: Final = 1.0
"""A line that is never quiet for so long cannot be used."""


class Quiet:
    """Follows the bytes of one line, ours and theirs. `char_s`: time of one byte, 0 where none is serial."""

    def __init__(self, char_s: float) -> None:
        self.char_s = char_s
        self._gap_s = max(3.5 * self.char_s, MIN_GAP_S) + SPARE_GAP_S
        self._last_byte_s = -inf
        self._drain_max_s: float | None = None
        self._busy_since_s = -inf

    def spoke(self, size: int, now_s: float) -> float:
        """`size` bytes are handed over now. Returns when the last of them has left."""
        self._last_byte_s = now_s + size * self.char_s
        return self._last_byte_s

    def heard(self, now_s: float) -> None:
        if self.free(now_s):
            self._busy_since_s = now_s
        self._last_byte_s = max(self._last_byte_s, now_s)

    def drain(self, now_s: float) -> None:
        """An answer is overdue: nobody may speak until the line has been quiet for a while from now on."""
        self._last_byte_s = now_s
        self._drain_max_s = now_s + DRAIN_MAX_S

    def drained(self, now_s: float) -> bool:
        """Whether a drain has ended by now; told once."""
        if self._drain_max_s is None or now_s < self.next_s():
            return False
        self.used(now_s)
        return True

    def used(self, now_s: float) -> None:
        """A question is over, or the port was opened: nobody else has been speaking until now."""
        self._drain_max_s = None
        self._busy_since_s = now_s

    def free(self, now_s: float) -> bool:
        """Whether a request may be written now."""
        return self._drain_max_s is None and now_s >= self._last_byte_s + self._gap_s

    def babbles(self, now_s: float) -> bool:
        """Whether others have been speaking all the time and left us no gap; told once in BABBLE_S."""
        if self._drain_max_s is not None or self.free(now_s) or now_s < self._busy_since_s + BABBLE_S:
            return False
        self._busy_since_s = now_s
        return True

    def next_s(self) -> float:
        """When the line is free, or drained, if nothing more comes in."""
        if self._drain_max_s is not None:
            return min(self._drain_max_s, self._last_byte_s + DRAIN_S)
        return self._last_byte_s + self._gap_s
