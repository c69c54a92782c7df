"""Bytes as levels on a wire: 8N1, a 0 to start, eight bits from the lowest, a 1 to stop. A quiet wire is 1."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

BITS: Final = 10


@dataclass(slots=True, eq=False)
class Utterance:
    """Bytes that one speaker sends without a pause."""

    speaker: object
    data: bytes
    begin_s: float
    char_s: float

    @property
    def end_s(self) -> float:
        return self.begin_s + len(self.data) * self.char_s

    def byte_begin_s(self, index: int) -> float:
        return self.begin_s + index * self.char_s

    def level_at(self, when_s: float) -> int:
        index, phase = divmod((when_s - self.begin_s) / self.char_s, 1.0)
        return _level(self.data[int(index)], int(phase * BITS)) if 0 <= index < len(self.data) else 1

    def in_step(self, when_s: float) -> bool:
        """Whether one of its bytes begins at `when_s`, within half a bit."""
        off = (when_s - self.begin_s) / self.char_s
        index = round(off)
        return 0 <= index < len(self.data) and abs(off - index) < 0.5 / BITS


def merged(speakers: Sequence[Utterance], begin_s: float) -> int:
    """The byte that a receiver reads which saw its start at `begin_s`: any 0 on the wire wins."""
    bit_s = speakers[0].char_s / BITS
    byte = 0
    for bit in range(8):
        middle_s = begin_s + (bit + 1.5) * bit_s
        byte |= min(speaker.level_at(middle_s) for speaker in speakers) << bit
    return byte


def misread(byte: int) -> bytes:
    """What a receiver at twice the sender's speed makes of one byte."""
    levels = [_level(byte, bit) for bit in range(BITS) for _ in range(2)]
    heard = bytearray()
    place = 0
    while place < len(levels):
        if levels[place]:
            place += 1
            continue
        bits = (levels[place + 1 : place + 9] + [1] * 8)[:8]
        heard.append(sum(level << bit for bit, level in enumerate(bits)))
        place += BITS
        while place < len(levels) and levels[place - 1] == levels[place] == 0:
            place += 1  # no stop bit: it waits for a new edge
    return bytes(heard)


def _level(byte: int, bit: int) -> int:
    if bit == 0:
        return 0
    return byte >> bit - 1 & 1 if bit < BITS - 1 else 1
