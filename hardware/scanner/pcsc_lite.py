"""The PC/SC service of the machine (pcscd), through the C library that every Debian with a card reader has.

By ctypes, as pyzbar does with zbar: no compiler is needed, and only a point with a card reader needs the library.
Names, numbers and layouts are those of PCSC/winscard.h, pcsclite.h and wintypes.h.
"""

import ctypes
from ctypes import POINTER, byref, c_char_p, c_long, c_ubyte, c_ulong, c_void_p
from functools import cache
from typing import Any, Final

E_TIMEOUT: Final = 0x8010000A
E_UNKNOWN_READER: Final = 0x80100009
E_NO_SMARTCARD: Final = 0x8010000C
E_READER_UNAVAILABLE: Final = 0x80100017
E_NO_READERS: Final = 0x8010002E
W_REMOVED_CARD: Final = 0x80100069
W_SECURITY_VIOLATION: Final = 0x8010006A
NO_LIBRARY: Final = 0
"""Not an error of PC/SC: its library is not installed."""

STATE_CHANGED: Final = 0x0002
STATE_UNKNOWN: Final = 0x0004
STATE_UNAVAILABLE: Final = 0x0008
STATE_PRESENT: Final = 0x0020

_LIBRARY: Final = "libpcsclite.so.1"
_SCOPE_SYSTEM: Final = 2
_SHARE_SHARED: Final = 2
_PROTOCOL_ANY: Final = 3
_LEAVE_CARD: Final = 0
_MAX_NAMES: Final = 4096
_MAX_ANSWER: Final = 264


class PcscError(Exception):
    """The service or the library said no. `code` is one of pcsclite.h."""

    def __init__(self, code: int) -> None:
        super().__init__(f"PC/SC 0x{code:08X}")
        self.code = code


class _ReaderState(ctypes.Structure):
    _fields_ = (
        ("reader", c_char_p),
        ("user_data", c_void_p),
        ("current", c_ulong),
        ("event", c_ulong),
        ("atr_length", c_ulong),
        ("atr", c_ubyte * 33),
    )


class _IoRequest(ctypes.Structure):
    _fields_ = (("protocol", c_ulong), ("length", c_ulong))


@cache
def _library() -> ctypes.CDLL:
    try:
        library = ctypes.CDLL(_LIBRARY)
    except OSError as error:
        raise PcscError(NO_LIBRARY) from error
    out = POINTER(c_ulong)
    for name, arguments in {
        "SCardEstablishContext": [c_ulong, c_void_p, c_void_p, POINTER(c_long)],
        "SCardReleaseContext": [c_long],
        "SCardListReaders": [c_long, c_char_p, c_char_p, out],
        "SCardGetStatusChange": [c_long, c_ulong, POINTER(_ReaderState), c_ulong],
        "SCardConnect": [c_long, c_char_p, c_ulong, c_ulong, POINTER(c_long), out],
        "SCardDisconnect": [c_long, c_ulong],
        "SCardTransmit": [c_long, POINTER(_IoRequest), c_char_p, c_ulong, c_void_p, c_char_p, out],
    }.items():
        function = getattr(library, name)
        function.argtypes, function.restype = arguments, c_long
    return library


def _call(name: str, *arguments: Any) -> None:
    code = getattr(_library(), name)(*arguments) & 0xFFFFFFFF
    if code:
        raise PcscError(code)


class Card:
    """A connection to the card that lies on a reader; others may talk to it too."""

    def __init__(self, context: c_long, reader: str) -> None:
        self._handle, protocol = c_long(), c_ulong()
        _call(
            "SCardConnect", context, reader.encode(), _SHARE_SHARED, _PROTOCOL_ANY, byref(self._handle), byref(protocol)
        )
        self._request = _IoRequest(protocol.value, ctypes.sizeof(_IoRequest))

    def transmit(self, command: bytes) -> bytes:
        """The card's answer, status word included. Raises PcscError. The reader's driver gives up after seconds."""
        answer, length = ctypes.create_string_buffer(_MAX_ANSWER), c_ulong(_MAX_ANSWER)
        _call("SCardTransmit", self._handle, byref(self._request), command, len(command), None, answer, byref(length))
        return answer.raw[: length.value]

    def close(self) -> None:
        """Never raises."""
        _library().SCardDisconnect(self._handle, _LEAVE_CARD)


class Service:
    """A connection to pcscd. Every method raises PcscError; after a restart of pcscd only close is any use."""

    def __init__(self) -> None:
        self._context = c_long()
        _call("SCardEstablishContext", _SCOPE_SYSTEM, None, None, byref(self._context))

    def readers(self) -> list[str]:
        """Names of what is plugged in, without the card slots of the same name being told apart any further."""
        names, length = ctypes.create_string_buffer(_MAX_NAMES), c_ulong(_MAX_NAMES)
        try:
            _call("SCardListReaders", self._context, None, names, byref(length))
        except PcscError as error:
            if error.code == E_NO_READERS:
                return []
            raise
        return [name.decode("utf-8", "replace") for name in names.raw[: length.value].split(b"\0") if name]

    def wait(self, reader: str, known: int, timeout_s: float) -> int:
        """The state of a reader when it is no longer `known`, 0 at first; `known` when nothing changed in time.

        The upper half counts insertions and removals, so that none is missed.
        """
        state = _ReaderState(reader=reader.encode(), current=known)
        try:
            _call("SCardGetStatusChange", self._context, int(1000 * timeout_s), byref(state), 1)
        except PcscError as error:
            if error.code == E_TIMEOUT:
                return known
            raise
        return int(state.event) & ~STATE_CHANGED

    def connect(self, reader: str) -> Card:
        return Card(self._context, reader)

    def close(self) -> None:
        """Never raises."""
        _library().SCardReleaseContext(self._context)
