"""What a port leads to, for the tests: terminals, TCP servers, and a way to wait for them."""

import os
import select
import socket
import threading
import time
import tty
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

from locker_driver.errors import LinkError
from locker_driver.transport.link import PortClosedError

QUERY = bytes.fromhex("80 01 00 33 B2")
ANSWER = bytes.fromhex("80 01 FF FF FF 33 4D")
THINK_S = 0.003
"""More than a question takes at 115200 baud: what comes sooner answers nothing."""


def until(holds: Callable[[], bool]) -> None:
    end_s = time.monotonic() + 5
    while not holds():
        assert time.monotonic() < end_s
        time.sleep(0.002)


def wait_for(fd: int, until_s: float, *, writable: bool = False) -> None:
    """As link.WaitFor, for who never closes."""
    sets = ([], [fd]) if writable else ([fd], [])
    if not any(select.select(*sets, [], max(0.0, until_s - time.monotonic()))):
        raise LinkError("Connection timed out")


def never(fd: int, until_s: float, *, writable: bool = False) -> None:
    """As link.WaitFor, while the bank closes."""
    raise PortClosedError("the bank is closed")


def receive(sock: socket.socket, count: int) -> bytes:
    data = b""
    while len(data) < count:
        piece = sock.recv(count - len(data))
        assert piece, f"only {data!r}"
        data += piece
    return data


class Terminal:
    """A serial adapter with a board on its other side."""

    def __init__(self) -> None:
        self.master, self._slave = os.openpty()
        tty.setraw(self._slave)
        self.name = os.ttyname(self._slave)

    def read(self, count: int) -> bytes:
        data = b""
        while len(data) < count:
            assert select.select([self.master], [], [], 5)[0], f"only {data!r}"
            data += os.read(self.master, count - len(data))
        return data

    def write(self, data: bytes) -> None:
        os.write(self.master, data)

    def answer(self) -> None:
        assert self.read(len(QUERY)) == QUERY
        time.sleep(THINK_S)
        self.write(ANSWER)

    def unplug(self) -> None:
        """Who has it open gets EIO."""
        for fd in (self.master, self._slave):
            with suppress(OSError):
                os.close(fd)


@contextmanager
def terminal() -> Iterator[Terminal]:
    here = Terminal()
    try:
        yield here
    finally:
        here.unplug()


@contextmanager
def listener() -> Iterator[tuple[socket.socket, str]]:
    """A server's socket and its HOST:PORT."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(5)
        yield server, f"127.0.0.1:{server.getsockname()[1]}"


@contextmanager
def running(work: Callable[[], None]) -> Iterator[None]:
    """`work` in a thread that must have ended soon after the block."""
    thread = threading.Thread(target=work)
    thread.start()
    try:
        yield
    finally:
        thread.join(5)
        assert not thread.is_alive()
