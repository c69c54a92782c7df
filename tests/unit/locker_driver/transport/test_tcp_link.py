"""Serial servers on the loopback network."""

import socket
import struct
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager

import pytest

from locker_driver.errors import LinkError
from locker_driver.transport import tcp_link
from locker_driver.transport.address import TcpAddress
from locker_driver.transport.link import PortClosedError
from locker_driver.transport.tcp_link import LATE_S, MAX_ADDRESSES, STALL_S, TcpLink, open_tcp, refuse_itself
from tests.unit.locker_driver.transport.far_ends import listener, never, receive, until, wait_for


@pytest.fixture
def pair() -> Iterator[tuple[TcpLink, socket.socket]]:
    with listener() as (server, where):
        link = open_tcp(address(where), wait_for)
        far, _ = server.accept()
        far.settimeout(5)
        with closing(link), far:
            yield link, far


def address(where: str) -> TcpAddress:
    host, _, port = where.rpartition(":")
    return TcpAddress(host, int(port))


def test_bytes_go_both_ways_as_they_are(pair: tuple[TcpLink, socket.socket]) -> None:
    link, far = pair
    everything = bytes(range(256))
    link.write(everything)
    assert receive(far, 256) == everything
    far.sendall(everything)
    wait_for(link.fileno(), time.monotonic() + 5)
    assert link.read() == everything
    assert link.read() == b""


def test_a_connection_notices_a_far_end_that_is_gone(pair: tuple[TcpLink, socket.socket]) -> None:
    sock = pair[0]._socket
    assert sock.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)
    assert sock.getsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE)
    assert sock.getsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPIDLE) == 10
    assert sock.getsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT) == 1000 * LATE_S


def test_an_orderly_end(pair: tuple[TcpLink, socket.socket]) -> None:
    link, far = pair
    far.sendall(b"last")
    far.close()
    wait_for(link.fileno(), time.monotonic() + 5)
    assert link.read() == b"last"
    with pytest.raises(LinkError, match="closed the connection"):
        link.read()


def test_a_reset(pair: tuple[TcpLink, socket.socket]) -> None:
    link, far = pair
    reset(far)
    wait_for(link.fileno(), time.monotonic() + 5)
    with pytest.raises(LinkError, match="reset by peer"):
        link.read()
    with pytest.raises(LinkError, match="Broken pipe"):
        link.write(b"x")


def test_nobody_listens() -> None:
    with listener() as (_, where):
        pass
    with pytest.raises(LinkError, match="refused"):
        open_tcp(address(where), wait_for)


def test_a_server_that_does_not_take_the_connection_costs_bounded_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tcp_link, "CONNECT_S", 0.1)
    with full_listener() as where, pytest.raises(LinkError, match="timed out"):
        open_tcp(address(where), wait_for)


def test_a_connection_being_made_ends_with_the_bank() -> None:
    with full_listener() as where, pytest.raises(PortClosedError):
        open_tcp(address(where), only_reads)


def test_a_name_is_looked_up() -> None:
    with listener() as (server, where):
        port = address(where).port
        with closing(open_tcp(TcpAddress("localhost", port), wait_for)):
            server.accept()[0].close()


def test_the_next_address_of_a_name_is_tried(monkeypatch: pytest.MonkeyPatch) -> None:
    with listener() as (_, dead):
        pass
    with listener() as (server, where):
        answers(monkeypatch, lambda: [("127.0.0.1", address(dead).port), ("127.0.0.1", address(where).port)])
        with closing(open_tcp(TcpAddress("boards.example", 1), wait_for)):
            server.accept()[0].close()


def test_a_name_that_nobody_knows(monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown() -> list[tuple[str, int]]:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    answers(monkeypatch, unknown)
    with pytest.raises(LinkError, match=r"boards\.example: Name or service not known"):
        open_tcp(TcpAddress("boards.example", 1), wait_for)


def test_a_name_server_that_is_away_holds_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    release = threading.Event()

    def slow() -> list[tuple[str, int]]:
        release.wait(5)
        return []

    answers(monkeypatch, slow)
    monkeypatch.setattr(tcp_link, "CONNECT_S", 0.05)
    with pytest.raises(LinkError, match="timed out"):
        open_tcp(TcpAddress("boards.example", 1), wait_for)
    with pytest.raises(PortClosedError):
        open_tcp(TcpAddress("boards.example", 1), never)
    release.set()
    until(lambda: not any(thread.name.startswith("resolve-") for thread in threading.enumerate()))


def test_a_name_without_an_address(monkeypatch: pytest.MonkeyPatch) -> None:
    answers(monkeypatch, list)
    with pytest.raises(LinkError, match="no address"):
        open_tcp(TcpAddress("boards.example", 1), wait_for)


def test_after_the_bank_was_closed_no_further_address_is_tried(monkeypatch: pytest.MonkeyPatch) -> None:
    tried: list[object] = []

    def reach(_sock: socket.socket, where: object, _wait_for: object) -> None:
        tried.append(where)
        raise PortClosedError("the bank is closed")

    answers(monkeypatch, lambda: [("127.0.0.1", 1), ("127.0.0.1", 2)])
    monkeypatch.setattr(tcp_link, "_reach", reach)
    with pytest.raises(PortClosedError):
        open_tcp(TcpAddress("boards.example", 1), wait_for)
    assert len(tried) == 1


def test_nobody_is_connected_to_himself() -> None:
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        sock.connect(sock.getsockname())
        with pytest.raises(LinkError, match="refused"):
            refuse_itself(sock)


def test_every_connection_is_looked_at_for_that(monkeypatch: pytest.MonkeyPatch) -> None:
    def itself(_: socket.socket) -> None:
        raise LinkError("that is us")

    monkeypatch.setattr(tcp_link, "refuse_itself", itself)
    with listener() as (_, where), pytest.raises(LinkError, match="that is us"):
        open_tcp(address(where), wait_for)


def test_not_every_address_of_a_name_is_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    tried: list[object] = []

    def reach(_sock: socket.socket, where: object, _wait_for: object) -> None:
        tried.append(where)
        raise LinkError("timed out")

    answers(monkeypatch, lambda: [("127.0.0.1", number) for number in range(1, 20)])
    monkeypatch.setattr(tcp_link, "_reach", reach)
    with pytest.raises(LinkError, match="timed out"):
        open_tcp(TcpAddress("boards.example", 1), wait_for)
    assert len(tried) == MAX_ADDRESSES


def test_a_far_end_that_takes_nothing_gets_nothing_more() -> None:
    clock = [100.0]
    with stalled(clock) as (link, _):
        clock[0] += STALL_S
        link.write(b"x")
        clock[0] += 0.01
        with pytest.raises(LinkError, match="takes no more"):
            link.write(b"x")


def test_a_request_that_was_taken_in_part_is_a_lost_link() -> None:
    with stalled([100.0]) as (link, _), pytest.raises(LinkError, match="takes no more"):
        link.write(bytes(50_000_000))


def test_a_far_end_that_takes_bytes_late_is_fine(pair: tuple[TcpLink, socket.socket]) -> None:
    clock = [100.0]
    link, far = TcpLink(pair[0]._socket, lambda: clock[0]), pair[1]
    for _ in range(3):
        link.write(b"question")
        assert receive(far, 8) == b"question"
        until(lambda: link._untaken() == 0)
        clock[0] += 10 * STALL_S


def test_what_was_not_taken_is_forgotten_when_the_connection_is_given_up() -> None:
    with stalled([100.0]) as (link, far):
        link.close()
        far.settimeout(5)
        with pytest.raises(ConnectionResetError):
            receive(far, 1_000_000)


def test_a_connection_without_rest_ends_in_order(pair: tuple[TcpLink, socket.socket]) -> None:
    link, far = pair
    link.write(b"question")
    assert receive(far, 8) == b"question"
    until(lambda: link._untaken() == 0)
    link.close()
    assert far.recv(1) == b""


def test_failed_attempts_leave_nothing_open(monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[socket.socket] = []

    class Counted(socket.socket):
        def __init__(self, *settings: int) -> None:
            super().__init__(*settings)
            made.append(self)

    with listener() as (_, where):
        pass
    monkeypatch.setattr(tcp_link, "CONNECT_S", 0.05)
    monkeypatch.setattr(socket, "socket", Counted)
    for waiting in (wait_for, only_reads):
        with full_listener() as full, pytest.raises(LinkError):
            open_tcp(address(full), waiting)
        with pytest.raises(LinkError):
            open_tcp(address(where), waiting)
    assert made
    assert all(sock.fileno() == -1 for sock in made)


# --- far ends -------------------------------------------------------------------------------------------------------


def only_reads(fd: int, until_s: float, *, writable: bool = False) -> None:
    """The bank closes as soon as the name is known."""
    (never if writable else wait_for)(fd, until_s, writable=writable)


def reset(far: socket.socket) -> None:
    far.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    far.close()


def answers(monkeypatch: pytest.MonkeyPatch, found: Callable[[], list[tuple[str, int]]]) -> None:
    def getaddrinfo(host: str, port: int, **_: object) -> list[object]:
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", where) for where in found()]

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)


@contextmanager
def full_listener() -> Iterator[str]:
    """A server whose queue of connections is full: the kernel drops ours without a word."""
    with ExitStack() as stack:
        server = stack.enter_context(socket.socket())
        server.bind(("127.0.0.1", 0))
        server.listen(0)
        for _ in range(8):
            waiting = stack.enter_context(socket.socket())
            waiting.setblocking(False)
            waiting.connect_ex(server.getsockname())
        yield f"127.0.0.1:{server.getsockname()[1]}"


@contextmanager
def stalled(clock: list[float]) -> Iterator[tuple[TcpLink, socket.socket]]:
    """A far end that takes no bytes any more, as behind a cable that was pulled."""
    with socket.socket() as server:
        server.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        server.bind(("127.0.0.1", 0))
        server.listen()
        link = TcpLink(open_tcp(TcpAddress(*server.getsockname()), wait_for)._socket, lambda: clock[0])
        far, _ = server.accept()
        with closing(link), far:
            link.write(bytes(32_000))
            until(lambda: link._untaken() > 0)
            yield link, far
