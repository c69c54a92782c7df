"""How a Modbus message travels: between a board address and a CRC (RTU), or behind an MBAP header (TCP).

Facts from "MODBUS over serial line" V1.02 and "MODBUS messaging on TCP/IP" V1.0b (modbus.org).
"""

from typing import Final, Protocol

from locker_driver.protocols.checks import crc16

READ_INPUTS: Final = 0x02
WRITE_COIL: Final = 0x05
WRITE_REGISTER: Final = 0x06
EXCEPTION: Final = 0x80

_MOST_INPUTS: Final = 32
_SHORTEST_PDU: Final = 2
_LONGEST_PDU: Final = 2 + _MOST_INPUTS // 8


class Framing(Protocol):
    """`uses_tags`: each request has a number (the transaction identifier), which its answer repeats."""

    uses_tags: bool

    def wrap(self, board: int, tag: int, pdu: bytes, /) -> bytes: ...

    def length(self, head: bytes) -> int | None:
        """Bytes of the message that begins with `head`; 0: none does, None: not known yet."""
        ...

    def holds(self, raw: bytes, /) -> bool:
        """Whether the check of a message of that length holds, if it has one."""
        ...

    def board(self, raw: bytes) -> int: ...

    def tag(self, raw: bytes, /) -> int:
        """0 where there are none."""
        ...

    def pdu(self, raw: bytes) -> bytes:
        """What is the same in both framings: function code and data."""
        ...


class RtuFraming:
    """The length follows from the function and, for what was read, from the byte count: no need to wait for quiet."""

    uses_tags = False

    def wrap(self, board: int, _tag: int, pdu: bytes) -> bytes:
        data = bytes((board,)) + pdu
        return data + crc16(data)

    def length(self, head: bytes) -> int | None:
        """What was read comes behind its byte count, never 0.

        A question for it, which we hear as an echo, has the high byte of an address there, always 0. Functions that
        we never use cannot be late answers to us either.
        """
        if len(head) < 3:
            return None
        match head[1], head[2]:
            case (0x05 | 0x06, _) | (0x02, 0):
                return 8
            case (0x02, count):
                return 5 + count if count <= _MOST_INPUTS // 8 else 0
            case (0x82 | 0x85 | 0x86, _):
                return 5
        return 0

    def holds(self, raw: bytes) -> bool:
        return crc16(raw[:-2]) == raw[-2:]

    def board(self, raw: bytes) -> int:
        return raw[0]

    def tag(self, _raw: bytes) -> int:
        return 0

    def pdu(self, raw: bytes) -> bytes:
        return raw[1:-2]


class TcpFraming:
    """MBAP: transaction identifier, protocol 0, length of what follows, unit; then the PDU. TCP does the checking."""

    uses_tags = True

    def wrap(self, board: int, tag: int, pdu: bytes) -> bytes:
        return tag.to_bytes(2, "big") + bytes(2) + (1 + len(pdu)).to_bytes(2, "big") + bytes((board,)) + pdu

    def length(self, head: bytes) -> int | None:
        """The shortest message is an exception."""
        if any(head[2:4]):
            return 0
        if len(head) < 6:
            return None
        rest = int.from_bytes(head[4:6], "big")
        return 6 + rest if _SHORTEST_PDU < rest <= 1 + _LONGEST_PDU else 0

    def holds(self, _raw: bytes) -> bool:
        return True

    def board(self, raw: bytes) -> int:
        return raw[6]

    def tag(self, raw: bytes) -> int:
        return int.from_bytes(raw[:2], "big")

    def pdu(self, raw: bytes) -> bytes:
        return raw[7:]
