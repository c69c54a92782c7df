"""The client's half of RFC 2217: a serial port over Telnet, with its settings. Without I/O.

data = client.to_send()        whatever it is time to say; after the start and after each feed()
plain = client.feed(data)      what came from the serial port in what came from the network
client.ready                   the far port has our settings
client.escape(data)            bytes for the serial port as bytes for the network
"""

import struct
from typing import Final

from locker_driver.errors import LinkError

_IAC, _DONT, _DO, _WONT, _WILL, _SB, _SE = 255, 254, 253, 252, 251, 250, 240  # RFC 854
_BINARY, _SGA, _COM_PORT = 0, 3, 44  # RFC 856, 858, 2217
_SET_BAUD, _SET_SIZE, _SET_PARITY, _SET_STOP, _SET_CONTROL, _PURGE = 1, 2, 3, 4, 5, 12
_ANSWER: Final = 100  # an answer has the number of its question and this
_NO_PARITY, _ONE_STOP, _NO_FLOW_CONTROL, _PURGE_RECEIVED = 1, 1, 1, 1
_NAMES: Final = {_SET_BAUD: "baud", _SET_SIZE: "data bits", _SET_PARITY: "parity", _SET_STOP: "stop bits"}
_MAX_SUBNEGOTIATION: Final = 256

_WANTED: Final = ((_WILL, _BINARY), (_WILL, _SGA), (_WILL, _COM_PORT), (_DO, _BINARY), (_DO, _SGA), (_DO, _COM_PORT))
# Without binary in both directions a byte 0D is taken for the end of a line.
_NEEDED: Final = frozenset({(_DO, _BINARY), (_WILL, _BINARY), (_DO, _COM_PORT)})
_DENIED: Final = {_DO: _WONT, _WILL: _DONT}
_REFUSALS: Final = {_DONT: _DO, _WONT: _WILL}


class ComPortClient:
    """One connection. feed() raises LinkError when the server refuses what we cannot do without."""

    def __init__(self, baud: int) -> None:
        self._out = bytearray()
        self._plain = bytearray()
        self._agreed: set[tuple[int, int]] = set()
        self._unset = {
            _SET_BAUD: struct.pack("!I", baud),
            _SET_SIZE: bytes((8,)),
            _SET_PARITY: bytes((_NO_PARITY,)),
            _SET_STOP: bytes((_ONE_STOP,)),
        }
        self._after_iac = False
        self._verb = 0
        self._subnegotiation: bytearray | None = None
        for verb, option in _WANTED:
            self._out += bytes((_IAC, verb, option))

    @property
    def ready(self) -> bool:
        return not self._unset

    def to_send(self) -> bytes:
        out, self._out = bytes(self._out), bytearray()
        return out

    @staticmethod
    def escape(data: bytes) -> bytes:
        return data.replace(bytes((_IAC,)), bytes((_IAC, _IAC)))

    def feed(self, data: bytes) -> bytes:
        for byte in data:
            if self._verb:
                verb, self._verb = self._verb, 0
                self._negotiated(verb, byte)
            elif self._after_iac:
                self._after_iac = False
                self._command(byte)
            elif byte == _IAC:
                self._after_iac = True
            else:
                self._keep(byte)
        plain, self._plain = bytes(self._plain), bytearray()
        return plain

    def _command(self, byte: int) -> None:
        if byte == _IAC:
            self._keep(byte)
        elif byte in {_DO, _DONT, _WILL, _WONT}:
            self._verb = byte
        elif byte == _SB:
            self._subnegotiation = bytearray()
        elif byte == _SE:
            answer, self._subnegotiation = bytes(self._subnegotiation or b""), None
            self._answered(answer)

    def _keep(self, byte: int) -> None:
        if self._subnegotiation is None:
            self._plain.append(byte)
        elif len(self._subnegotiation) < _MAX_SUBNEGOTIATION:
            self._subnegotiation.append(byte)
        else:
            raise LinkError("the server does not speak Telnet")

    def _negotiated(self, verb: int, option: int) -> None:
        """Nothing that we asked for at the start is confirmed again: that would go on for ever."""
        if verb in _REFUSALS:
            if (_REFUSALS[verb], option) in _NEEDED:
                raise LinkError("the server does not offer RFC 2217 with binary transmission; try tcp://")
            return
        if option not in {_BINARY, _SGA, _COM_PORT}:
            self._out += bytes((_IAC, _DENIED[verb], option))
            return
        before = self._agreed >= _NEEDED
        self._agreed.add((verb, option))
        if not before and self._agreed >= _NEEDED:
            self._set_up()

    def _set_up(self) -> None:
        for what, value in self._unset.items():
            self._say(what, value)
        self._say(_SET_CONTROL, bytes((_NO_FLOW_CONTROL,)))
        self._say(_PURGE, bytes((_PURGE_RECEIVED,)))

    def _say(self, what: int, value: bytes) -> None:
        self._out += bytes((_IAC, _SB, _COM_PORT, what)) + self.escape(value) + bytes((_IAC, _SE))

    def _answered(self, answer: bytes) -> None:
        asked = self._agreed >= _NEEDED
        if not asked or len(answer) < 3 or answer[0] != _COM_PORT:
            return
        what, value = answer[1] - _ANSWER, answer[2:]
        wanted = self._unset.pop(what, None)
        if wanted is not None and value != wanted:
            is_, want = int.from_bytes(value, "big"), int.from_bytes(wanted, "big")
            raise LinkError(f"the server sets {_NAMES[what]} to {is_} and not to {want}")
