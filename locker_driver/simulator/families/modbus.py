"""`modbus-relay`: relay boards with inputs. Waveshare pulses with FC05, Eletechsup and clones with FC06, both by
themselves. Frames after the Modbus application protocol 1.1b3 and the vendors' command lists.
"""

from enum import IntEnum
from math import ceil, inf
from typing import Final

from locker_driver.dialects import DialectModbus
from locker_driver.simulator.families.speaker import Ask, NeverReports, Order, View

ILLEGAL_FUNCTION: Final = 1
ILLEGAL_ADDRESS: Final = 2
ILLEGAL_VALUE: Final = 3
_ALL_COILS: Final = 0x00FF
_FLASH_ON: Final = 0x0200
_FLASH_OFF: Final = 0x0400
_PDU: Final = 5
"""Bytes of every request that is known here."""


class Function(IntEnum):
    """What a master may ask."""

    READ_OUTPUTS = 1
    READ_INPUTS = 2
    READ_REGISTERS = 3
    WRITE_COIL = 5
    WRITE_REGISTER = 6


class RefusalError(Exception):
    """The request is answered with this exception code."""

    def __init__(self, code: int) -> None:
        super().__init__(code)
        self.code = code


class SpeakerModbus(NeverReports):
    """Writes are answered with themselves, at once. Address 0 is every board, and none answers."""

    deaf_while_pulsing = False

    def __init__(self, ways: int, dialect: DialectModbus) -> None:
        self._ways = ways
        self._tcp = dialect.framing == "tcp"
        self._flashes = dialect.pulse == "flash"
        self.needs_silence = not self._tcp

    def understand(self, heard: bytes) -> Order | None:
        if self._tcp:
            raw = heard[-7 - _PDU :]
            if len(raw) < 7 + _PDU or raw[2:6] != bytes((0, 0, 0, 1 + _PDU)):
                return None
            unit, pdu = raw[6], raw[7:]
        else:
            raw = heard
            if len(raw) != 3 + _PDU or crc(raw[:-2]) != raw[-2:]:
                return None
            unit, pdu = raw[0], raw[1:-2]
        try:
            return self._order(unit or None, pdu, raw)
        except RefusalError:
            return Order(Ask.OTHER, unit or None, raw)

    def answer(self, order: Order, view: View) -> bytes:
        if order.address is None:
            return b""
        pdu = order.raw[7:] if self._tcp else order.raw[1:-2]
        try:
            self._order(order.address, pdu, order.raw)
            return self._framed(order, view.address, self._answer(pdu, view))
        except RefusalError as error:
            return self._framed(order, view.address, bytes((pdu[0] | 0x80, error.code)))

    def _framed(self, order: Order, unit: int, pdu: bytes) -> bytes:
        if self._tcp:
            return order.raw[:5] + bytes((1 + len(pdu), unit)) + pdu
        body = bytes((unit,)) + pdu
        return body + crc(body)

    def _order(self, address: int | None, pdu: bytes, raw: bytes) -> Order:
        place, value = int.from_bytes(pdu[1:3], "big"), int.from_bytes(pdu[3:5], "big")
        match pdu[0]:
            case Function.READ_OUTPUTS | Function.READ_INPUTS:
                self._check_span(place + 1, value)
                return Order(Ask.READ, address, raw)
            case Function.READ_REGISTERS if not self._flashes:
                self._check_span(place, value)
                return Order(Ask.READ, address, raw)
            case Function.WRITE_COIL if self._flashes:
                return self._coil(address, place, value, raw)
            case Function.WRITE_REGISTER if not self._flashes:
                return self._register(address, place, value, raw)
            case _:
                raise RefusalError(ILLEGAL_FUNCTION)

    def _coil(self, address: int | None, place: int, value: int, raw: bytes) -> Order:
        """Coils count from 0. At 0200 + n a coil goes on for n x 100 ms, at 0400 + n off, then back by itself."""
        if place == _ALL_COILS:
            return self._everything(address, on=_on_off(value, 0xFF00, 0x0000), raw=raw)
        channel = self._checked((place & 0xFF) + 1)
        match place & 0xFF00:
            case 0x0000:
                on = _on_off(value, 0xFF00, 0x0000)
                return Order(Ask.UNLOCK if on else Ask.OFF, address, raw, (channel,), pulse_s=inf)
            case 0x0200 if 0 < value <= 0x7FFF:
                return Order(Ask.UNLOCK, address, raw, (channel,), pulse_s=value / 10)
            case 0x0400 if 0 < value <= 0x7FFF:
                return Order(Ask.OFF, address, raw, (channel,))
            case 0x0200 | 0x0400:
                raise RefusalError(ILLEGAL_VALUE)
            case _:
                raise RefusalError(ILLEGAL_ADDRESS)

    def _register(self, address: int | None, place: int, value: int, raw: bytes) -> Order:
        """Registers are the channels, from 1; register 0 is all of them."""
        if place == 0:
            return self._everything(address, on=_on_off(value, 0x0700, 0x0800), raw=raw)
        channel = (self._checked(place),)
        match value >> 8, value & 0xFF:
            case (1, 0):
                return Order(Ask.UNLOCK, address, raw, channel, pulse_s=inf)
            case (2, 0):
                return Order(Ask.OFF, address, raw, channel)
            case (5, 0):
                return Order(Ask.UNLOCK, address, raw, channel)
            case (6, seconds) if seconds > 0:
                return Order(Ask.UNLOCK, address, raw, channel, pulse_s=seconds)
            case _:
                raise RefusalError(ILLEGAL_VALUE)

    def _everything(self, address: int | None, *, on: bool, raw: bytes) -> Order:
        every = tuple(range(1, self._ways + 1))
        if on:
            return Order(Ask.UNLOCK, address, raw, every, broadcast=True, together=True, pulse_s=inf)
        return Order(Ask.OFF, address, raw, every)

    def _answer(self, pdu: bytes, view: View) -> bytes:
        place, count = int.from_bytes(pdu[1:3], "big"), int.from_bytes(pdu[3:5], "big")
        match pdu[0]:
            case Function.READ_OUTPUTS | Function.READ_INPUTS:
                state = view.energised if pdu[0] == Function.READ_OUTPUTS else view.shorted
                bits = sum(state(place + 1 + index) << index for index in range(count))
                data = bits.to_bytes(ceil(count / 8), "little")
            case Function.READ_REGISTERS:
                data = b"".join(bytes((0, view.energised(place + index))) for index in range(count))
            case _:
                return pdu
        return bytes((pdu[0], len(data))) + data

    def _check_span(self, first: int, count: int) -> None:
        if count < 1 or first < 1 or first + count - 1 > self._ways:
            raise RefusalError(ILLEGAL_ADDRESS)

    def _checked(self, channel: int) -> int:
        if not 1 <= channel <= self._ways:
            raise RefusalError(ILLEGAL_ADDRESS)
        return channel


def _on_off(value: int, on: int, off: int) -> bool:
    if value not in {on, off}:
        raise RefusalError(ILLEGAL_VALUE)
    return value == on


def crc(data: bytes) -> bytes:
    """CRC-16/MODBUS, low byte first."""
    value = 0xFFFF
    for byte in data:
        value ^= byte
        for _ in range(8):
            value = value >> 1 ^ (0xA001 if value & 1 else 0)
    return value.to_bytes(2, "little")
