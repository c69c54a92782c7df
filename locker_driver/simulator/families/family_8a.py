"""`8a`: `HDR BB LL FN XOR`, five bytes, after "485 lock control board" (2021, 2024A1) and captures of real boards."""

from functools import reduce
from math import ceil
from operator import xor

from locker_driver.dialects import Dialect8a
from locker_driver.simulator.families.speaker import Ask, Order, View, channels_of, mask


class Speaker8a:
    """8A unlock (lock 0: all, one after the other), 80 query, 90 unlock several. Bit and SS 11: contact shorted."""

    deaf_while_pulsing = True
    needs_silence = False

    def __init__(self, ways: int, dialect: Dialect8a) -> None:
        self._ways = ways
        self._parameter = dialect.unlock_parameter
        self._report = {"81": 0x81, "82": 0x82, "any": 0x82}.get(dialect.reports)
        self._order = "big" if dialect.msb_group_first else "little"
        # Three groups even on an 8-way board, as captured from one.
        self._groups = max(3, ceil(ways / 8))

    def understand(self, heard: bytes) -> Order | None:
        short, several = heard[-5:], heard[-3 - self._groups :]
        if len(short) == 5 and reduce(xor, short) == 0:
            return self._short(short)
        if len(several) == 3 + self._groups and several[0] == 0x90 and reduce(xor, several) == 0:
            bits = int.from_bytes(several[2:-1], "big" if self._order == "big" else "little")
            return Order(Ask.UNLOCK, several[1], several, channels_of(bits), broadcast=True)
        return None

    def _short(self, raw: bytes) -> Order | None:
        header, address, lock, function, _ = raw
        channels = (lock,) if lock else ()
        if (header, function) == (0x80, 0x33):
            return Order(Ask.READ, address, raw, channels)
        if (header, function) == (0x8A, self._parameter):
            every = tuple(range(1, self._ways + 1))
            return Order(Ask.UNLOCK, address, raw, channels or every, broadcast=lock == 0)
        return None

    def answer(self, order: Order, view: View) -> bytes:
        if order.raw[0] == 0x90:
            return b""
        if order.broadcast:
            return _framed(0x8A, view.address, *order.raw[2:4])
        header = order.raw[0]
        if order.channels:
            return self._one(header, order.channels[0], view)
        bits = mask(self._ways, view.shorted).to_bytes(self._groups, "little")
        return _framed(header, view.address, *(bits[::-1] if self._order == "big" else bits), 0x33)

    def report(self, channel: int, view: View) -> bytes:
        return self._one(self._report, channel, view) if self._report else b""

    def _one(self, header: int, channel: int, view: View) -> bytes:
        return _framed(header, view.address, channel, 0x11 if view.shorted(channel) else 0x00)


def _framed(*body: int) -> bytes:
    return bytes((*body, reduce(xor, body)))
