import asyncio
import json
import logging
import socket
import stat
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any, Literal

import msgspec
import pytest

from kiosk.ipc import server as module
from kiosk.ipc.server import Handlers, IpcServer
from kiosk.messages import (
    MAX_LINE_BYTES,
    PROTOCOL_VERSION,
    Alive,
    BasketScreen,
    Beat,
    CodeSeen,
    FromCore,
    Hello,
    IdleScreen,
    Intent,
    LookAgain,
    LookFor,
    Painted,
    ReaderStatus,
    RefusedScreen,
    ScannerLine,
    ScannersStatus,
    Site,
    ToCore,
    View,
    WallCell,
    WallDrawing,
    Welcome,
    from_core,
    line,
)
from tests.helpers.core import until

WALL = WallDrawing(100, 100, WallCell(0, "", 0, 0, 10, 10), ())
WELCOME = Welcome(Site("Sentrum", "S4", "22", ("nb",), WALL, 268.0, 476.0, "/run/preview.rgb"))
OK = ReaderStatus("ok", "stage:", 1280, 720, 15.0, 8.0, 3)


def hello(role: Any, protocol: int = PROTOCOL_VERSION) -> Hello:
    return Hello(protocol, role, "0")


def view(seq: int, text: str = "") -> View:
    screen = RefusedScreen("unknown", site_name=text) if text else IdleScreen(camera_ok=True, can_type=True)
    return View(seq, "S1", "nb", screen)


class Peer:
    """The other end, which may say anything."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader = reader
        self.writer = writer

    async def say(self, *messages: ToCore | FromCore | bytes) -> None:
        for message in messages:
            self.writer.write(message if isinstance(message, bytes) else line(message))
        await self.writer.drain()

    async def hear(self) -> FromCore | None:
        """The next message, None when it was cut off."""
        async with asyncio.timeout(5.0):
            try:
                said = await self.reader.readline()
            except ConnectionError:
                return None
        message: FromCore | None = from_core.decode(said) if said else None
        return message

    async def hear_view(self) -> View:
        """The next view, beats left out."""
        while True:
            heard = await self.hear()
            assert heard is not None, "cut off"
            if isinstance(heard, View):
                return heard

    async def is_cut_off(self) -> bool:
        while await self.hear() is not None:
            pass
        return True


class Desk:
    """A server, and all that it was told."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.told: list[Any] = []
        self.asks = False
        say = self.told.append
        self.turns: list[bool] = []
        self.settled = asyncio.Event()
        self.settled.set()
        handlers = Handlers(say, say, say, say, say, self.turns.append)
        self.server = IpcServer(WELCOME, handlers, lambda: self.asks, self.settled.wait)

    @asynccontextmanager
    async def peer(self, *messages: ToCore | FromCore | bytes) -> AsyncIterator[Peer]:
        reader, writer = await asyncio.open_unix_connection(self.path, limit=MAX_LINE_BYTES)
        peer = Peer(reader, writer)
        try:
            await peer.say(*messages)
            yield peer
        finally:
            writer.close()

    @asynccontextmanager
    async def ui(self) -> AsyncIterator[Peer]:
        async with self.peer(hello("ui")) as peer:
            assert isinstance(await peer.hear(), Hello)
            assert await peer.hear() == WELCOME
            yield peer

    @asynccontextmanager
    async def reader(self) -> AsyncIterator[Peer]:
        async with self.peer(hello("reader")) as peer:
            assert isinstance(await peer.hear(), Hello)
            yield peer


def at_desk(tmp_path: Path, scenario: Callable[[Desk], Awaitable[None]]) -> Desk:
    desk = Desk(tmp_path / "core.sock")

    async def main() -> None:
        async with asyncio.timeout(20.0), desk.server.listen(desk.path):
            await scenario(desk)

    asyncio.run(main())
    return desk


# --- hello --------------------------------------------------------------------------------------------------------


def test_a_ui_is_greeted_welcomed_and_gets_the_view(tmp_path: Path) -> None:
    async def scenario(desk: Desk) -> None:
        desk.server.publish(view(1))
        async with desk.peer(hello("ui")) as peer:
            greeting = await peer.hear()
            assert isinstance(greeting, Hello)
            assert (greeting.protocol, greeting.role) == (PROTOCOL_VERSION, "core")
            assert await peer.hear() == WELCOME
            assert await peer.hear() == view(1)

    at_desk(tmp_path, scenario)


CUT_OFF = [
    (hello("ui", PROTOCOL_VERSION + 1),),
    (hello("core"),),
    (Intent("S1", "home"),),
    (b"{}\n",),
    (b"garbage\n",),
    (b"\xff\xfe\x00\n",),
    (b"\n",),
    (b'{"type":"hello","protocol":1,"role":"spy","version":"0"}\n',),
    (hello("ui"), b"garbage\n"),
    (hello("ui"), CodeSeen(b"x", "qr", 0.0, 0.0)),
    (hello("ui"), OK),
    (hello("ui"), hello("ui")),
    (hello("ui"), b'{"type":"intent","session":"S1","action":"fly"}\n'),
    (hello("ui"), b'{"type":"painted","seq":"one"}\n'),
    (hello("reader"), Intent("S1", "home")),
    (hello("reader"), Painted(1)),
    (hello("reader"), b"garbage\n"),
    (hello("ui"), b'"' + b"x" * (MAX_LINE_BYTES + 10) + b'"\n'),
    (b"x" * (MAX_LINE_BYTES + 10) + b"\n",),
    (hello("ui"), b"[" * 100_000 + b"\n"),
]


@pytest.mark.allow_warnings
@pytest.mark.parametrize("said", CUT_OFF, ids=range(len(CUT_OFF)))
def test_a_peer_that_breaks_the_protocol_is_cut_off_and_nobody_else_is(
    tmp_path: Path, said: tuple[ToCore | bytes, ...], caplog: pytest.LogCaptureFixture
) -> None:
    async def scenario(desk: Desk) -> None:
        async with desk.ui() as other, desk.peer() as peer:
            with suppress(ConnectionError):
                await peer.say(*said)
            assert await peer.is_cut_off()
            desk.server.publish(view(7))
            assert await other.hear_view() == view(7)

    desk = at_desk(tmp_path, scenario)
    assert [told for told in desk.told if told is not None] == []
    assert [record.levelno for record in caplog.records] == [logging.WARNING], "one line, and no traceback"
    assert "garbage" not in caplog.text


@pytest.mark.parametrize("said", [b"", b'{"type":"hel'], ids=["nothing", "half a line"])
def test_a_peer_that_does_not_say_hello_in_time_is_cut_off(
    tmp_path: Path, said: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "_HELLO_LIMIT_S", 0.02)

    async def scenario(desk: Desk) -> None:
        async with desk.peer(said) as peer:
            assert await peer.is_cut_off()

    at_desk(tmp_path, scenario)


def test_a_peer_that_goes_away_in_the_middle_of_a_line_is_no_trouble(tmp_path: Path) -> None:
    async def scenario(desk: Desk) -> None:
        async with desk.ui() as peer:
            await peer.say(b'{"type":"intent","ses')
        async with desk.ui():
            pass

    at_desk(tmp_path, scenario)


# --- ui -----------------------------------------------------------------------------------------------------------


def test_every_intent_is_handed_on_whatever_session_it_names(tmp_path: Path) -> None:
    """Whether a tap was meant for this session is for the application to say."""
    intents = [Intent("S1", "home"), Intent("LONG-GONE", "collect"), Intent("", "key", "7")]

    async def scenario(desk: Desk) -> None:
        async with desk.ui() as peer:
            await peer.say(*intents, Painted(4))
            await until(lambda: len(desk.told) == 4)

    assert at_desk(tmp_path, scenario).told == [*intents, 4]


def test_a_new_view_is_sent_at_once_to_every_ui_and_an_old_one_not_again(tmp_path: Path) -> None:
    async def scenario(desk: Desk) -> None:
        async with desk.ui() as one, desk.ui() as two:
            for seq in (1, 2):
                desk.server.publish(view(seq))
                assert await one.hear() == view(seq)
                assert await two.hear() == view(seq)
            desk.server.publish(view(2))
            assert isinstance(await one.hear(), Beat)

    at_desk(tmp_path, scenario)


def test_it_beats_while_nothing_changes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_BEAT_S", 0.002)

    async def scenario(desk: Desk) -> None:
        async with desk.ui() as peer:
            assert [type(await peer.hear()) for _ in range(3)] == [Beat] * 3

    at_desk(tmp_path, scenario)


def test_a_ui_that_reads_slowly_gets_the_newest_view_and_no_queue(tmp_path: Path) -> None:
    last, long_text = 400, "x" * 20_000

    async def scenario(desk: Desk) -> None:
        async with desk.ui() as peer:
            for seq in range(1, last + 1):
                desk.server.publish(view(seq, long_text))
                await asyncio.sleep(0)
            heard = [await peer.hear_view()]
            while heard[-1].seq < last:
                heard.append(await peer.hear_view())
            assert len(heard) < last / 4
            assert [made.seq for made in heard] == sorted({made.seq for made in heard})

    at_desk(tmp_path, scenario)


def test_a_ui_that_never_reads_is_cut_off(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_SEND_LIMIT_S", 0.05)

    async def scenario(desk: Desk) -> None:
        with socket.socket(socket.AF_UNIX) as peer:
            peer.connect(str(desk.path))
            peer.sendall(line(hello("ui")))
            for seq in range(1, 200):
                desk.server.publish(view(seq, "x" * 20_000))
                await asyncio.sleep(0.002)
            peer.setblocking(False)
            with suppress(ConnectionError):
                while peer.recv(1 << 20):  # BlockingIOError here would mean that the connection still stands
                    pass

    at_desk(tmp_path, scenario)


def test_a_ui_shows_that_it_turns_and_the_last_one_that_goes_is_told(tmp_path: Path) -> None:
    async def scenario(desk: Desk) -> None:
        async with desk.ui() as first:
            async with desk.ui() as second:
                await second.say(Alive())
                await until(lambda: desk.turns == [True])
            await first.say(Painted(1))
            await until(lambda: desk.turns == [True, True])
        await until(lambda: desk.turns == [True, True, False])

    at_desk(tmp_path, scenario)


def test_a_ui_that_stops_turning_is_cut_off(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_SILENCE_S", 0.1)

    async def scenario(desk: Desk) -> None:
        async with desk.ui() as peer:
            for _ in range(5):
                await peer.say(Alive())
                await asyncio.sleep(0.05)
            assert desk.turns == [True] * 5
            assert await peer.is_cut_off()
        await until(lambda: desk.turns[-1] is False)

    at_desk(tmp_path, scenario)


# --- reader -------------------------------------------------------------------------------------------------------


def test_codes_and_states_are_handed_on_and_its_going_is_told(tmp_path: Path) -> None:
    code = CodeSeen(b"\x00\xffPK1:", "qr", 1.0, 1.1)

    async def scenario(desk: Desk) -> None:
        async with desk.reader() as peer:
            await peer.say(code, OK)
            await until(lambda: len(desk.told) == 2)
        await until(lambda: len(desk.told) == 3)

    assert at_desk(tmp_path, scenario).told == [code, OK, None]


@pytest.mark.allow_warnings
def test_scanners_are_heard_as_a_peer_of_their_own(tmp_path: Path) -> None:
    code = CodeSeen(b"04A1B2C3", "card_uid", 1.0, 1.1, entry="tapped")
    status = ScannersStatus((ScannerLine("pcsc:", "ok", 1),))

    async def scenario(desk: Desk) -> None:
        async with desk.reader() as reader, desk.peer(hello("scanners")) as peer:
            assert isinstance(await peer.hear(), Hello)
            await peer.say(code, status)
            await until(lambda: len(desk.told) == 2)
            desk.server.look_again()
            assert await peer.hear() == LookAgain()
            assert await reader.hear() == LookAgain()
            await peer.say(OK)  # of a camera they know nothing
            assert await peer.is_cut_off()
        await until(lambda: len(desk.told) == 4)

    assert at_desk(tmp_path, scenario).told == [code, status, None, None]


def test_a_reader_that_stops_telling_of_its_camera_is_cut_off(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_SILENCE_S", 0.1)

    async def scenario(desk: Desk) -> None:
        async with desk.reader() as peer:
            await asyncio.sleep(0.2)  # the camera is being opened
            await peer.say(OK)
            assert await peer.is_cut_off()
        assert desk.told == [OK, None]

    at_desk(tmp_path, scenario)


def test_a_reader_is_asked_to_look_again_only_when_it_should(tmp_path: Path) -> None:
    async def scenario(desk: Desk) -> None:
        async with desk.reader() as peer:
            await peer.say(OK)
            await until(lambda: desk.told)
            desk.server.look_again()
            assert await peer.hear() == LookAgain()
        desk.asks = True
        async with desk.reader() as peer:
            assert await peer.hear() == LookAgain()
        desk.asks = False
        async with desk.reader() as peer:
            with pytest.raises(TimeoutError):
                await asyncio.wait_for(peer.reader.readline(), 0.02)

    at_desk(tmp_path, scenario)


@pytest.mark.parametrize("role", ["reader", "scanners"])
def test_who_brings_codes_waits_until_it_is_known_who_was_there_before(
    tmp_path: Path, role: Literal["reader", "scanners"]
) -> None:
    """A core that is restarted in a visit is idle for a moment: the code that began the visit is still in view then."""

    async def scenario(desk: Desk) -> None:
        desk.settled.clear()
        desk.asks = True
        async with desk.peer(hello(role)) as peer, desk.ui():
            with pytest.raises(TimeoutError):
                await asyncio.wait_for(peer.reader.readline(), 0.05)
            desk.asks = False  # somebody's visit goes on
            desk.settled.set()
            assert isinstance(await peer.hear(), Hello)
            with pytest.raises(TimeoutError):
                await asyncio.wait_for(peer.reader.readline(), 0.02)

    at_desk(tmp_path, scenario)


def test_a_reader_looks_for_goods_while_they_are_wanted(tmp_path: Path) -> None:
    basket = View(1, "S1", "nb", BasketScreen("Fjell AS", (), None, "told"))

    async def scenario(desk: Desk) -> None:
        async with desk.reader() as peer, desk.peer(hello("scanners")) as scanners:
            assert isinstance(await scanners.hear(), Hello)
            await peer.say(OK)
            await until(lambda: desk.told)
            desk.server.publish(basket)
            assert await peer.hear() == LookFor(goods=True)
            desk.server.publish(msgspec.structs.replace(basket, seq=2))
            async with desk.reader() as late:
                assert await late.hear() == LookFor(goods=True)
            desk.server.publish(view(3))
            assert await peer.hear() == LookFor(goods=False)
            with pytest.raises(TimeoutError):
                await asyncio.wait_for(scanners.reader.readline(), 0.02)

    at_desk(tmp_path, scenario)


def test_a_ui_is_never_asked_to_look(tmp_path: Path) -> None:
    async def scenario(desk: Desk) -> None:
        desk.asks = True
        async with desk.ui() as peer:
            desk.server.look_again()
            desk.server.publish(view(1))
            assert await peer.hear() == view(1)

    at_desk(tmp_path, scenario)


# --- the socket ---------------------------------------------------------------------------------------------------


def test_only_this_user_reaches_the_socket(tmp_path: Path) -> None:
    async def scenario(desk: Desk) -> None:
        assert stat.S_IMODE(desk.path.stat().st_mode) == 0o600

    at_desk(tmp_path, scenario)


def test_a_folder_of_the_group_has_a_socket_of_the_group(tmp_path: Path) -> None:
    tmp_path.chmod(0o770)

    async def scenario(desk: Desk) -> None:
        assert stat.S_IMODE(desk.path.stat().st_mode) == 0o660

    at_desk(tmp_path, scenario)


def test_a_socket_that_a_killed_core_left_is_replaced(tmp_path: Path) -> None:
    (tmp_path / "core.sock").write_text("left over")

    async def scenario(desk: Desk) -> None:
        async with desk.ui():
            pass

    at_desk(tmp_path, scenario)


def test_when_the_core_ends_every_connection_ends_in_order(tmp_path: Path) -> None:
    ends: list[bool] = []

    async def main() -> None:
        desk = Desk(tmp_path / "core.sock")
        async with asyncio.timeout(10.0):
            async with desk.server.listen(desk.path):
                reader, writer = await asyncio.open_unix_connection(desk.path)
                writer.write(line(hello("ui")))
                assert json.loads(await reader.readline())["type"] == "hello"
            peer = Peer(reader, writer)
            ends.append(await peer.is_cut_off())
            writer.close()

    asyncio.run(main())
    assert ends == [True]
