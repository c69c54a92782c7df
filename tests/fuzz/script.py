"""A fuzzer's bytes as the script of a line: what comes in, cut where, and when."""

from typing import Final

from locker_driver.protocols.codec import Command
from tests.fuzz.wire import Wire

WAITS_S: Final = (0.0, 0.0, 0.0, 0.0005, 0.001, 0.004, 0.01, 0.021, 0.07, 0.3)
PATTERNS: Final = (0, ~0, 0b100, ~0b100)
"""All bits clear or set, and the same but for channel 3, the one that is unlocked."""
LONGEST_NOISE: Final = 64

Asked = tuple[Command, bytes]


class Script:
    """Reads bytes off; beyond the end there are zeros."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._at = 0

    @property
    def goes_on(self) -> bool:
        return self._at < len(self._data)

    def byte(self) -> int:
        self._at += 1
        return self._data[self._at - 1] if self._at <= len(self._data) else 0

    def take(self, count: int) -> bytes:
        self._at += count
        return self._data[self._at - count : self._at]

    def wait_s(self) -> float:
        return WAITS_S[self.byte() % len(WAITS_S)]

    def pieces(self, line: bytes) -> tuple[bytes, bytes]:
        cut = self.byte() % (len(line) + 1)
        return line[:cut], line[cut:]

    def line(self, wire: Wire, asked: list[Asked]) -> bytes:
        """What comes in next: noise, or what a board could send to one of the questions so far."""
        kind = self.byte() % 8
        if kind < 2 or not asked:
            return self.take(self.byte() % LONGEST_NOISE)
        command, request = asked[-1] if kind < 6 else asked[self.byte() % len(asked)]
        if kind == 2:
            return request
        if kind == 3:
            return wire.report(command.board, 1 + self.byte() % 8, self._bits())
        answer = self.answer(wire, (command, request))
        return self._damaged(answer) if kind == 5 and answer else answer

    def answer(self, wire: Wire, asked: Asked) -> bytes:
        """What a board says to that, its contacts as they please."""
        return wire.answer(*asked, self._bits())

    def _bits(self) -> int:
        pattern = self.byte()
        if pattern < 0xF0:
            return PATTERNS[pattern % len(PATTERNS)]
        return int.from_bytes(self.take(7), "little")

    def _damaged(self, answer: bytes) -> bytes:
        """A byte changed, lost or added, or bytes cut off."""
        way, place, value = self.byte() % 4, self.byte() % len(answer), self.byte()
        before, here, after = answer[:place], answer[place : place + 1], answer[place + 1 :]
        middle = (bytes((here[0] ^ value,)), b"", here + bytes((value,)), here)[way]
        return before + middle + (b"" if way == 3 else after)
