"""`dc`: `DC 02 BB CMD LEN data SUM`, answers `DC FE …`, after Dingchang's protocol for its 12- and 24-way boards."""

from enum import IntEnum
from math import ceil

from locker_driver.simulator.families.speaker import Ask, NeverReports, Order, View, channels_of, mask


class Command(IntEnum):
    """What a host may ask."""

    VERSION = 0x01
    OPEN_ONE = 0x10
    READ_ONE = 0x11
    READ_ALL = 0x12
    OPEN_ALL = 0x14
    OPEN_IN_TURN = 0x15
    OPEN_TOGETHER = 0x18


class SpeakerDc(NeverReports):
    """Bit 1: open. The width of the masks of 24-way boards is not documented:
    three bytes are assumed.
    """

    deaf_while_pulsing = True
    needs_silence = False

    def __init__(self, ways: int) -> None:
        self._ways = ways
        self._width = max(2, ceil(ways / 8))

    def understand(self, heard: bytes) -> Order | None:
        for length in (0, 1, self._width):
            raw = heard[-6 - length :]
            if len(raw) == 6 + length and raw[:2] == b"\xdc\x02" and raw[4] == length and _sum(raw[2:-1]) == raw[-1]:
                return self._order(raw)
        return None

    def _order(self, raw: bytes) -> Order | None:
        address, command, data = raw[2], raw[3], raw[5:-1]
        match command, len(data):
            case (Command.VERSION, 0):
                return Order(Ask.OTHER, address, raw)
            case (Command.OPEN_ONE, 1) if data[0] > 0:
                return Order(Ask.UNLOCK, address, raw, (data[0],))
            case (Command.READ_ONE, 1) if data[0] > 0:
                return Order(Ask.READ, address, raw, (data[0],))
            case (Command.READ_ALL, 0):
                return Order(Ask.READ, address, raw)
            case (Command.OPEN_ALL, 0):
                return Order(Ask.UNLOCK, address, raw, tuple(range(1, self._ways + 1)), broadcast=True)
            case (Command.OPEN_IN_TURN | Command.OPEN_TOGETHER, self._width):
                locks = channels_of(int.from_bytes(data, "big"))
                return Order(Ask.UNLOCK, address, raw, locks, broadcast=True, together=command == Command.OPEN_TOGETHER)
            case _:
                return None

    def answer(self, order: Order, view: View) -> bytes:
        command = order.raw[3]
        if command in {Command.OPEN_ONE, Command.READ_ONE}:
            lock = order.channels[0]
            return _framed(view.address, command, bytes((lock, view.shorted(lock))))
        if command in {Command.READ_ALL, Command.OPEN_ALL}:
            return _framed(view.address, command, mask(self._ways, view.shorted).to_bytes(self._width, "big"))
        if command in {Command.OPEN_IN_TURN, Command.OPEN_TOGETHER}:
            return _framed(view.address, command, order.raw[5:-1])
        return _framed(view.address, command, b"\x01\x00")


def _framed(address: int, command: int, data: bytes) -> bytes:
    body = bytes((address, command, len(data))) + data
    return b"\xdc\xfe" + body + bytes((_sum(body),))


def _sum(body: bytes) -> int:
    return sum(body) & 0xFF
