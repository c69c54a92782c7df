"""Codec of the `8a` family, the most common unbranded lock board: RS-485, 9600 8N1, 2 to 50 ways.

A frame is `HDR BB LL FN XOR`: board, lock (both from 1), function, and the XOR of all bytes before it, so that a whole
valid frame XORs to 0. There is no length field.

    unlock       8A BB LL 11 X        answer 8A BB LL SS X       SS: 11 contact shorted, 00 not, after the pulse
    query one    80 BB LL 33 X        answer 80 BB LL SS X
    query board  80 BB 00 33 X        answer 80 BB S.. 33 X      3 bytes S up to 24 ways, 4 for 32, 7 for 50
    report       -                    81 or 82 BB LL SS X        sent by some firmware when a contact changes

CM06-24 boards unlock with 33 in place of 11; theirs may come back as it was sent, which tells nothing of the contact.
Lock 0 in an unlock means every lock of the board; it cannot be encoded here. Facts from the vendor's protocol text
"485 lock control board" (2021, 2024A1, 2025) and captures published by open-source drivers.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from math import ceil
from typing import Final

from locker_driver.config import BusConfig
from locker_driver.dialects import Dialect8a
from locker_driver.protocols.checks import xor8
from locker_driver.protocols.codec import (
    Command,
    Frame,
    FrameKind,
    Garbage,
    QueryBoard,
    QueryDoor,
    ReplySpec,
    Request,
    Unlock,
)
from locker_driver.protocols.contacts import AFTER_PULSE_S, QUERY_TIMEOUT_S, Contacts

UNLOCK: Final = 0x8A
QUERY: Final = 0x80
FN_QUERY: Final = 0x33
FN_UNLOCK_CM06: Final = 0x33
SHORTED: Final = 0x11
NOT_SHORTED: Final = 0x00

MAX_WAYS: Final = 50
_REPORTS: Final = {"any": {0x81, 0x82}, "81": {0x81}, "82": {0x82}, "off": set[int]()}
_SHORT: Final = 5
_MAX_PENDING: Final = 512


def with_check(*data: int) -> bytes:
    """The frame made of `data` and its check byte."""
    return bytes((*data, xor8(bytes(data))))


def groups_of(ways: int) -> int:
    """Status bytes in a whole-board answer: one for 8 locks, but never fewer than 3 (seen on 8-way boards)."""
    return max(3, ceil(ways / 8))


class Family8a:
    """See `Codec`. Settings used: ways, polarity, dialect, lock.pulse_ms."""

    releases = False

    def __init__(self, config: BusConfig) -> None:
        assert isinstance(config.dialect, Dialect8a)
        self._contacts = Contacts(config)
        self._long = groups_of(config.ways) + 4
        self._msb_group_first = config.dialect.msb_group_first
        self._unlock_parameter = config.dialect.unlock_parameter
        self._reports = _REPORTS[config.dialect.reports]
        self._unlock_timeout_s = config.lock.pulse_s + AFTER_PULSE_S
        self._buffer = bytearray()

    @property
    def pending(self) -> int:
        return len(self._buffer)

    def encode(self, command: Command) -> Request:
        self._contacts.check(command)
        if isinstance(command, Unlock):
            data = with_check(UNLOCK, command.board, command.channel, self._unlock_parameter)
            return Request(data, ReplySpec(command, expects=True, timeout_s=self._unlock_timeout_s))
        lock = command.channel if isinstance(command, QueryDoor) else 0
        data = with_check(QUERY, command.board, lock, FN_QUERY)
        return Request(data, ReplySpec(command, expects=True, timeout_s=QUERY_TIMEOUT_S))

    def feed(self, data: bytes, spec: ReplySpec | None) -> Sequence[Frame | Garbage]:
        self._buffer += data
        heard: list[Frame | Garbage] = []
        while (frame := self._certain(spec)) is not None:
            heard.append(frame)
            del self._buffer[: len(frame.raw)]
            if frame.kind is FrameKind.ANSWER:
                spec = None  # a second one answers nothing
        if len(self._buffer) > _MAX_PENDING:
            heard.extend(self._sort(0, _MAX_PENDING // 2))
            del self._buffer[: _MAX_PENDING // 2]
        return heard

    def _certain(self, spec: ReplySpec | None) -> Frame | None:
        """The frame at a clean boundary. The first five bytes of a whole-board answer can look like another frame."""
        frame = self._frame_at(0, spec)
        if frame is None or frame.raw[0] != QUERY or len(self._buffer) >= self._long:
            return frame
        return None

    def settle(self, spec: ReplySpec) -> Sequence[Frame | Garbage]:
        # The last match wins: garbage followed by the head of the answer may look like an answer, not the reverse.
        for start in range(len(self._buffer) - _SHORT, -1, -1):
            frame = self._frame_at(start, spec)
            if frame is not None and frame.kind is FrameKind.ANSWER:
                end = start + len(frame.raw)
                heard = [*self._sort(0, start), frame, *self._sort(end, len(self._buffer))]
                self._buffer.clear()
                return heard
        return []

    def flush(self) -> Sequence[Frame | Garbage]:
        heard = list(self._sort(0, len(self._buffer)))
        self._buffer.clear()
        return heard

    def _frame_at(self, start: int, spec: ReplySpec | None) -> Frame | None:
        frame = self._long_at(start) or self._short_at(start)
        if frame is None or spec is None or not _answers(frame, spec.command):
            return frame
        return replace(frame, kind=FrameKind.ANSWER)

    def _short_at(self, start: int) -> Frame | None:
        raw = bytes(self._buffer[start : start + _SHORT])
        if len(raw) < _SHORT or xor8(raw) != 0:
            return None
        header, board, lock, status, _ = raw
        if header == QUERY and status == FN_QUERY and lock <= MAX_WAYS:
            return Frame(FrameKind.STRAY, board, {}, raw)  # a question: our own, come back
        if header not in {UNLOCK, QUERY, *self._reports} or not 1 <= lock <= MAX_WAYS:
            return None
        kind = FrameKind.REPORT if header in self._reports else FrameKind.STRAY
        if status in {SHORTED, NOT_SHORTED}:
            return Frame(kind, board, {lock: self._contacts.closed(status == SHORTED)}, raw)
        acknowledged = header == UNLOCK and status == FN_UNLOCK_CM06 == self._unlock_parameter
        return Frame(kind, board, {}, raw) if acknowledged else None

    def _long_at(self, start: int) -> Frame | None:
        raw = bytes(self._buffer[start : start + self._long])
        if len(raw) < self._long or raw[0] != QUERY or raw[-2] != FN_QUERY or xor8(raw) != 0:
            return None
        shorted = int.from_bytes(raw[2:-2], "big" if self._msb_group_first else "little")
        return Frame(FrameKind.STRAY, raw[1], self._contacts.all_closed(shorted), raw)

    def _sort(self, start: int, end: int) -> Iterator[Frame | Garbage]:
        """Frames, none of them an answer, and runs of garbage between two places of the buffer."""
        junk = bytearray()
        while start < end:
            frame = self._frame_at(start, None)
            if frame is None or start + len(frame.raw) > end:
                junk.append(self._buffer[start])
                start += 1
                continue
            yield from self._garbage(junk)
            junk.clear()
            yield frame
            start += len(frame.raw)
        yield from self._garbage(junk)

    def _garbage(self, junk: bytearray) -> Iterator[Garbage]:
        if junk:
            begins = len(junk) >= _SHORT and junk[0] in {UNLOCK, QUERY, *self._reports}
            yield Garbage(bytes(junk), bad_check=begins and xor8(bytes(junk[:_SHORT])) != 0)


def _answers(frame: Frame, command: Command) -> bool:
    """Whether a frame is what a board answers to `command`. The echo of a question never is."""
    header, board, lock, status, *_ = frame.raw
    if board != command.board:
        return False
    if isinstance(command, QueryBoard):
        return len(frame.raw) > _SHORT
    if not isinstance(command, Unlock | QueryDoor) or len(frame.raw) > _SHORT or lock != command.channel:
        return False
    return header == UNLOCK if isinstance(command, Unlock) else header == QUERY and status != FN_QUERY
