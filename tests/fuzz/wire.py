"""What boards of every family send, built and judged from the protocol texts: nothing here knows the codecs.

The bits of a board are an integer; bit n - 1 belongs to channel n.
"""

from abc import ABC, abstractmethod
from collections.abc import Iterator
from dataclasses import dataclass
from functools import reduce
from math import ceil
from operator import xor
from typing import Final, Literal

from locker_driver.config import BusConfig
from locker_driver.dialects import Dialect, Dialect8a, DialectKerongIr, DialectModbus
from locker_driver.families import Family, Polarity
from locker_driver.protocols.codec import Command, QueryDoor, Unlock


def _xored(*body: int) -> bytes:
    return bytes((*body, reduce(xor, body)))


def _summed(*body: int, skip: int = 0) -> bytes:
    return bytes((*body, sum(body[skip:]) % 256))


def _crc(body: bytes) -> bytes:
    value = 0xFFFF
    for bit in (byte >> place & 1 for byte in body for place in range(8)):
        value = value >> 1 ^ (0xA001 if (value ^ bit) & 1 else 0)
    return body + bytes((value & 0xFF, value >> 8))


@dataclass(frozen=True, slots=True)
class Wire(ABC):
    """Boards of one dialect."""

    name: str
    config: BusConfig

    @abstractmethod
    def answer(self, command: Command, request: bytes, bits: int) -> bytes:
        """The board's answer to `request`; empty if it gives none. An unlock's tells the same bits."""

    @abstractmethod
    def status(self, data: bytes, board: int) -> int | None:
        """The bits in a whole and valid answer of `board` about all its doors, if `data` begins with one."""

    def report(self, board: int, channel: int, bits: int) -> bytes:
        """What boards send unasked; empty if they do not."""
        return b""

    def unchecked(self, command: Command) -> frozenset[int]:
        """Places in the answer where no check tells of damage."""
        return frozenset()

    @property
    def ways(self) -> int:
        return self.config.ways

    def masked(self, bits: int) -> int:
        return bits & (1 << self.ways) - 1

    def is_open(self, bits: int, channel: int) -> bool:
        return bool(bits >> (channel - 1) & 1) == (self.config.polarity == "open_when_shorted")

    def statuses(self, line: bytes, board: int) -> Iterator[int]:
        """The bits in every answer about all doors of `board` that can be found in what came over a line."""
        for start in range(len(line)):
            bits = self.status(line[start : start + 64], board)
            if bits is not None:
                yield bits


class Wire8a(Wire):
    @property
    def groups(self) -> int:
        return max(3, ceil(self.ways / 8))

    @property
    def order(self) -> Literal["big", "little"]:
        assert isinstance(self.config.dialect, Dialect8a)
        return "big" if self.config.dialect.msb_group_first else "little"

    def answer(self, command: Command, request: bytes, bits: int) -> bytes:
        if isinstance(command, Unlock | QueryDoor):
            state = 0x11 if bits >> (command.channel - 1) & 1 else 0
            return _xored(0x8A if isinstance(command, Unlock) else 0x80, command.board, command.channel, state)
        groups = self.masked(bits).to_bytes(self.groups, self.order)
        return _xored(0x80, command.board, *groups, 0x33)

    def status(self, data: bytes, board: int) -> int | None:
        raw = data[: self.groups + 4]
        if len(raw) < self.groups + 4 or raw[:2] != bytes((0x80, board)) or raw[-2] != 0x33 or reduce(xor, raw):
            return None
        return int.from_bytes(raw[2:-2], self.order)

    def report(self, board: int, channel: int, bits: int) -> bytes:
        return _xored(0x82, board, channel, 0x11 if bits >> (channel - 1) & 1 else 0)


class WireCu16(Wire):
    def answer(self, command: Command, request: bytes, bits: int) -> bytes:
        if isinstance(command, Unlock):
            return b""
        hooks = self.masked(bits)
        return _summed(0x02, command.board << 4, 0x35, hooks & 0xFF, hooks >> 8, 0xA5, 0x5A, 0x03)

    def status(self, data: bytes, board: int) -> int | None:
        raw = data[:9]
        right = len(raw) == 9 and raw[:3] == bytes((0x02, board << 4, 0x35)) and raw[7] == 0x03
        return raw[3] | raw[4] << 8 if right and sum(raw[:8]) % 256 == raw[8] else None


class WireCu48(Wire):
    @property
    def told(self) -> int:
        return 0x75 if self.config.family == "kerong-cu48b" else 0x65

    def answer(self, command: Command, request: bytes, bits: int) -> bytes:
        if isinstance(command, Unlock):
            return b""
        infrared = (1, 2, 4, 8, 16, 32) if self.told == 0x75 else ()
        return _summed(0x02, command.board, 0, self.told, *self.masked(bits).to_bytes(6, "little"), *infrared, 0x03)

    def status(self, data: bytes, board: int) -> int | None:
        raw = data[: 18 if self.told == 0x75 else 12]
        if len(raw) < 12 or raw[0] != 0x02 or raw[1] != board or raw[3] != self.told or raw[-2] != 0x03:
            return None
        whole = len(raw) == (18 if self.told == 0x75 else 12)
        return int.from_bytes(raw[4:10], "little") if whole and sum(raw[:-1]) % 256 == raw[-1] else None

    def report(self, board: int, channel: int, bits: int) -> bytes:
        """The 77 that was seen after unlocks."""
        if self.told != 0x75:
            return b""
        return _summed(0x02, board, 0x0A, 0x77, 1, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0x03)


class WireModbus(Wire):
    @property
    def tcp(self) -> bool:
        return isinstance(self.config.dialect, DialectModbus) and self.config.dialect.framing == "tcp"

    @property
    def size(self) -> int:
        return ceil(self.ways / 8)

    def unchecked(self, command: Command) -> frozenset[int]:
        """TCP has its own check."""
        return frozenset(range(9, 9 + self.size) if self.tcp and not isinstance(command, Unlock) else ())

    def answer(self, command: Command, request: bytes, bits: int) -> bytes:
        if isinstance(command, Unlock):
            return request
        pdu = bytes((0x02, self.size)) + self.masked(bits).to_bytes(self.size, "little")
        if self.tcp:
            return request[:4] + (len(pdu) + 1).to_bytes(2, "big") + bytes((command.board,)) + pdu
        return _crc(bytes((command.board,)) + pdu)

    def status(self, data: bytes, board: int) -> int | None:
        if self.tcp:
            raw = data[: 9 + self.size]
            head = bytes((0, 0, 0, 3 + self.size, board, 0x02, self.size))
            return int.from_bytes(raw[9:], "little") if raw[2:9] == head and len(raw) == 9 + self.size else None
        raw = data[: 5 + self.size]
        right = len(raw) == 5 + self.size and raw[:3] == bytes((board, 0x02, self.size)) and _crc(raw[:-2]) == raw
        return int.from_bytes(raw[3:-2], "little") if right else None


class WireWinnsen(Wire):
    def unchecked(self, command: Command) -> frozenset[int]:
        return frozenset({5} if isinstance(command, Unlock) else {4, 5})

    def answer(self, command: Command, request: bytes, bits: int) -> bytes:
        if isinstance(command, Unlock):
            state = bits >> (command.channel - 1) & 1
            return bytes((0x90, 0x07, 0x85, command.board, command.channel, state, 0x03))
        mask = self.masked(bits)
        return bytes((0x90, 0x07, 0x82, command.board, mask & 0xFF, mask >> 8, 0x03))

    def status(self, data: bytes, board: int) -> int | None:
        raw = data[:7]
        right = len(raw) == 7 and raw[:2] == b"\x90\x07" and raw[2] in {0x82, 0xA2} and raw[3] == board
        return raw[4] | raw[5] << 8 if right and raw[6] == 0x03 else None


class WireWkly(Wire):
    def answer(self, command: Command, request: bytes, bits: int) -> bytes:
        if isinstance(command, Unlock | QueryDoor):
            code = 0x82 if isinstance(command, Unlock) else 0x83
            state = bits >> (command.channel - 1) & 1
            return _xored(*b"WKLY", 11, command.board, code, 0, command.channel, state)
        states = [bits >> way & 1 for way in range(self.ways)]
        return _xored(*b"WKLY", 10 + self.ways, command.board, 0x84, 0, self.ways, *states)

    def status(self, data: bytes, board: int) -> int | None:
        """A board may tell of fewer doors than the line has ways."""
        if len(data) < 10 or not data.startswith(b"WKLY") or data[5:8] != bytes((board, 0x84, 0)):
            return None
        raw = data[: data[4]]
        if len(raw) != data[4] or data[4] != 10 + data[8] or reduce(xor, raw):
            return None
        return sum(1 << way for way, state in enumerate(raw[9:-1]) if state == 1)

    def report(self, board: int, channel: int, bits: int) -> bytes:
        return _xored(*b"WKLY", 10, board, 0x85, channel, bits >> (channel - 1) & 1)


class WireDc(Wire):
    def answer(self, command: Command, request: bytes, bits: int) -> bytes:
        if isinstance(command, Unlock | QueryDoor):
            code = 0x10 if isinstance(command, Unlock) else 0x11
            state = bits >> (command.channel - 1) & 1
            return _summed(0xDC, 0xFE, command.board, code, 2, command.channel, state, skip=2)
        size = ceil(self.ways / 12) + 1
        return _summed(0xDC, 0xFE, command.board, 0x12, size, *self.masked(bits).to_bytes(size, "big"), skip=2)

    def status(self, data: bytes, board: int) -> int | None:
        for size in (2, 3):
            raw = data[: 6 + size]
            right = len(raw) == 6 + size and raw[:5] == bytes((0xDC, 0xFE, board, 0x12, size))
            if right and sum(raw[2:-1]) % 256 == raw[-1]:
                return int.from_bytes(raw[5:-1], "big")
        return None


_BOARDS: Final = (1, 2)


def _bus(
    family: Family, ways: int = 0, polarity: Polarity | Literal[""] = "", dialect: Dialect | None = None
) -> BusConfig:
    return BusConfig("main", "/dev/none", _BOARDS, family, ways=ways, polarity=polarity, dialect=dialect)


WIRES: Final[tuple[Wire, ...]] = (
    Wire8a("8a", _bus("8a")),
    Wire8a("8a 8-way, reversed", _bus("8a", 8, "open_when_shorted")),
    Wire8a("8a 50-way, low group first", _bus("8a", 50, dialect=Dialect8a(msb_group_first=False))),
    Wire8a("8a CM06-24", _bus("8a", dialect=Dialect8a(unlock_parameter=0x33, reports="82"))),
    WireCu16("kerong-cu16", _bus("kerong-cu16")),
    WireCu16("kerong-cu16 infrared", _bus("kerong-cu16", polarity="open_when_shorted", dialect=DialectKerongIr(True))),
    WireCu48("kerong-cu48", _bus("kerong-cu48")),
    WireCu48("kerong-cu48b", _bus("kerong-cu48b")),
    WireCu48("kerong-cu48b infrared", _bus("kerong-cu48b", dialect=DialectKerongIr(True))),
    WireModbus("modbus-relay flash", _bus("modbus-relay")),
    WireModbus("modbus-relay momentary", _bus("modbus-relay", 32, dialect=DialectModbus(pulse="momentary"))),
    WireModbus("modbus-relay tcp", _bus("modbus-relay", 16, dialect=DialectModbus(framing="tcp"))),
    WireWinnsen("winnsen", _bus("winnsen")),
    WireWkly("wkly", _bus("wkly")),
    WireWkly("wkly 12-way", _bus("wkly", 12)),
    WireDc("dc", _bus("dc")),
    WireDc("dc 24-way", _bus("dc", 24)),
)


def wires_of(family: Family) -> tuple[Wire, ...]:
    return tuple(wire for wire in WIRES if wire.config.family == family)
