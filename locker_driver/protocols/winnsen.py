"""Codec of the Winnsen cabinets: RS-485, 9600 8N1, 16 locks a station. There is no check value.

    open    90 06 05 ST LL 03       answer 90 07 85 ST LL SS 03     SS: 01 opened, 00 failed, 02 refused: cooling down
    poll    90 07 02 ST lo hi 03    answer 90 07 82 ST lo hi 03     asked for and told by bit, lock 1 lowest; 1: open

LEN counts the whole frame. Some boards answer with A5 and A2 in place of 85 and 82. An STM32 clone has a question of
its own about one lock, 12, and answers `90 07 92 ST SS LL 03`, the last two the other way round.

All that tells a frame from noise is that every fixed byte is right, so a change needs a second reading. Station 0 means
all of them and cannot be encoded here. Facts from Winnsen's protocol text V202104 and published drivers.
"""

from collections.abc import Mapping
from typing import Final

from locker_driver.protocols.codec import Command, Frame, FrameKind, QueryBoard, QueryDoor, ReplySpec, Request, Unlock
from locker_driver.protocols.delimited import DelimitedCodec

STX: Final = 0x90
ETX: Final = 0x03
OPEN: Final = 0x05
POLL: Final = 0x02
COOLING_DOWN: Final = 0x02

_OPENED: Final = frozenset({0x85, 0xA5})
_POLLED: Final = frozenset({0x82, 0xA2})
_CLONE_ASKED: Final = 0x12
_CLONE_TOLD: Final = 0x92
_LENGTHS: Final[Mapping[int, int]] = {
    OPEN: 6,
    _CLONE_ASKED: 6,
    **dict.fromkeys((POLL, _CLONE_TOLD, *_OPENED, *_POLLED), 7),
}
_ALL: Final = 0xFF


class Winnsen(DelimitedCodec):
    """See `Codec`. Settings used: ways, polarity, lock.pulse_ms."""

    def _request(self, command: Command) -> Request:
        if isinstance(command, Unlock):
            data = bytes((STX, 6, OPEN, command.board, command.channel, ETX))
            return Request(data, self._contacts.reply(command))
        data = bytes((STX, 7, POLL, command.board, _ALL, _ALL, ETX))
        return Request(data, self._contacts.reply(command))

    def _length(self, head: bytes) -> int | None:
        if head[0] != STX:
            return 0
        if len(head) < 3:
            return None
        length = _LENGTHS.get(head[2])
        return length if length == head[1] else 0

    def _read(self, raw: bytes) -> Frame | None:
        _, _, code, station, *_, last = raw
        if station == 0 or last != ETX:
            return None
        closed = self._contacts.all_closed(int.from_bytes(raw[4:6], "little")) if code in _POLLED else {}
        place = self._lock_and_state(raw)
        refused = "the lock is cooling down" if place and place[1] == COOLING_DOWN else ""
        return Frame(FrameKind.STRAY, station, closed, raw, refused=refused)

    @staticmethod
    def _lock_and_state(raw: bytes) -> tuple[int, int] | None:
        """What an answer about one lock says."""
        if raw[2] in _OPENED:
            return raw[4], raw[5]
        return (raw[5], raw[4]) if raw[2] == _CLONE_TOLD else None

    def _answers(self, raw: bytes, spec: ReplySpec) -> bool:
        """A 92 was never asked for; one that refuses is the clone's answer to an unlock."""
        command = spec.command
        if isinstance(command, QueryDoor | QueryBoard):
            return raw[2] in _POLLED
        place = self._lock_and_state(raw)
        if not isinstance(command, Unlock) or place is None or place[0] != command.channel:
            return False
        return raw[2] in _OPENED or place[1] == COOLING_DOWN
