"""Codec of the `8a` family, the most common unbranded lock board: RS-485, 9600 8N1, 2 to 50 ways.

A frame is `HDR BB LL FN XOR`: board, lock (both from 1), function, and the XOR of all bytes before it, so that a whole
valid frame XORs to 0. There is no length field.

    unlock       8A BB LL 11 X        answer 8A BB LL SS X       SS: 11 contact shorted, 00 not, after the pulse
    query one    80 BB LL 33 X        answer 80 BB LL SS X
    query board  80 BB 00 33 X        answer 80 BB S.. 33 X      3 bytes S up to 24 ways, 4 for 32, 7 for 50
    report       -                    81 or 82 BB LL SS X        sent by some firmware when a contact changes

Lock 0 in an unlock means every lock of the board; it cannot be encoded here. Facts from the vendor's protocol text
"485 lock control board" (2021, 2024A1) and captures published by open-source drivers.
"""

from collections.abc import Iterator, Sequence
from functools import reduce
from math import ceil
from operator import xor
from typing import Final

from locker_driver.config import BusConfig
from locker_driver.dialects import Dialect8a
from locker_driver.errors import CommandError
from locker_driver.protocols.codec import (
    Command,
    Frame,
    FrameKind,
    Garbage,
    QueryBoard,
    QueryDoor,
    Release,
    ReplySpec,
    Request,
    Unlock,
)

UNLOCK: Final = 0x8A
QUERY: Final = 0x80
REPORTS: Final = frozenset({0x81, 0x82})
FN_QUERY: Final = 0x33
SHORTED: Final = 0x11
NOT_SHORTED: Final = 0x00

MAX_WAYS: Final = 50
QUERY_TIMEOUT_S: Final = 0.25
AFTER_PULSE_S: Final = 0.5
_SHORT: Final = 5
_MAX_PENDING: Final = 1024


def check_byte(data: bytes | bytearray) -> int:
    """XOR over all bytes."""
    return reduce(xor, data, 0)


def with_check(*data: int) -> bytes:
    """The frame made of `data` and its check byte."""
    return bytes((*data, check_byte(bytes(data))))


def groups_of(ways: int) -> int:
    """Status bytes in a whole-board answer: one for 8 locks, but never fewer than 3 (seen on 8-way boards)."""
    return max(3, ceil(ways / 8))


class Family8a:
    """See `Codec`. Settings used: ways, polarity, dialect, lock.pulse_ms."""

    releases = False

    def __init__(self, config: BusConfig) -> None:
        assert isinstance(config.dialect, Dialect8a)
        self._ways = config.ways
        self._long = groups_of(config.ways) + 4
        self._closed_when_shorted = config.polarity == "closed_when_shorted"
        self._msb_group_first = config.dialect.msb_group_first
        self._unlock_parameter = config.dialect.unlock_parameter
        self._unlock_timeout_s = config.lock.pulse_s + AFTER_PULSE_S
        self._buffer = bytearray()

    @property
    def pending(self) -> int:
        return len(self._buffer)

    def encode(self, command: Command) -> Request:
        if not 1 <= command.board <= 99:
            raise CommandError(f"board {command.board} is not between 1 and 99")
        match command:
            case Unlock(board, channel):
                data = with_check(UNLOCK, board, self._checked(channel), self._unlock_parameter)
                return Request(data, ReplySpec(command, True, self._unlock_timeout_s))
            case QueryDoor(board, channel):
                data = with_check(QUERY, board, self._checked(channel), FN_QUERY)
            case QueryBoard(board):
                data = with_check(QUERY, board, 0, FN_QUERY)
            case Release():
                raise CommandError("boards of this family switch their outputs off themselves")
        return Request(data, ReplySpec(command, True, QUERY_TIMEOUT_S))

    def _checked(self, channel: int) -> int:
        """Channel 0 would address the whole board, a higher one than the board has is a wiring table error."""
        if not 1 <= channel <= self._ways:
            raise CommandError(f"channel {channel} is not between 1 and {self._ways}")
        return channel

    def feed(self, data: bytes, spec: ReplySpec | None) -> Sequence[Frame]:
        self._buffer += data
        del self._buffer[:-_MAX_PENDING]
        heard: list[Frame] = []
        while (frame := self._certain(spec)) is not None:
            heard.append(frame)
            del self._buffer[: len(frame.raw)]
        return heard

    def _certain(self, spec: ReplySpec | None) -> Frame | None:
        # The first five bytes of a whole-board answer can look like the answer to a one-door query: wait for quiet.
        if spec is not None and not isinstance(spec.command, QueryDoor):
            answer = self._answer_at(0, spec)
            if answer is not None:
                return answer
        frame = self._short_at(0)
        return frame if frame is not None and frame.kind is FrameKind.REPORT else None

    def settle(self, spec: ReplySpec) -> Sequence[Frame | Garbage]:
        # The last match wins: garbage followed by the head of the answer may look like an answer, not the reverse.
        for start in range(len(self._buffer) - _SHORT, -1, -1):
            answer = self._answer_at(start, spec)
            if answer is not None:
                end = start + len(answer.raw)
                heard = [*self._sort(0, start), answer, *self._sort(end, len(self._buffer))]
                self._buffer.clear()
                return heard
        return []

    def flush(self) -> Sequence[Frame | Garbage]:
        heard = list(self._sort(0, len(self._buffer)))
        self._buffer.clear()
        return heard

    def _answer_at(self, start: int, spec: ReplySpec) -> Frame | None:
        command = spec.command
        if isinstance(command, QueryBoard):
            frame = self._long_at(start)
        elif isinstance(command, QueryDoor):
            frame = None if self._long_at(start) else self._short_at(start, QUERY)
        else:
            frame = self._short_at(start, UNLOCK)
        if frame is None or frame.board != command.board:
            return None
        if isinstance(command, Unlock | QueryDoor) and command.channel not in frame.closed:
            return None
        return Frame(FrameKind.ANSWER, frame.board, frame.closed, frame.raw)

    def _short_at(self, start: int, header: int | None = None) -> Frame | None:
        raw = bytes(self._buffer[start : start + _SHORT])
        if len(raw) < _SHORT or check_byte(raw) != 0:
            return None
        first, board, lock, status, _ = raw
        if header is not None and first != header:
            return None
        if first not in {UNLOCK, QUERY, *REPORTS} or not 1 <= lock <= MAX_WAYS:
            return None
        if status not in {SHORTED, NOT_SHORTED}:
            return None
        kind = FrameKind.REPORT if first in REPORTS else FrameKind.STRAY
        return Frame(kind, board, {lock: self._closed(status == SHORTED)}, raw)

    def _long_at(self, start: int) -> Frame | None:
        raw = bytes(self._buffer[start : start + self._long])
        if len(raw) < self._long or raw[0] != QUERY or raw[-2] != FN_QUERY or check_byte(raw) != 0:
            return None
        groups = raw[2:-2][::-1] if self._msb_group_first else raw[2:-2]
        shorted = int.from_bytes(groups, "little")
        closed = {way: self._closed(bool(shorted >> (way - 1) & 1)) for way in range(1, self._ways + 1)}
        return Frame(FrameKind.STRAY, raw[1], closed, raw)

    def _closed(self, shorted: bool) -> bool:
        return shorted == self._closed_when_shorted

    def _sort(self, start: int, end: int) -> Iterator[Frame | Garbage]:
        """Frames and runs of garbage between two places of the buffer."""
        junk = bytearray()
        while start < end:
            frame = self._long_at(start) or self._short_at(start)
            if frame is None or start + len(frame.raw) > end:
                junk.append(self._buffer[start])
                start += 1
                continue
            yield from _garbage(junk)
            junk.clear()
            yield frame
            start += len(frame.raw)
        yield from _garbage(junk)


def _garbage(junk: bytearray) -> Iterator[Garbage]:
    if junk:
        yield Garbage(bytes(junk), len(junk) >= _SHORT and junk[0] in {UNLOCK, QUERY, *REPORTS})
