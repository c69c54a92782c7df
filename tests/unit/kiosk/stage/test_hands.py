import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from kiosk.stage import hands
from kiosk.stage.hands import Doors, Finger, Screen, StageError, connect
from tests.helpers.core import until

Request = dict[str, Any]


@pytest.fixture(autouse=True)
def nimble(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hands, "_FINGER_S", 0.0)


class Other:
    """The other side of a JSON-lines socket. `answers` are given in turn; the last one again and again."""

    def __init__(self, path: Path, *answers: Request | bytes | None) -> None:
        self.path = path
        self.asked: list[Request] = []
        self.events: list[Request] = []
        self._answers = list(answers)
        self._visitors = 0

    @asynccontextmanager
    async def listening(self) -> AsyncIterator["Other"]:
        async with asyncio.timeout(10.0):
            server = await asyncio.start_unix_server(self._serve, self.path)
            async with server:
                yield self
                await until(lambda: not self._visitors)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._visitors += 1
        try:
            await self._converse(reader, writer)
        finally:
            self._visitors -= 1
            writer.close()

    async def _converse(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        for event in self.events:
            writer.write(json.dumps(event).encode() + b"\n")
        while line := await reader.readline():
            self.asked.append(json.loads(line))
            answer = self._answers.pop(0) if len(self._answers) > 1 else self._answers[0]
            if answer is None:
                break
            writer.write(answer if isinstance(answer, bytes) else json.dumps(answer).encode() + b"\n")


def with_other(path: Path, scenario: Callable[[Other], Awaitable[None]], *answers: Request | bytes | None) -> Other:
    other = Other(path / "s.sock", *answers)

    async def main() -> None:
        async with other.listening():
            await scenario(other)

    asyncio.run(main())
    return other


# --- the wall -----------------------------------------------------------------------------------------------------


def test_doors_are_closed_and_jammed(tmp_path: Path) -> None:
    async def scenario(other: Other) -> None:
        async with connect(other.path) as lines:
            doors = Doors(lines)
            await doors.close(7)
            await doors.jam(8, jammed=True)
            await doors.jam(8, jammed=False)
            await doors.silence(1, silent=True)
            await doors.silence(1, silent=False)

    assert with_other(tmp_path, scenario, {"ok": True}).asked == [
        {"do": "close", "door": 7},
        {"do": "fault", "door": 8, "fault": "jam"},
        {"do": "fault", "door": 8, "fault": "none"},
        {"do": "fault", "board": 1, "fault": "silent"},
        {"do": "fault", "board": 1, "fault": "none"},
    ]


def test_an_event_is_nobodys_answer(tmp_path: Path) -> None:
    async def scenario(other: Other) -> None:
        other.events = [{"event": "pulse", "door": 5}, {"event": "opened", "door": 5}, {"event": "opened", "door": 8}]
        async with connect(other.path) as lines:
            assert await lines.ask(do="close", door=7) == {"ok": True, "n": 1}
            assert await Doors(lines).opened(1.0) == 5
            assert await Doors(lines).opened(1.0) == 8
            with pytest.raises(StageError, match=r"no door opened within 0\.01 s"):
                await Doors(lines).opened(0.01)

    with_other(tmp_path, scenario, {"ok": True, "n": 1})


@pytest.mark.parametrize("answer", [{"ok": False, "error": "no such door"}, {"error": "no such door"}])
def test_an_answer_that_says_no(tmp_path: Path, answer: Request) -> None:
    async def scenario(other: Other) -> None:
        async with connect(other.path) as lines:
            with pytest.raises(StageError, match="no such door"):
                await Doors(lines).close(99)

    with_other(tmp_path, scenario, answer)


def test_no_answer_in_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hands, "_ANSWER_LIMIT_S", 0.02)

    async def scenario(other: Other) -> None:
        async with connect(other.path) as lines:
            with pytest.raises(StageError, match="no answer to"):
                await Doors(lines).close(7)

    with_other(tmp_path, scenario, b"")


def test_many_events_that_nobody_asks_for_are_bounded(tmp_path: Path) -> None:
    async def scenario(other: Other) -> None:
        other.events = [{"event": "opened", "door": number} for number in range(10_050)]
        async with connect(other.path) as lines:
            await lines.ask(do="close", door=7)
            assert lines.events.qsize() == 10_000
            assert await Doors(lines).opened(1.0) == 50, "the oldest are let go"

    with_other(tmp_path, scenario, {"ok": True})


def test_a_process_that_is_still_starting_is_waited_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hands, "_RETRY_S", 0.005)
    other = Other(tmp_path / "s.sock", {"ok": True})

    async def ask() -> None:
        async with connect(other.path) as lines:
            await Doors(lines).close(7)

    async def main() -> None:
        async with asyncio.TaskGroup() as tasks:
            asking = tasks.create_task(ask())
            await asyncio.sleep(0.02)
            async with other.listening():
                await asking

    asyncio.run(main())
    assert other.asked


def test_a_process_that_never_starts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hands, "_CONNECT_LIMIT_S", 0.01)

    async def main() -> None:
        async with connect(tmp_path / "s.sock"):
            pass

    with pytest.raises(StageError, match=r"s\.sock"):
        asyncio.run(main())


# --- the glass ----------------------------------------------------------------------------------------------------


def test_what_is_on_the_glass(tmp_path: Path) -> None:
    async def scenario(other: Other) -> None:
        seen = await Finger(other.path).look()
        assert seen == Screen("door", 7, ("Luke 12", "kr 1 649,00"), frozenset({"action-help"}))

    answer = {"screen": "door", "seq": 7, "texts": ["Luke 12", "kr\u00a01\u00a0649,00"], "controls": ["action-help"]}
    assert with_other(tmp_path, scenario, answer).asked == [{"screen": True}]


def test_a_text_is_one_tap_a_symbol(tmp_path: Path) -> None:
    async def scenario(other: Other) -> None:
        await Finger(other.path).type("7K-")

    asked = with_other(tmp_path, scenario, {"ok": True}).asked
    assert asked == [{"tap": "key-7"}, {"tap": "key-K"}, {"tap": "key--"}]


def test_a_control_that_comes_late_is_waited_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hands, "_RETRY_S", 0.001)
    missing = {"ok": False, "error": "no control"}

    async def scenario(other: Other) -> None:
        await Finger(other.path).tap("action-home")

    assert len(with_other(tmp_path, scenario, missing, missing, None, {"ok": True}).asked) == 4


def test_a_control_that_never_comes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hands, "_RETRY_S", 0.0)
    monkeypatch.setattr(hands, "_LOOKS", 3)

    async def scenario(other: Other) -> None:
        with pytest.raises(StageError, match="no control"):
            await Finger(other.path).tap("action-home")

    with_other(tmp_path, scenario, {"ok": False, "error": "no control"})


def test_a_ui_that_goes_away(tmp_path: Path) -> None:
    async def scenario(other: Other) -> None:
        with pytest.raises(StageError, match="went away"):
            await Finger(other.path).look()

    with_other(tmp_path, scenario, None)


def test_a_picture_is_saved_where_it_should_be(tmp_path: Path) -> None:
    async def scenario(other: Other) -> None:
        await Finger(other.path).picture(tmp_path / "01-idle.png")

    assert with_other(tmp_path, scenario, {"ok": True}).asked == [{"grab": str(tmp_path / "01-idle.png")}]
