"""Kerong CU16, CU48 and CU48B: `02 ... 03 SUM`, after the vendor's "CU48 Protocol" v2.1 and captures. No unlock of
theirs is answered.
"""

from math import ceil
from typing import Final

from locker_driver.dialects import DialectKerongIr
from locker_driver.simulator.families.speaker import Ask, NeverReports, Order, View, mask

BOARDS: Final = 10
_EVERY_BOARD_16: Final = 0xF
_EVERY_BOARD_48: Final = 0x0A
_EVERY_LOCK_48: Final = 0x30


class SpeakerCu16(NeverReports):
    """`02 AL CMD 03 SUM`: board and lock share a byte, locks from 0. 30, 32 status, 31 unlock, 33 unlock all."""

    deaf_while_pulsing = False
    needs_silence = False

    def __init__(self, ways: int, dialect: DialectKerongIr) -> None:
        self._ways = ways
        self._parcels = dialect.parcel_sensors

    def understand(self, heard: bytes) -> Order | None:
        raw = heard[-5:]
        if len(raw) < 5 or not _sound(raw):
            return None
        board, lock = raw[1] >> 4, raw[1] & 0xF
        everywhere = board == _EVERY_BOARD_16
        if (lock > 0 and raw[2] != 0x31) or not (everywhere or board < BOARDS):
            return None
        match raw[2]:
            case 0x30 if not everywhere:
                return Order(Ask.READ, board, raw)
            case 0x32 if everywhere:
                return Order(Ask.READ, None, raw)
            case 0x31 if not everywhere:
                return Order(Ask.UNLOCK, board, raw, (lock + 1,))
            case 0x33:
                every = tuple(range(1, self._ways + 1))
                return Order(Ask.UNLOCK, None if everywhere else board, raw, every, broadcast=True)
            case _:
                return None

    def answer(self, order: Order, view: View) -> bytes:
        if order.ask is not Ask.READ:
            return b""
        hooks, parcels = _groups(self._ways, 2, view, parcels=self._parcels)
        return _framed(view.address << 4, 0x36 if order.address is None else 0x35, *hooks, *parcels)


class SpeakerCu48:
    """`02 BB LOCK CMD 03 SUM`, locks from 0. CU48: 50 status, 51 unlock. CU48B with parcel sensors: 60 and 61."""

    deaf_while_pulsing = False
    needs_silence = False

    def __init__(self, ways: int, dialect: DialectKerongIr | None) -> None:
        self._ways = ways
        self._with_parcels = dialect is not None
        self._parcels = dialect is not None and dialect.parcel_sensors
        self._commands = {0x60: Ask.READ, 0x61: Ask.UNLOCK} if dialect else {0x50: Ask.READ, 0x51: Ask.UNLOCK}

    def understand(self, heard: bytes) -> Order | None:
        raw = heard[-6:]
        if len(raw) < 6 or not _sound(raw):
            return None
        _, board, lock, command, _, _ = raw
        ask = self._commands.get(command)
        if ask is None or board > _EVERY_BOARD_48:
            return None
        address = None if board == _EVERY_BOARD_48 else board
        if ask is Ask.READ:
            return Order(ask, address, raw)
        every = tuple(range(1, self._ways + 1))
        broadcast = lock == _EVERY_LOCK_48 or address is None
        return Order(ask, address, raw, every if lock == _EVERY_LOCK_48 else (lock + 1,), broadcast=broadcast)

    def answer(self, order: Order, view: View) -> bytes:
        return self._status(view, 0x75 if self._with_parcels else 0x65) if order.ask is Ask.READ else b""

    def report(self, _channel: int, view: View, /) -> bytes:
        """A CU48B was captured sending its status with command 77 unasked; what it means is not known."""
        return self._status(view, 0x77) if self._with_parcels else b""

    def _status(self, view: View, command: int) -> bytes:
        hooks, parcels = _groups(self._ways, 6, view, parcels=self._parcels)
        return _framed(view.address, 0x00, command, *hooks, *(parcels if self._with_parcels else b""))


def _groups(ways: int, size: int, view: View, *, parcels: bool) -> tuple[bytes, bytes]:
    """Hooks and parcels, the lowest locks first."""
    assert ceil(ways / 8) <= size
    occupied = mask(ways, view.occupied) if parcels else 0
    return mask(ways, view.shorted).to_bytes(size, "little"), occupied.to_bytes(size, "little")


def _sound(raw: bytes) -> bool:
    return raw[0] == 0x02 and raw[-2] == 0x03 and raw[-1] == sum(raw[:-1]) & 0xFF


def _framed(*body: int) -> bytes:
    raw = bytes((0x02, *body, 0x03))
    return raw + bytes((sum(raw) & 0xFF,))
