import asyncio
import json
import socket
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from kiosk import play as module
from kiosk.play import Happening, PlayOptions, activity, play, running
from kiosk.point import PointOptions
from kiosk.settings import load_profile
from kiosk.supervisor import BadInputError, Child, Supervisor
from tests.helpers.core import until

WAITS = "import time; time.sleep(60)"


def child(name: str, program: str) -> Child:
    return Child(name, [sys.executable, "-S", "-E", "-c", program])


def happening(event: str, answer: str = "", **values: Any) -> Happening:
    return {"event": event, "answer": answer, "doors": [], "code": "CODE", "t_ms": None, "seen_s": 1.0, **values}


class Watcher:
    """The core's side of the activity socket."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)

    def tell(self, *happenings: Happening) -> None:
        for one in happenings:
            self.socket.sendto(json.dumps(one).encode(), str(self.path))


@asynccontextmanager
async def watched(path: Path) -> AsyncIterator[tuple[Watcher, asyncio.Queue[Happening]]]:
    async with asyncio.timeout(10.0), activity(path) as queue:
        watcher = Watcher(path)
        with watcher.socket:
            yield watcher, queue


def test_what_the_core_says_arrives_in_order(tmp_path: Path) -> None:
    async def main() -> None:
        async with watched(tmp_path / "a.sock") as (watcher, queue):
            watcher.tell(happening("ready"), happening("answer", "opens", doors=[7], code="æ" * 500))
            assert (await queue.get())["event"] == "ready"
            assert (await queue.get())["doors"] == [7]

    asyncio.run(main())


def said(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, seconds: float | None, *told: Happening) -> list[Happening]:
    """What `play` says of these happenings, with children that do nothing."""
    monkeypatch.setattr(module, "children", lambda _point: [child("core", WAITS), child("reader", WAITS)])
    monkeypatch.setattr(module, "_SETTLE_S", 0.05)
    heard: list[Happening] = []
    monkeypatch.setattr(module, "_say_json", heard.append)
    starts: list[str] = []
    watchers: list[Watcher] = []

    class Watched(Supervisor):
        def __init__(self) -> None:
            super().__init__(lambda name, _pid: starts.append(name))

    def opened(point: PointOptions) -> None:
        assert point.activity is not None
        watchers.append(Watcher(point.activity))

    monkeypatch.setattr(module, "Supervisor", Watched)
    monkeypatch.setattr(module, "prepare", opened)

    async def main() -> None:
        options = PlayOptions(load_profile("demo"), "stage:", seconds, json=True, data=tmp_path, window=False)
        async with asyncio.timeout(10.0), asyncio.TaskGroup() as tasks:
            tasks.create_task(play(options))
            await until(lambda: "core" in starts)
            assert "reader" not in starts, "the camera starts when there is a list"
            watchers[0].tell(happening("ready"), happening("list", "synced"))
            await until(lambda: "reader" in starts)
            watchers[0].tell(*told)

    asyncio.run(main())
    watchers[0].socket.close()
    return heard


def test_it_ends_when_the_pictures_have_ended_and_nothing_more_comes(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    told = (happening("answer", "opens"), happening("camera", "ended"), happening("door", "opened"))
    assert said(monkeypatch, tmp_path, None, *told) == [happening("ready"), *told]


def test_it_ends_after_so_many_seconds(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    assert said(monkeypatch, tmp_path, 0.1, happening("camera", "ok"))[-1]["answer"] == "ok"


def test_a_child_that_was_given_bad_input_ends_the_block() -> None:
    async def main() -> None:
        async with asyncio.timeout(10.0), running([child("ui", "raise SystemExit(2)")], Supervisor()):
            await asyncio.sleep(60)

    with pytest.raises(ExceptionGroup) as raised:
        asyncio.run(main())
    assert raised.group_contains(BadInputError, match="^ui$")


def test_the_children_end_with_the_block() -> None:
    supervisor = Supervisor()

    async def main() -> None:
        async with asyncio.timeout(10.0), running([child("a", WAITS)], supervisor):
            await until(lambda: supervisor.pids)

    asyncio.run(main())
    assert not supervisor._running


def test_a_line_for_programs_is_json_without_the_frames_time(capsys: pytest.CaptureFixture[str]) -> None:
    module._say_json(happening("answer", "opens", code="ÆØÅ", doors=[7], t_ms=12.5))
    module._say_json(happening("idle"))
    [line] = capsys.readouterr().out.splitlines()
    assert "ÆØÅ" in line
    shown = {"event": "answer", "answer": "opens", "doors": [7], "code": "ÆØÅ", "t_ms": 12.5}
    assert json.loads(line) == shown


def test_a_line_for_people_names_a_code_only_with_its_answer(capsys: pytest.CaptureFixture[str]) -> None:
    module._say_words(happening("answer", "opens", code="C" * 60, doors=[5, 8], t_ms=12.5))
    module._say_words(happening("door", "opened", doors=[5]))
    answer, door = capsys.readouterr().out.splitlines()
    assert answer.split() == ["12.5", "ms", "answer", "opens", "5", "8", "C" * 24]
    assert door.split() == ["door", "opened", "5"]
