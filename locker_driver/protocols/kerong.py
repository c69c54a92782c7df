"""Codecs of the Kerong boards KR-CU16, KR-CU48 and KR-CU48B: 19200 8N1 on RS-485, or raw TCP through a KR-BU box.

    CU16          02 ADDR CMD [data] 03 SUM          ADDR: board in the high digit, lock - 1 in the low one
    CU48, CU48B   02 BOARD LOCK CMD [data] 03 SUM    LOCK: lock - 1

SUM is the low byte of the sum of all bytes before it.

                     CU16   CU48   CU48B
    status asked     30     50     60
    status told      35     65     75       hooks, 1 bit a lock, lock 1 lowest; then as many bytes of infrared sensors,
                                            which the CU48 has not
    unlock           31     51     61       never answered; a 77 that some CU48B send later has no known meaning

Address 15 (CU16), board 0A and lock 30 (CU48) mean all boards and all locks, as do commands 33: they cannot be encoded
here. A hook bit of 1 is a captured strike, "or the opposite, depending on the switch", as the vendor says. Facts from
Kerong's "CU48 Protocol And Introduction" v2.1 and from captures and drivers published by users of the other two.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from locker_driver.config import BusConfig
from locker_driver.dialects import DialectKerongIr
from locker_driver.families import Family
from locker_driver.protocols.checks import sum8
from locker_driver.protocols.codec import Command, Frame, FrameKind, QueryBoard, QueryDoor, ReplySpec, Request, Unlock
from locker_driver.protocols.contacts import QUERY_TIMEOUT_S
from locker_driver.protocols.delimited import DelimitedCodec

STX: Final = 0x02
ETX: Final = 0x03
_AFTER_UNLOCK: Final = 0x77


@dataclass(frozen=True, slots=True)
class _Shape:
    """Command codes of one board type; `place`: bytes of the address; `groups`: status bytes of all hooks."""

    place: int
    query: int
    unlock: int
    status: int
    groups: int
    infrared: bool

    @property
    def lengths(self) -> Mapping[int, int]:
        """Of every frame by its command code."""
        request = 1 + self.place + 3
        told = request + self.groups * (2 if self.infrared else 1)
        also = {_AFTER_UNLOCK: told} if self.query == 0x60 else {}
        return {self.query: request, self.unlock: request, self.status: told, **also}


_SHAPES: Final[Mapping[Family, _Shape]] = {
    "kerong-cu16": _Shape(place=1, query=0x30, unlock=0x31, status=0x35, groups=2, infrared=True),
    "kerong-cu48": _Shape(place=2, query=0x50, unlock=0x51, status=0x65, groups=6, infrared=False),
    "kerong-cu48b": _Shape(place=2, query=0x60, unlock=0x61, status=0x75, groups=6, infrared=True),
}


class Kerong(DelimitedCodec):
    """See `Codec`. Settings used: family, ways, polarity, dialect.parcel_sensors."""

    def __init__(self, config: BusConfig) -> None:
        super().__init__(config)
        self._shape = _SHAPES[config.family]
        self._lengths = self._shape.lengths
        self._boards = config.spec.boards
        self._parcel_sensors = isinstance(config.dialect, DialectKerongIr) and config.dialect.parcel_sensors

    def _request(self, command: Command) -> Request:
        if isinstance(command, Unlock):
            data = self._frame(command.board, command.channel, self._shape.unlock)
            return Request(data, ReplySpec(command, expects=False, timeout_s=0.0))
        data = self._frame(command.board, 1, self._shape.query)
        return Request(data, ReplySpec(command, expects=True, timeout_s=QUERY_TIMEOUT_S))

    def _frame(self, board: int, channel: int, code: int) -> bytes:
        body = bytes((STX, *self._place(board, channel), code, ETX))
        return bytes((*body, sum8(body)))

    def _place(self, board: int, channel: int) -> tuple[int, ...]:
        return (board << 4 | channel - 1,) if self._shape.place == 1 else (board, channel - 1)

    def _length(self, head: bytes) -> int | None:
        if head[0] != STX or (len(head) > 1 and self._board(head) not in self._boards):
            return 0
        code_at = 1 + self._shape.place
        return self._lengths.get(head[code_at], 0) if len(head) > code_at else None

    def _board(self, raw: bytes) -> int:
        return raw[1] >> 4 if self._shape.place == 1 else raw[1]

    def _read(self, raw: bytes) -> Frame | None:
        if raw[-2] != ETX or raw[-1] != sum8(raw[:-1]):
            return None
        code = raw[1 + self._shape.place]
        if code != self._shape.status:
            kind = FrameKind.REPORT if code == _AFTER_UNLOCK else FrameKind.STRAY
            return Frame(kind, self._board(raw), {}, raw)
        data = raw[2 + self._shape.place : -2]
        hooks, infrared = data[: self._shape.groups], data[self._shape.groups :]
        closed = self._contacts.all_closed(int.from_bytes(hooks, "little"))
        occupied = self._contacts.each(int.from_bytes(infrared, "little")) if self._parcel_sensors else {}
        return Frame(FrameKind.STRAY, self._board(raw), closed, raw, occupied)

    def _answers(self, raw: bytes, spec: ReplySpec) -> bool:
        """The second address byte of a CU48 means nothing in an answer."""
        command, code = spec.command, raw[1 + self._shape.place]
        if not isinstance(command, QueryDoor | QueryBoard) or code != self._shape.status:
            return False
        return raw[1] == self._place(command.board, channel=1)[0]
