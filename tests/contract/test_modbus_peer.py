"""The Modbus codec, bus and transports against a server that others wrote: pymodbus's.

It has no timed pulses, so those are a message of our own in it; framing, checks, addressing and exceptions are its.
"""

import struct
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from copy import copy
from typing import Final, Literal

import pytest
from pymodbus.exceptions import NoSuchIdException
from pymodbus.framer import FramerType
from pymodbus.pdu import ModbusPDU
from pymodbus.pdu.bit_message import ReadDiscreteInputsRequest
from pymodbus.simulator import SimDevice

from locker_driver.config import BusConfig, LockConfig
from locker_driver.dialects import DialectModbus
from locker_driver.jobs import Result
from locker_driver.protocols.codec import QueryBoard, QueryDoor, Release, Unlock
from tests.contract.modbus_peer import Line, board, serial_server, tcp_server

Way = Literal["rtu", "rtu-over-tcp", "tcp"]
WAYS: Final[tuple[Way, ...]] = ("rtu", "rtu-over-tcp", "tcp")
Writes = list[tuple[int, int, int]]
"""Unit, address and value of each write to a coil."""

Connect = Callable[..., AbstractContextManager[Line]]


@contextmanager
def connected(
    way: Way,
    *devices: SimDevice,
    pdus: tuple[type[ModbusPDU], ...] = (),
    pulse: Literal["flash", "momentary"] = "flash",
    thinks: bool = True,
    **settings: object,
) -> Iterator[Line]:
    """Our bus in front of the server with these devices."""

    def bus(port: str) -> BusConfig:
        dialect = DialectModbus(pulse, "tcp" if way == "tcp" else "rtu")
        boards = tuple(device.id for device in devices)
        wanted: dict[str, object] = {"boards": boards, "family": "modbus-relay", "dialect": dialect, "poll_ms": 100}
        return BusConfig("main", port, **{**wanted, **settings})

    if way == "rtu":
        with serial_server([*devices], pdus) as device, Line(bus(str(device))) as line:
            yield line
    else:
        framer = FramerType.SOCKET if way == "tcp" else FramerType.RTU
        with (
            tcp_server([*devices], framer, pdus, thinks=thinks) as port,
            Line(bus(f"socket://127.0.0.1:{port}")) as line,
        ):
            yield line


def flashing(writes: Writes) -> type[ModbusPDU]:
    """FC05 as Waveshare's boards understand it. A flash opens the door, whose input goes off."""

    class WriteCoil(ModbusPDU):
        function_code = 5
        rtu_frame_size = 8
        value = 0

        def decode(self, data: bytes) -> None:
            self.address, self.value = struct.unpack(">HH", data)

        def encode(self) -> bytes:
            return struct.pack(">HH", self.address, self.value)

        async def datastore_update(self, context: object, device_id: int) -> ModbusPDU:
            writes.append((device_id, self.address, self.value))
            function, coil = divmod(self.address, 0x100)
            if function == 2:
                await context.async_setValues(device_id, 2, coil, [False])
            return copy(self)

    return WriteCoil


def silent_for_others(*units: int) -> type[ModbusPDU]:
    """pymodbus 3.16 answers for units that it does not have; a board on a shared line does not."""

    class ReadInputs(ReadDiscreteInputsRequest):
        async def datastore_update(self, context: object, device_id: int) -> ModbusPDU:
            if device_id not in units:
                raise NoSuchIdException(str(device_id))
            return await super().datastore_update(context, device_id)

    return ReadInputs


def closed(result: Result) -> set[int]:
    assert result.answer is not None, result.cause
    assert result.answer.refused == ""
    return {way for way, is_closed in result.answer.closed.items() if is_closed}


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize(("ways", "shorted"), [(8, {1, 4}), (16, {2, 8, 9, 16}), (32, {1, 8, 9, 17, 32})])
def test_inputs_are_read_as_they_are(way: Way, ways: int, shorted: set[int]) -> None:
    with connected(way, board(7, [number in shorted for number in range(1, ways + 1)]), ways=ways) as line:
        assert closed(line.ask(QueryBoard(7))) == shorted
        assert closed(line.ask(QueryDoor(7, 3))) == shorted
        reading = line.reading(7)
        assert reading.closed == {number: number in shorted for number in range(1, ways + 1)}


@pytest.mark.parametrize("way", WAYS)
def test_a_flash_pulses_the_lock_that_is_meant_once(way: Way) -> None:
    """After all relays were switched off, which a board that answers is told first."""
    writes: Writes = []
    device = board(3, [True] * 8)
    with connected(way, device, pdus=(flashing(writes),), lock=LockConfig(pulse_ms=250)) as line:
        assert closed(line.ask(QueryBoard(3))) == set(range(1, 9))
        result = line.ask(Unlock(3, 5))
        assert result.answer is not None, result.cause
        assert result.answer.refused == ""
        assert closed(line.ask(QueryBoard(3))) == set(range(1, 9)) - {5}
    assert writes == [(3, 0x00FF, 0), (3, 0x0204, 3)]


@pytest.mark.parametrize("way", WAYS)
def test_an_unlock_by_register_is_what_an_eletechsup_board_expects(way: Way) -> None:
    written: list[tuple[int, list[int]]] = []

    async def note(function: int, _start: int, address: int, _count: int, _now: list[int], values: object) -> None:
        if function == 6 and isinstance(values, list):
            written.append((address, values))

    device = board(1, [True] * 8)
    device.action = note
    with connected(way, device, pulse="momentary") as line:
        for command in (Unlock(1, 8), Release(1)):
            result = line.ask(command)
            assert result.answer is not None, result.cause
            assert result.answer.refused == ""
    assert written.count((8, [0x0500])) == 1
    assert {address for address, _ in written} == {0, 8}
    assert all(values == [0x0800] for address, values in written if address == 0)


@pytest.mark.parametrize("way", WAYS)
def test_all_off_is_a_coil_that_a_plain_server_writes(way: Way) -> None:
    with connected(way, board(1, [True] * 8)) as line:
        result = line.ask(Release(1))
        assert result.answer is not None, result.cause
        assert result.answer.refused == ""


@pytest.mark.parametrize("way", WAYS)
def test_an_exception_is_a_refusal(way: Way) -> None:
    """Coil 0200 and up are not there: the board cannot flash. Inputs are."""
    with connected(way, board(1, [True] * 8)) as line:
        result = line.ask(Unlock(1, 1))
        assert result.answer is not None, result.cause
        assert result.answer.refused == "illegal data address"
        assert closed(line.ask(QueryBoard(1))) == set(range(1, 9))


@pytest.mark.parametrize("way", WAYS)
def test_a_board_with_fewer_inputs_than_said_has_no_reading(way: Way) -> None:
    with connected(way, board(1, [True] * 16), ways=32) as line:
        assert line.reading(1).closed is None
        result = line.ask(QueryBoard(1))
        assert result.answer is not None, result.cause
        assert result.answer.refused == "illegal data address"


@pytest.mark.parametrize("way", ["rtu-over-tcp", "tcp"])
def test_a_board_that_switches_in_place_of_flashing_is_not_believed(way: Way) -> None:
    """A plain server takes the time for "on" and answers FF00: not what was asked, and the relay stays on."""
    with connected(way, board(1, [True] * 8, coils=1024)) as line:
        result = line.ask(Unlock(1, 1))
        assert result.answer is None
        assert result.cause == "no answer"
        assert line.port.figures().late_frames >= 1


def test_a_board_on_ethernet_answers_at_once() -> None:
    with connected("tcp", board(1, [True] * 8), thinks=False) as line:
        readings = [line.reading(1).closed for _ in range(5)]
    assert readings == [dict.fromkeys(range(1, 9), True)] * 5


def test_who_is_not_on_the_line_is_silent() -> None:
    """And costs the other board nothing but time."""
    devices = board(1, [True] * 8), board(2, [False] * 8)
    with connected("rtu-over-tcp", *devices, pdus=(silent_for_others(2),)) as line:
        assert line.reading(1).closed is None
        assert closed(line.ask(QueryBoard(2))) == set()
        assert line.ask(QueryBoard(1)).cause == "no answer"


@pytest.mark.allow_warnings
def test_a_gateway_that_knows_of_no_such_board_refuses() -> None:
    with connected("tcp", board(2, [True] * 8), boards=(2, 9)) as line:
        assert line.reading(9).closed is None
        result = line.ask(QueryBoard(9))
        assert result.answer is not None, result.cause
        assert result.answer.refused == "server device failure"
        assert closed(line.ask(QueryBoard(2))) == set(range(1, 9))
