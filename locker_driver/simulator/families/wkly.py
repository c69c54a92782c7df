"""`wkly`: `57 4B 4C 59 LEN BB CMD … XOR`, after the frames that several independent drivers agree on."""

from functools import reduce
from operator import xor
from typing import Final

from locker_driver.simulator.families.speaker import Ask, Order, View

HEADER: Final = b"WKLY"
DONE: Final = 0x00


class SpeakerWkly:
    """80, 87 open several, 82 open one, 83 query one, 84 query all with a byte a door, 85 report, 86 open all.

    State 01: contact shorted.
    """

    deaf_while_pulsing = True
    needs_silence = False

    def __init__(self, ways: int) -> None:
        self._ways = ways

    def understand(self, heard: bytes) -> Order | None:
        raw = heard[max(0, heard.rfind(HEADER)) :]
        if len(raw) < 8 or raw[:4] != HEADER or raw[4] != len(raw) or reduce(xor, raw) != 0:
            return None
        address, command, data = raw[5], raw[6], raw[7:-1]
        match command:
            case 0x82 if len(data) == 1 and data[0] > 0:
                return Order(Ask.UNLOCK, address, raw, (data[0],))
            case 0x83 if len(data) == 1 and data[0] > 0:
                return Order(Ask.READ, address, raw, (data[0],))
            case 0x84 if not data:
                return Order(Ask.READ, address, raw)
            case 0x86 if not data:
                return Order(Ask.UNLOCK, address, raw, tuple(range(1, self._ways + 1)), broadcast=True)
            case 0x80 | 0x87 if data and data[0] == len(data) - 1 and min(data) > 0:
                return Order(Ask.UNLOCK, address, raw, tuple(data[1:]), broadcast=True, together=command == 0x80)
            case _:
                return None

    def answer(self, order: Order, view: View) -> bytes:
        command = order.raw[6]
        if command in {0x82, 0x83}:
            lock = order.channels[0]
            return _framed(view.address, command, DONE, lock, view.shorted(lock))
        if command == 0x84:
            states = (view.shorted(way) for way in range(1, self._ways + 1))
            return _framed(view.address, command, DONE, self._ways, *states)
        return _framed(view.address, command, DONE)

    def report(self, channel: int, view: View) -> bytes:
        return _framed(view.address, 0x85, channel, view.shorted(channel))


def _framed(*body: int) -> bytes:
    raw = HEADER + bytes((len(HEADER) + 2 + len(body), *body))
    return raw + bytes((reduce(xor, raw),))
