"""pymodbus's own server in a thread, and our bus on a real port in front of it."""

import asyncio
import os
import queue
import select
import threading
import time
import tty
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final, Self

from pymodbus.framer import FramerType
from pymodbus.pdu import ModbusPDU
from pymodbus.server import ModbusSerialServer, ModbusTcpServer
from pymodbus.simulator import DataType, SimData, SimDevice

from locker_driver.config import BusConfig
from locker_driver.jobs import BusEvent, Job, Reading, Result
from locker_driver.polling import Priority
from locker_driver.protocols.codec import Command
from locker_driver.transport.open_bus import open_bus

READY_S: Final = 5.0
COILS: Final = 256
"""As many as "all relays off" needs: its coil has the number 255."""

THINK_S: Final = 0.02
"""Longer than a question takes on a line of 9600 baud. The server has its bytes at once, a board would not."""

MakeServer = Callable[[], ModbusTcpServer | ModbusSerialServer]


def board(unit: int, inputs: Sequence[bool], coils: int = COILS) -> SimDevice:
    """A device with these inputs, coils that are off, and 33 registers. Its bits come in words of 16."""
    padded = [*inputs, *[False] * (-len(inputs) % 16)]
    bits = SimData(0, values=padded, datatype=DataType.BITS)
    relays = SimData(0, values=[False] * coils, datatype=DataType.BITS)
    registers = SimData(0, count=33, values=0, datatype=DataType.REGISTERS)
    return SimDevice(unit, simdata=([relays], [bits], [registers], [registers]))


def _think(sending: bool, data: bytes) -> bytes:
    if sending:
        time.sleep(THINK_S)
    return data


@contextmanager
def tcp_server(
    devices: list[SimDevice], framer: FramerType, pdus: Sequence[type[ModbusPDU]] = (), *, thinks: bool = True
) -> Iterator[int]:
    """Yields its port."""

    def make() -> ModbusTcpServer:
        address = ("127.0.0.1", 0)
        silent = framer is FramerType.RTU  # boards on a serial line say nothing for others
        return ModbusTcpServer(
            devices,
            framer=framer,
            address=address,
            custom_pdu=list(pdus),
            ignore_missing_devices=silent,
            trace_packet=_think if thinks else None,
        )

    with _running(make) as server:
        yield server.transport.sockets[0].getsockname()[1]


@contextmanager
def serial_server(devices: list[SimDevice], pdus: Sequence[type[ModbusPDU]] = ()) -> Iterator[Path]:
    """Yields the device at the other end of its line."""
    with _cable() as (ours, theirs):

        def make() -> ModbusSerialServer:
            return ModbusSerialServer(
                devices, port=str(theirs), baudrate=9600, custom_pdu=list(pdus), trace_packet=_think
            )

        with _running(make):
            yield ours


@contextmanager
def _running(make: MakeServer) -> Iterator[ModbusTcpServer | ModbusSerialServer]:
    started: queue.SimpleQueue[ModbusTcpServer | ModbusSerialServer] = queue.SimpleQueue()

    async def serve() -> None:
        server = make()
        await server.serve_forever(background=True)
        started.put(server)
        await server.serving

    thread = threading.Thread(target=asyncio.run, args=(serve(),))
    thread.start()
    server = started.get(timeout=READY_S)
    try:
        yield server
    finally:
        asyncio.run_coroutine_threadsafe(server.shutdown(), server.loop).result(READY_S)
        thread.join(READY_S)
        assert not thread.is_alive()


@contextmanager
def _cable() -> Iterator[tuple[Path, Path]]:
    """Two serial devices that are each other's far end."""
    pairs = [os.openpty(), os.openpty()]
    for _, device in pairs:
        tty.setraw(device)
    ends = [master for master, _ in pairs]
    stop_out, stop_in = os.pipe()

    def carry() -> None:
        while stop_out not in (ready := select.select([*ends, stop_out], [], [])[0]):
            for end in ready:
                os.write(ends[1 - ends.index(end)], os.read(end, 4096))

    thread = threading.Thread(target=carry)
    thread.start()
    try:
        yield Path(os.ttyname(pairs[0][1])), Path(os.ttyname(pairs[1][1]))
    finally:
        os.write(stop_in, b"!")
        thread.join(READY_S)
        for fd in (*pairs[0], *pairs[1], stop_out, stop_in):
            os.close(fd)


class Line:
    """Our bus. Every board is polled, so that each is met before it is commanded."""

    def __init__(self, config: BusConfig) -> None:
        self._events: queue.SimpleQueue[BusEvent] = queue.SimpleQueue()
        watched = {address: range(1, config.ways + 1) for address in config.boards}
        self.port = open_bus(config, watched, self._events.put)

    def __enter__(self) -> Self:
        self.port.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.port.stop()

    def ask(self, command: Command) -> Result:
        done: queue.SimpleQueue[Result] = queue.SimpleQueue()
        self.reading(command.board)
        self.port.submit(Job(command, Priority.CONFIRM, time.monotonic() + READY_S, done.put))
        return done.get(timeout=2 * READY_S)

    def reading(self, address: int) -> Reading:
        """The next of this board."""
        end_s = time.monotonic() + READY_S
        while (left_s := end_s - time.monotonic()) > 0:
            event = self._events.get(timeout=left_s)
            if isinstance(event, Reading) and event.board == address:
                return event
        raise TimeoutError(f"no reading of board {address}")
