"""Check values that the families use."""

from functools import reduce
from operator import xor
from typing import Final

_CRC_POLYNOMIAL: Final = 0xA001


def xor8(data: bytes) -> int:
    """All bytes XORed."""
    return reduce(xor, data, 0)


def sum8(data: bytes) -> int:
    """The low 8 bits of the sum of all bytes."""
    return sum(data) & 0xFF


def crc16(data: bytes) -> bytes:
    """The two bytes at the end of a Modbus RTU frame, low byte first (Modbus over serial line V1.02 §6.2.2)."""
    crc = 0xFFFF
    for byte in data:
        crc ^= byte
        for _ in range(8):
            crc = crc >> 1 ^ (_CRC_POLYNOMIAL if crc & 1 else 0)
    return crc.to_bytes(2, "little")
