"""Codec of the `wkly` family, named after the four letters its frames begin with: RS-485, 9600 8N1, 12 or 24 ways.

A frame is `57 4B 4C 59 LEN BB CMD data XOR`: LEN counts the whole frame, BB is the board (0 to 31), XOR is over all
bytes before it. Data by CMD (LL: channel from 1, SS: 01 contact shorted, 00 not; 00 in front of it: done):

    82 unlock         LL    answer 00 LL SS
    83 query one      LL    answer 00 LL SS
    84 query board    -     answer 00 NN SS..     a byte for each of NN channels
    85 report         -     LL SS                 sent by the board when a contact changes, also before an answer
    82, 83, 84              answer FF             failed; or FF LL SS

Whether 01 is a closed or an open door differs from wall to wall: a setting. 80, 86 and 87 open several locks and 88 and
89 hold an output: they cannot be encoded here. Facts from vendor demo frames and from the drivers of xyz.junerver,
easyiot and cnbaosi, which agree on all but the contact.
"""

from typing import Final

from locker_driver.protocols.checks import xor8
from locker_driver.protocols.codec import Command, Frame, FrameKind, QueryDoor, ReplySpec, Request, Unlock
from locker_driver.protocols.delimited import DelimitedCodec

HEADER: Final = b"WKLY"
UNLOCK: Final = 0x82
QUERY: Final = 0x83
QUERY_BOARD: Final = 0x84
REPORT: Final = 0x85
DONE: Final = 0x00
FAILED: Final = 0xFF

_SHORTED: Final = {0x00: False, 0x01: True}
_SHORTEST: Final = 8
_LONGEST: Final = 34


class Wkly(DelimitedCodec):
    """See `Codec`. Settings used: ways, polarity, lock.pulse_ms."""

    def _request(self, command: Command) -> Request:
        place = (command.channel,) if isinstance(command, Unlock | QueryDoor) else ()
        body = HEADER + bytes((_SHORTEST + len(place), command.board, _code(command), *place))
        return Request(bytes((*body, xor8(body))), self._contacts.reply(command))

    def _length(self, head: bytes) -> int | None:
        if not HEADER.startswith(head[:4]):
            return 0
        if len(head) < 5:
            return None
        return head[4] if _SHORTEST <= head[4] <= _LONGEST else 0

    def _read(self, raw: bytes) -> Frame | None:
        if xor8(raw) != 0:
            return None
        code, data = raw[6], raw[7:-1]
        if code == REPORT and len(data) == 2:
            return Frame(FrameKind.REPORT, raw[5], self._closed({data[0]: data[1]}), raw)
        states = _states(code, data)
        refused = "" if states else "the board reports a failure"
        return Frame(FrameKind.STRAY, raw[5], self._closed(states), raw, refused=refused)

    def _closed(self, states: dict[int, int]) -> dict[int, bool]:
        """A state that is neither 00 nor 01 says nothing of its door."""
        ways = range(1, self._contacts.ways + 1)
        known = {way: _SHORTED[state] for way, state in states.items() if way in ways and state in _SHORTED}
        return {way: self._contacts.closed(shorted) for way, shorted in known.items()}

    def _answers(self, raw: bytes, spec: ReplySpec) -> bool:
        """A failure of one byte is only FF: some drivers list 01 too, but that is the echo of a question about 1."""
        command, code, data = spec.command, raw[6], raw[7:-1]
        if code != _code(command):
            return False
        if data == bytes((FAILED,)):
            return True
        if isinstance(command, Unlock | QueryDoor):
            return len(data) == 3 and data[1] == command.channel
        return bool(_states(code, data))


def _code(command: Command) -> int:
    match command:
        case Unlock():
            return UNLOCK
        case QueryDoor():
            return QUERY
        case _:
            return QUERY_BOARD


def _states(code: int, data: bytes) -> dict[int, int]:
    """State byte by channel in an answer; empty if it is none, or a failure."""
    if len(data) < 3 or data[0] != DONE:
        return {}
    if code == QUERY_BOARD:
        return dict(enumerate(data[2:], start=1)) if data[1] == len(data) - 2 else {}
    return {data[1]: data[2]} if code in {UNLOCK, QUERY} and len(data) == 3 else {}
