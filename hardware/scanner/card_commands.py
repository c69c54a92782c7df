"""What is asked of a card: its number, or the NDEF message on it. No I/O.

The commands beginning with FF go to the reader (PC/SC part 3, 3.2.2), the others to the card: NFC Forum Type 2 and
Type 4 Tag Operation.
"""

from collections.abc import Callable
from typing import Final

from hardware.scanner.source import MAX_PAYLOAD_BYTES

Transmit = Callable[[bytes], bytes]

GET_UID: Final = bytes.fromhex("FFCA000000")
SELECT_NDEF: Final = bytes.fromhex("00A4040007D276000085010100")
SELECT_CC: Final = bytes.fromhex("00A4000C02E103")
READ_CC: Final = bytes.fromhex("00B000000F")
MAX_MESSAGE_BYTES: Final = MAX_PAYLOAD_BYTES + 64
"""The longest text that gets out, and what wraps it."""

_RANDOM_UID: Final = 0x08
"""First of four bytes that are drawn anew each time (ISO/IEC 14443-3, table 8): phones do so."""
_PAGE_BYTES: Final = 4
_READ_BYTES: Final = 16
_TYPE2_MAGIC: Final = 0xE1
_TLV_NULL, _TLV_NDEF, _TLV_END = 0x00, 0x03, 0xFE


class CardSilentError(Exception):
    """The card does not know the command."""


def _ask(transmit: Transmit, command: bytes) -> bytes:
    answer = transmit(command)
    if answer[-2:] != b"\x90\x00":
        raise CardSilentError
    return answer[:-2]


def read_uid(transmit: Transmit) -> bytes:
    """The card's number in upper-case hex; b"" for one that is another each time. Raises CardSilentError."""
    uid = _ask(transmit, GET_UID)
    if not uid or (len(uid) == 4 and uid[0] == _RANDOM_UID):
        return b""
    return uid.hex().upper().encode()


def read_ndef(transmit: Transmit) -> bytes:
    """The NDEF message. Raises CardSilentError for a card that has none that we could use."""
    try:
        _ask(transmit, SELECT_NDEF)
    except CardSilentError:
        return _read_type2(transmit)
    return _read_type4(transmit)


def _read_type4(transmit: Transmit) -> bytes:
    _ask(transmit, SELECT_CC)
    container = _ask(transmit, READ_CC)
    if len(container) < 15 or container[7] != 4:
        raise CardSilentError
    _ask(transmit, bytes.fromhex("00A4000C02") + container[9:11])
    at_once = max(1, min(int.from_bytes(container[3:5], "big"), 0xF0))
    length = int.from_bytes(_ask(transmit, bytes.fromhex("00B0000002")), "big")
    if not 0 < length <= MAX_MESSAGE_BYTES:
        raise CardSilentError
    message = b""
    while len(message) < length:
        at, size = 2 + len(message), min(at_once, length - len(message))
        part = _ask(transmit, b"\x00\xb0" + at.to_bytes(2, "big") + bytes([size]))
        if not part:
            raise CardSilentError
        message += part
    return message[:length]


def _read_type2(transmit: Transmit) -> bytes:
    """The first NDEF block behind the capability container in page 3."""
    container = _read_pages(transmit, 3, _PAGE_BYTES)
    if container[0] != _TYPE2_MAGIC:
        raise CardSilentError
    size = min(8 * container[2], MAX_MESSAGE_BYTES)
    memory, at = _read_pages(transmit, 4, size), 0
    while at + 1 < len(memory) and memory[at] != _TLV_END:
        if memory[at] == _TLV_NULL:
            at += 1
            continue
        kind, start, length = memory[at], at + 2, memory[at + 1]
        if length == 0xFF:
            start, length = at + 4, int.from_bytes(memory[at + 2 : at + 4], "big")
        if kind == _TLV_NDEF and 0 < length <= len(memory) - start:
            return memory[start : start + length]
        at = start + length
    raise CardSilentError


def _read_pages(transmit: Transmit, page: int, size: int) -> bytes:
    memory = b""
    while len(memory) < size:
        part = _ask(transmit, bytes([0xFF, 0xB0, 0x00, page + len(memory) // _PAGE_BYTES, _READ_BYTES]))
        if len(part) != _READ_BYTES:
            raise CardSilentError
        memory += part
    return memory[:size]
