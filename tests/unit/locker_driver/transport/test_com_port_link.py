"""RFC 2217 against pyserial's own server half, in front of a pseudo-terminal."""

import select
import socket
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager

import pytest
import serial
import serial.rfc2217

from locker_driver.errors import LinkError
from locker_driver.transport import com_port_link
from locker_driver.transport.address import TcpAddress
from locker_driver.transport.com_port_link import ComPortLink, open_com_port
from locker_driver.transport.link import PortClosedError
from tests.unit.locker_driver.transport.far_ends import (
    Terminal,
    listener,
    never,
    receive,
    running,
    terminal,
    wait_for,
)

EVERYTHING = bytes(range(256)) + b"\r\n\r\0\xff\xff"


class PtyPort(serial.Serial):
    """A pseudo-terminal has no modem lines to ask."""

    cts = dsr = ri = cd = False


class ComPortServer:
    """A serial server with pyserial's PortManager; one connection."""

    def __init__(self, device: str, server: socket.socket) -> None:
        self.port = PtyPort(device, 115200, timeout=0)
        self._server = server
        self.closing = False

    def run(self) -> None:
        connection, _ = self._server.accept()
        with connection, closing(self.port):
            self.write = connection.sendall
            manager = serial.rfc2217.PortManager(self.port, self)
            while not self.closing:
                ready, _, _ = select.select([connection, self.port], [], [], 0.02)
                if connection in ready:
                    data = connection.recv(1024)
                    if not data:
                        return
                    self.port.write(b"".join(manager.filter(data)))
                if self.port in ready:
                    connection.sendall(b"".join(manager.escape(self.port.read(1024))))


@contextmanager
def served(baud: int = 9600) -> Iterator[tuple[ComPortLink, ComPortServer, Terminal]]:
    with terminal() as adapter, listener() as (sock, where):
        server = ComPortServer(adapter.name, sock)
        with running(server.run):
            link = open_com_port(address(where), baud, wait_for)
            try:
                yield link, server, adapter
            finally:
                server.closing = True
                link.close()


def address(where: str) -> TcpAddress:
    host, _, port = where.rpartition(":")
    return TcpAddress(host, int(port), com_port=True)


def read(link: ComPortLink, count: int) -> bytes:
    data = b""
    while len(data) < count:
        wait_for(link.fileno(), time.monotonic() + 5)
        data += link.read()
    return data


def test_the_far_port_gets_our_settings() -> None:
    with served(19200) as (_, server, _):
        port = server.port
        assert (port.baudrate, port.bytesize, port.parity, port.stopbits) == (19200, 8, "N", 1)
        assert not port.rtscts
        assert not port.xonxoff


def test_bytes_go_both_ways_as_they_are() -> None:
    with served() as (link, _, adapter):
        link.write(EVERYTHING)
        assert adapter.read(len(EVERYTHING)) == EVERYTHING
        adapter.write(EVERYTHING)
        assert read(link, len(EVERYTHING)) == EVERYTHING


def test_a_server_that_goes_is_a_lost_link() -> None:
    with served() as (link, server, _):
        server.closing = True
        with pytest.raises(LinkError, match="closed the connection"):
            read(link, 1)


def test_a_server_of_bare_bytes_is_told_from_one_with_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(com_port_link, "NEGOTIATE_S", 0.05)
    with listener() as (server, where):
        with pytest.raises(LinkError, match="timed out"):
            open_com_port(address(where), 9600, wait_for)
        connection, _ = server.accept()
        with connection:
            connection.settimeout(5)
            assert receive(connection, 18)
            assert connection.recv(1) == b""


def test_a_negotiation_ends_with_the_bank() -> None:
    def closes_later(fd: int, until_s: float, *, writable: bool = False) -> None:
        if len(waits) == 2:
            never(fd, until_s)
        waits.append(fd)
        wait_for(fd, until_s, writable=writable)

    waits: list[int] = []
    with listener() as (_, where), pytest.raises(PortClosedError):
        open_com_port(address(where), 9600, closes_later)
