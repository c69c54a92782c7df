"""A serial server on the network: the bytes of the bus in a TCP stream.

TCP is no wire: what it cannot deliver it keeps and delivers later, and an unlock that arrives when the person has left
opens a door to nobody. So a connection that stalls is given up within seconds, and takes what it kept with it.
"""

import contextlib
import errno
import fcntl
import os
import queue
import socket
import struct
import termios
import threading
import time
from collections.abc import Callable
from typing import Final

from locker_driver.errors import LinkError
from locker_driver.transport.address import TcpAddress
from locker_driver.transport.link import PortClosedError, WaitFor

CONNECT_S: Final = 3.0
"""For the name, and for each address of it."""
STALL_S: Final = 1.0
"""The far end's kernel takes bytes at once, or within 0.2 s if it delays acknowledgements."""
LATE_S: Final = 3.0
"""Nothing written is delivered later than this."""
MAX_ADDRESSES: Final = 4
READ_BYTES: Final = 4096

_Address = tuple[str, int] | tuple[str, int, int, int] | tuple[int, bytes]
_Where = tuple[socket.AddressFamily, _Address]


class TcpLink:
    """An open connection."""

    def __init__(self, sock: socket.socket, clock: Callable[[], float] = time.monotonic) -> None:
        self._socket = sock
        self._clock = clock
        self._oldest_s = 0.0
        """When the oldest of the bytes that the far end has not taken were written, at the earliest."""

    def fileno(self) -> int:
        return self._socket.fileno()

    def write(self, data: bytes) -> None:
        now_s = self._clock()
        try:
            if not self._untaken():
                self._oldest_s = now_s
            elif now_s - self._oldest_s > STALL_S:
                raise LinkError("the far end takes no more bytes")
            if self._socket.send(data) < len(data):
                raise LinkError("the far end takes no more bytes")
        except OSError as error:
            raise _link_error(error) from error

    def read(self) -> bytes:
        try:
            data = self._socket.recv(READ_BYTES)
        except BlockingIOError:
            return b""
        except OSError as error:
            raise _link_error(error) from error
        if not data:
            raise LinkError("the far end closed the connection")
        return data

    def close(self) -> None:
        with contextlib.suppress(OSError, ValueError):  # ValueError: it is closed already
            if self._untaken():
                # Reset the connection; else the kernel goes on delivering for minutes.
                self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        with contextlib.suppress(OSError):
            self._socket.close()

    def _untaken(self) -> int:
        """Bytes that the far end has not acknowledged (SIOCOUTQ, tcp(7))."""
        (count,) = struct.unpack("i", fcntl.ioctl(self._socket, termios.TIOCOUTQ, bytes(4)))
        return int(count)


def open_tcp(address: TcpAddress, wait_for: WaitFor) -> TcpLink:
    """Raises LinkError, within CONNECT_S for the name and each address behind it."""
    failure = LinkError("the name has no address")
    for family, where in _resolve(address, wait_for)[:MAX_ADDRESSES]:
        try:
            return TcpLink(_connect(family, where, wait_for))
        except PortClosedError:
            raise
        except LinkError as error:
            failure = error
    raise failure


def _resolve(address: TcpAddress, wait_for: WaitFor) -> list[_Where]:
    """A name server that is away holds its caller for half a minute, so a thread of its own waits for it."""
    found: queue.SimpleQueue[list[_Where] | OSError] = queue.SimpleQueue()
    ours, theirs = socket.socketpair()

    def look_up() -> None:
        with theirs:
            try:
                answers = socket.getaddrinfo(address.host, address.port, type=socket.SOCK_STREAM)
                found.put([(family, where) for family, _, _, _, where in answers])
            except OSError as error:
                found.put(error)

    with ours:
        threading.Thread(target=look_up, name=f"resolve-{address.host}", daemon=True).start()
        wait_for(ours.fileno(), time.monotonic() + CONNECT_S)
    answer = found.get()
    if isinstance(answer, OSError):
        raise LinkError(f"{address.host}: {answer.strerror}") from answer
    return answer


def _connect(family: socket.AddressFamily, where: _Address, wait_for: WaitFor) -> socket.socket:
    sock = socket.socket(family, socket.SOCK_STREAM)
    try:
        _prepare(sock)
        _reach(sock, where, wait_for)
    except OSError as error:
        sock.close()
        raise _link_error(error) from error
    except LinkError:
        sock.close()
        raise
    return sock


def _reach(sock: socket.socket, where: _Address, wait_for: WaitFor) -> None:
    number = sock.connect_ex(where)
    if number == errno.EINPROGRESS:
        wait_for(sock.fileno(), time.monotonic() + CONNECT_S, writable=True)
        number = sock.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR)
    if number != 0:
        raise LinkError(os.strerror(number))
    refuse_itself(sock)


def _prepare(sock: socket.socket) -> None:
    sock.setblocking(False)
    sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, int(1000 * LATE_S))
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
    sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPIDLE, 10)
    sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPINTVL, 3)
    sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPCNT, 3)


def refuse_itself(sock: socket.socket) -> None:
    """Who connects again and again to a port of this machine that nobody listens on gets it as its own one day, is
    connected to itself (RFC 9293 §3.5, simultaneous open), and hears its own questions as answers. Raises LinkError.
    """
    if sock.getsockname() == sock.getpeername():
        raise LinkError(os.strerror(errno.ECONNREFUSED))


def _link_error(error: OSError) -> LinkError:
    return LinkError(os.strerror(error.errno) if error.errno is not None else str(error))
