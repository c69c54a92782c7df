"""Codec of `modbus-relay`: relay boards that pulse a lock by themselves and read its contact with a digital input.

    unlock, Waveshare     05 02 CC TT TT    relay CC (from 0) on for TT TT x 100 ms, then off by the board's clock
    unlock, Eletechsup    06 00 CC 05 00    register CC (from 1), momentary: on for the board's fixed second or so
    query board           02 00 00 00 NN    answer 02 N S..; bit 0 of the first byte S is input 1
    release, Waveshare    05 00 FF 00 00    all relays off
    release, Eletechsup   06 00 00 08 00    all relays off
    refusal               FN|80 EE          EE: the exception code

A write is answered by its own bytes. Behind a transceiver that echoes it is "answered" even if no board is there:
what happened to the door is only ever said by a later query, whose echo is no answer. Boards are never told to switch
a relay on for good, nor by broadcast (address 0), nor all at once: those messages cannot be encoded here.

Facts from Waveshare's wiki "Modbus RTU Relay (D)" and "32-ch", vendor pages of Eletechsup, and the captures that
Open-Locker and eformLockerRoom publish.
"""

from itertools import count
from math import ceil
from typing import Final

from locker_driver.config import BusConfig
from locker_driver.dialects import DialectModbus
from locker_driver.protocols.codec import Command, Frame, FrameKind, Release, ReplySpec, Request, Unlock
from locker_driver.protocols.contacts import QUERY_TIMEOUT_S
from locker_driver.protocols.delimited import DelimitedCodec
from locker_driver.protocols.modbus_framing import (
    EXCEPTION,
    READ_INPUTS,
    WRITE_COIL,
    WRITE_REGISTER,
    Framing,
    RtuFraming,
    TcpFraming,
)

FLASH_ON: Final = 0x0200
"""High byte of the coil's address: not a coil but a timed pulse, whose "value" standard clients refuse to send."""
FLASH_UNIT_MS: Final = 100
MOMENTARY: Final = 0x0500
ALL_RELAYS: Final = 0x00FF
ALL_OFF: Final = 0x0800

TCP_TIMEOUT_S: Final = 1.0
"""A gateway waits for a silent board first, and then says so."""

EXCEPTIONS: Final = {
    0x01: "illegal function",
    0x02: "illegal data address",
    0x03: "illegal data value",
    0x04: "server device failure",
    0x05: "acknowledge, not done yet",
    0x06: "server device busy",
    0x08: "memory parity error",
    0x0A: "gateway path unavailable",
    0x0B: "gateway target device failed to respond",
}


class ModbusRelay(DelimitedCodec):
    """See `Codec`. Settings used: ways (inputs and relays of a board), polarity, dialect, lock.pulse_ms.

    A flash is `lock.pulse_ms` rounded up to the board's 100 ms; the setting's limit of 10 s is far below the board's 55
    minutes. A momentary pulse is as long as the board makes it: the setting should say how long that is.
    """

    releases = True

    def __init__(self, config: BusConfig) -> None:
        assert isinstance(config.dialect, DialectModbus)
        super().__init__(config)
        self._flash = config.dialect.pulse == "flash"
        self._flash_units = ceil(config.lock.pulse_ms / FLASH_UNIT_MS)
        self._groups = ceil(config.ways / 8)
        self._framing: Framing = RtuFraming() if config.dialect.framing == "rtu" else TcpFraming()
        self._timeout_s = TCP_TIMEOUT_S if self._framing.uses_tags else QUERY_TIMEOUT_S
        self._order = count(1)

    def _request(self, command: Command) -> Request:
        tag = next(self._order) & 0xFFFF if self._framing.uses_tags else 0
        data = self._framing.wrap(command.board, tag, self._pdu(command))
        return Request(data, ReplySpec(command, expects=True, timeout_s=self._timeout_s, tag=tag))

    def _pdu(self, command: Command) -> bytes:
        match command:
            case Unlock(channel=channel) if self._flash:
                return _pdu(WRITE_COIL, FLASH_ON + channel - 1, self._flash_units)
            case Unlock(channel=channel):
                return _pdu(WRITE_REGISTER, channel, MOMENTARY)
            case Release() if self._flash:
                return _pdu(WRITE_COIL, ALL_RELAYS, 0)
            case Release():
                return _pdu(WRITE_REGISTER, 0, ALL_OFF)
            case _:
                return _pdu(READ_INPUTS, 0, self._contacts.ways)

    def _length(self, head: bytes) -> int | None:
        return self._framing.length(head)

    def _read(self, raw: bytes) -> Frame | None:
        if not self._framing.holds(raw):
            return None
        board = self._framing.board(raw)
        function, *data = self._framing.pdu(raw)
        if function & EXCEPTION:
            refused = EXCEPTIONS.get(data[0], f"exception {data[0]:02X}")
            return Frame(FrameKind.STRAY, board, {}, raw, refused=refused)
        inputs = data[1:] if function == READ_INPUTS else []
        closed = self._contacts.all_closed(int.from_bytes(inputs, "little")) if len(inputs) == self._groups else {}
        return Frame(FrameKind.STRAY, board, closed, raw)

    def _answers(self, raw: bytes, spec: ReplySpec) -> bool:
        if self._framing.tag(raw) != spec.tag:
            return False
        told, asked = self._framing.pdu(raw), self._pdu(spec.command)
        if told[0] == asked[0] | EXCEPTION:
            return len(told) == 2
        if asked[0] == READ_INPUTS:
            return told[:2] == bytes((READ_INPUTS, self._groups)) and len(told) == 2 + self._groups
        return told == asked


def _pdu(function: int, first: int, second: int) -> bytes:
    return bytes((function,)) + first.to_bytes(2, "big") + second.to_bytes(2, "big")
