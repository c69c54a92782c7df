import socket
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk.adapters import reader_link
from kiosk.adapters.reader_link import CoreLink
from kiosk.messages import PROTOCOL_VERSION, CodeSeen, Hello, LookFor, line, to_core

CODE = CodeSeen(b"PK1:X", "qr", 1.0, 2.0)
CORE_HELLO = line(Hello(PROTOCOL_VERSION, "core", "1"))


@pytest.fixture
def listener(tmp_path: Path) -> Iterator[socket.socket]:
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(tmp_path / "core.sock"))
        server.listen(1)
        yield server


@pytest.fixture
def link(tmp_path: Path) -> Iterator[CoreLink]:
    link = CoreLink(tmp_path / "core.sock", "1")
    yield link
    link.close()


def greeted(link: CoreLink, listener: socket.socket) -> socket.socket:
    """The core's end of a link that is ready."""
    assert link.tick() is False
    core, _ = listener.accept()
    core.sendall(CORE_HELLO)
    assert link.tick() is True
    return core


def test_ready_once_the_core_said_hello(link: CoreLink, listener: socket.socket) -> None:
    with greeted(link, listener) as core:
        assert link.tick() is False
        assert link.ready
        assert link.send(CODE)
        said = core.recv(4096).splitlines()
    assert [to_core.decode(text) for text in said] == [Hello(PROTOCOL_VERSION, "reader", "1"), CODE]


def test_a_hello_in_pieces_is_waited_for(link: CoreLink, listener: socket.socket) -> None:
    link.tick()
    core, _ = listener.accept()
    with core:
        core.sendall(CORE_HELLO[:9])
        assert link.tick() is False
        core.sendall(CORE_HELLO[9:])
        assert link.tick() is True


def test_nothing_is_sent_before(link: CoreLink, listener: socket.socket) -> None:
    assert link.send(CODE) is False
    link.tick()
    assert link.send(CODE) is False
    core, _ = listener.accept()
    with core:
        assert len(core.recv(4096).splitlines()) == 1


def test_no_core_is_tried_again_after_a_tenth_of_a_second(
    link: CoreLink, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tries: list[float] = []
    now_s = [50.0]
    monkeypatch.setattr(time, "monotonic", lambda: now_s[0])
    connect = link._connect
    monkeypatch.setattr(link, "_connect", lambda at_s: (tries.append(at_s), connect(at_s)))
    for _ in range(100):
        assert link.tick() is False
        now_s[0] += 0.01
    assert len(tries) == 10


def test_a_core_that_does_not_read_is_dropped_without_waiting(link: CoreLink, listener: socket.socket) -> None:
    with greeted(link, listener):
        start_s = time.monotonic()
        while link.send(CODE):
            assert time.monotonic() - start_s < 10
        assert not link.ready


def test_a_core_that_says_nothing_is_dropped(
    link: CoreLink, listener: socket.socket, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reader_link, "HELLO_WITHIN_S", 0.0)
    link.tick()
    core, _ = listener.accept()
    with core:
        core.settimeout(5)
        link.tick()
        assert core.recv(4096).endswith(b"\n")
        assert core.recv(4096) == b""


@pytest.mark.parametrize("hello", [Hello(PROTOCOL_VERSION + 1, "core", "2"), Hello(PROTOCOL_VERSION, "ui", "1")])
def test_a_wrong_hello_is_said_once_however_often_it_comes(
    hello: Hello,
    link: CoreLink,
    listener: socket.socket,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level("INFO")
    monkeypatch.setattr(reader_link, "REFUSED_RETRY_S", 0.0)
    monkeypatch.setattr(reader_link, "RETRY_S", 0.0)
    for _ in range(3):
        link.tick()
        core, _ = listener.accept()
        with core:
            core.sendall(line(hello))
            link.tick()
        assert not link.ready
    assert len(caplog.records) == 1


def test_a_core_that_went_away_is_noticed(link: CoreLink, listener: socket.socket) -> None:
    greeted(link, listener).close()
    link.tick()
    assert not link.ready
    again = greeted_later(link, listener)
    again.close()
    assert link.send(CODE) is False


def greeted_later(link: CoreLink, listener: socket.socket) -> socket.socket:
    """As `greeted`, after the pause before the next try."""
    time.sleep(reader_link.RETRY_S)
    return greeted(link, listener)


def test_goods_are_looked_for_as_long_as_the_core_wants_them(link: CoreLink, listener: socket.socket) -> None:
    with greeted(link, listener) as core:
        assert not link.goods
        core.sendall(line(LookFor(goods=True)))
        link.tick()
        assert link.goods
        assert not link.look_again()
        core.sendall(line(LookFor(goods=False)))
        link.tick()
        assert not link.goods
        core.sendall(line(LookFor(goods=True)))
        link.tick()
    link.tick()
    assert not link.goods
