"""Contactless cards: what a reader and a tag answer, as a pure function and on the virtual reader of vsmartcard.

The virtual reader (Debian: vsmartcard-vpcd) is a driver of pcscd that listens on a TCP port for a card: two bytes of
length, then one byte of control (0 off, 1 on, 2 reset, 4 the ATR is asked for) or a command.
"""

import socket
import threading
from contextlib import suppress
from typing import Final, Literal

from hardware.scanner.card_commands import GET_UID, SELECT_CC, SELECT_NDEF

VPCD_PORT: Final = 0x8C7B
_OK: Final = b"\x90\x00"
_UNKNOWN: Final = b"\x6d\x00"
_NOT_FOUND: Final = b"\x6a\x82"
_OUT_OF_RANGE: Final = b"\x6b\x00"
_ATR: Final = bytes.fromhex("3B8F8001804F0CA0000003060300030000000068")
"""A storage card on a contactless reader (PC/SC part 3, 3.1.3.2.3)."""
_NDEF_FILE: Final = b"\xe1\x04"
_ASKS_ATR: Final = 4


class SimulatedCard:
    """A card with a number and, if it is a tag, an NDEF message on it."""

    def __init__(self, uid: bytes, message: bytes = b"", tag: Literal[2, 4] = 2) -> None:
        self._uid = uid
        self._tag = tag
        self._selected = b""
        self._memory = _type2_memory(message) if message and tag == 2 else b""
        self._files = _type4_files(message) if message and tag == 4 else {}

    def answer(self, command: bytes) -> bytes:
        """The answer to one command, status word included."""
        if command == GET_UID:
            return self._uid + _OK
        if command[:3] == b"\xff\xb0\x00" and self._memory:
            at = 4 * command[3]
            return self._memory[at : at + command[4]] + _OK if at < len(self._memory) else _OUT_OF_RANGE
        if self._files:
            return self._of_type4(command)
        return _UNKNOWN

    def _of_type4(self, command: bytes) -> bytes:
        if command == SELECT_NDEF:
            return _OK
        if command[:5] == SELECT_CC[:5]:
            self._selected = command[5:7]
            return _OK if self._selected in self._files else _NOT_FOUND
        if command[:2] == b"\x00\xb0":
            at = int.from_bytes(command[2:4], "big")
            return self._files[self._selected][at : at + command[4]] + _OK
        return _UNKNOWN


def _type2_memory(message: bytes) -> bytes:
    """Pages 0 to 2 are the number and locks; a lock control block stands before the message, as on an NTAG."""
    length = bytes([len(message)]) if len(message) < 0xFF else b"\xff" + len(message).to_bytes(2, "big")
    data = bytes.fromhex("0103A00C34") + b"\x03" + length + message + b"\xfe"
    data += bytes(-len(data) % 16)
    return bytes(12) + bytes([0xE1, 0x10, len(data) // 8, 0x00]) + data + bytes(16)


def _type4_files(message: bytes) -> dict[bytes, bytes]:
    limit = (0xFFFE).to_bytes(2, "big")
    container = b"\x00\x0f\x20\x00\x7f\x00\x7f" + b"\x04\x06" + _NDEF_FILE + limit + b"\x00\xff"
    return {SELECT_CC[5:7]: container, _NDEF_FILE: len(message).to_bytes(2, "big") + message}


class VirtualReader:
    """Lays cards on the virtual reader and takes them off. `lay` raises OSError where none listens."""

    def __init__(self, port: int = VPCD_PORT) -> None:
        self._port = port
        self._connection: socket.socket | None = None
        self._thread: threading.Thread | None = None

    def lay(self, card: SimulatedCard) -> None:
        self._connection = socket.create_connection(("127.0.0.1", self._port), timeout=5)
        self._connection.settimeout(None)
        self._thread = threading.Thread(target=self._serve, args=(self._connection, card), daemon=True)
        self._thread.start()

    def lift(self) -> None:
        if self._connection is not None and self._thread is not None:
            with suppress(OSError):
                self._connection.shutdown(socket.SHUT_RDWR)
            self._thread.join(5)
            self._connection.close()
            self._connection = None

    @staticmethod
    def _serve(connection: socket.socket, card: SimulatedCard) -> None:
        with suppress(OSError):
            while command := _received(connection):
                answer = card.answer(command) if len(command) > 1 else _ATR if command[0] == _ASKS_ATR else b""
                if answer:
                    connection.sendall(len(answer).to_bytes(2, "big") + answer)


def _received(connection: socket.socket) -> bytes:
    """b"" at the end."""
    head = connection.recv(2, socket.MSG_WAITALL)
    return connection.recv(int.from_bytes(head, "big"), socket.MSG_WAITALL) if len(head) == 2 else b""
