"""What the poll loop is compared with: the loop that most drivers have, and a Modbus library's client."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import serial
from pymodbus.client import ModbusSerialClient
from pymodbus.exceptions import ModbusException

from locker_driver.config import BusConfig
from locker_driver.protocols import make_codec
from locker_driver.protocols.codec import QueryBoard
from tests.bench.figures import BenchError

READ_TIMEOUT_S = 0.1
"""A common choice; with less, adapters that collect bytes for 16 ms cut answers in two."""


@contextmanager
def naive(config: BusConfig) -> Iterator[Callable[[int], bool]]:
    """Write the question, read until nothing has come for a while: right in every family, and slow."""
    codec = make_codec(config)
    with serial.Serial(config.port, config.baud, timeout=READ_TIMEOUT_S, exclusive=True) as port:

        def ask(board: int) -> bool:
            port.write(codec.encode(QueryBoard(board)).data)
            return bool(port.read(256))

        yield ask


@contextmanager
def pymodbus(config: BusConfig) -> Iterator[Callable[[int], bool]]:
    """The same question through pymodbus's synchronous client."""
    client = ModbusSerialClient(config.port, baudrate=config.baud, timeout=1, retries=0)
    if not client.connect():
        raise BenchError("pymodbus cannot open the port")

    def ask(board: int) -> bool:
        try:
            return not client.read_discrete_inputs(0, count=config.ways, device_id=board).isError()
        except ModbusException:
            return False

    try:
        yield ask
    finally:
        client.close()


def cycle_s(ask: Callable[[int], bool], boards: tuple[int, ...], for_s: float) -> float:
    """Mean time of asking every board once. Raises BenchError when most answers are lost."""
    start_s = time.monotonic()
    cycles = answers = 0
    while cycles == 0 or time.monotonic() - start_s < for_s:
        answers += sum(ask(board) for board in boards)
        cycles += 1
    if 2 * answers < cycles * len(boards):
        raise BenchError(f"a peer got {answers} of {cycles * len(boards)} answers")
    return (time.monotonic() - start_s) / cycles
