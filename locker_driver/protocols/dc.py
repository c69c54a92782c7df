"""Codec of the `dc` family, Guangzhou Dingchang's lock boards of 12 and 24 ways: RS-485, 9600 8N1.

The host's frames are `DC 02 BB CMD LEN data SUM`, the board's `DC FE ..`, so that an echo is never an answer. LEN
counts the data; SUM is the low byte of the sum of all but the two header bytes. Data by CMD (LL: lock from 1):

    10 unlock         LL    answer LL SS    SS: 01 opened, 00 failed; the pulse is always 150 ms
    11 query one      LL    answer LL SS    SS: 01 open, 00 closed
    12 query board    -     answer hi lo    a bit for each lock, 1: open; lock 1 is the lowest

The samples in the vendor's text leave LL out of the answers to 10 and 11; LEN tells, and both are taken. How long the
mask of a 24-way board is, the text does not say: LEN tells that too (2 or 3 bytes, highest locks first), and locks for
which no bit came are not told. 14, 15 and 18 open several locks; 16 and 1A hold an output on, which may burn a lock:
they cannot be encoded here. After an unlock that "failed" the lock was pulsed all the same, so it is no refusal. Facts
from the vendor's protocol text and the driver that `lockboard` publishes.
"""

from dataclasses import replace
from typing import Final

from locker_driver.protocols.checks import sum8
from locker_driver.protocols.codec import Command, Frame, FrameKind, QueryDoor, ReplySpec, Request, Unlock
from locker_driver.protocols.delimited import DelimitedCodec

FROM_HOST: Final = b"\xdc\x02"
FROM_BOARD: Final = b"\xdc\xfe"
UNLOCK: Final = 0x10
QUERY: Final = 0x11
QUERY_BOARD: Final = 0x12

_AROUND_DATA: Final = 6
_LONGEST_DATA: Final = 3


class Dc(DelimitedCodec):
    """See `Codec`. Settings used: ways, polarity, lock.pulse_ms."""

    def _request(self, command: Command) -> Request:
        place = (command.channel,) if isinstance(command, Unlock | QueryDoor) else ()
        body = bytes((command.board, _code(command), len(place), *place))
        data = FROM_HOST + body + bytes((sum8(body),))
        return Request(data, self._contacts.reply(command))

    def _length(self, head: bytes) -> int | None:
        if not (FROM_HOST.startswith(head[:2]) or FROM_BOARD.startswith(head[:2])):
            return 0
        if len(head) < 5:
            return None
        return _AROUND_DATA + head[4] if head[4] <= _LONGEST_DATA else 0

    def _read(self, raw: bytes) -> Frame | None:
        if sum8(raw[2:-1]) != raw[-1]:
            return None
        data = raw[5:-1]
        told = range(1, len(data) * 8 + 1) if raw[3] == QUERY_BOARD else ()
        every = self._contacts.all_closed(int.from_bytes(data, "big"))
        return Frame(FrameKind.STRAY, raw[2], {way: state for way, state in every.items() if way in told}, raw)

    def _judged(self, frame: Frame, spec: ReplySpec | None) -> Frame:
        """Only the question tells which lock an answer without a lock is about."""
        frame = super()._judged(frame, spec)
        if frame.kind is FrameKind.ANSWER and spec is not None and isinstance(spec.command, QueryDoor):
            return replace(frame, closed={spec.command.channel: self._contacts.closed(frame.raw[-2] == 1)})
        return frame

    def _answers(self, raw: bytes, spec: ReplySpec) -> bool:
        command, data = spec.command, raw[5:-1]
        if not raw.startswith(FROM_BOARD) or raw[3] != _code(command):
            return False
        if isinstance(command, Unlock | QueryDoor):
            return data[:-1] in {b"", bytes((command.channel,))} and data[-1:] in {b"\0", b"\1"}
        return len(data) in {2, 3}


def _code(command: Command) -> int:
    match command:
        case Unlock():
            return UNLOCK
        case QueryDoor():
            return QUERY
        case _:
            return QUERY_BOARD
