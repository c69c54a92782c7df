"""The demo ends when one of its windows is closed, and its desk serves the stage."""

import asyncio
import sys
import tempfile
from pathlib import Path

import pytest

from kiosk.backend.catalogue import seed_of
from kiosk.point import PointOptions
from kiosk.settings import STAGE_CAMERA, load_profile
from kiosk.stage.hands import StageError, connect
from kiosk.stage.windows import _stage, open_stage
from kiosk.supervisor import Child, Supervisor


def child(name: str, code: str, *, ends_all: bool = False) -> Child:
    return Child(name, [sys.executable, "-c", code], ends_all=ends_all)


def test_a_closed_window_ends_everything():
    supervisor = Supervisor()
    sleeper = child("sleeper", "import time; time.sleep(60)")
    window = child("window", "", ends_all=True)
    asyncio.run(asyncio.wait_for(supervisor.run([sleeper, window]), 30))
    assert not Path(f"/proc/{supervisor.pids['sleeper']}").exists()


@pytest.mark.parametrize(("code", "ends_all"), [("raise SystemExit(1)", True), ("", False)])
def test_a_window_that_failed_and_a_process_that_ended_are_started_again(code, ends_all):
    async def twice() -> None:
        starts: asyncio.Queue[str] = asyncio.Queue()
        supervisor = Supervisor(lambda name, _: starts.put_nowait(name))
        async with asyncio.TaskGroup() as tasks:
            running = tasks.create_task(supervisor.run([child("it", code, ends_all=ends_all)]))
            for _ in range(2):
                assert await asyncio.wait_for(starts.get(), 30) == "it"
            running.cancel()

    asyncio.run(twice())


def _sockets(folder: Path) -> list[Path]:
    return list(folder.glob("*/run/point.sock"))


async def _socket(folder: Path) -> Path:
    for _ in range(3000):
        if found := _sockets(folder):
            return found[0]
        await asyncio.sleep(0.02)
    raise AssertionError("the desk never opened")


@pytest.fixture
def short_folder(monkeypatch):
    """Where a new point puts itself. A Unix socket's path has 107 bytes at most; pytest's own folder uses them up."""
    with tempfile.TemporaryDirectory(prefix="ol-") as folder:
        monkeypatch.setattr(tempfile, "tempdir", folder)
        yield Path(folder)


def test_the_point_starts_and_its_backend_goes_and_comes(short_folder):

    async def visit() -> None:
        async with asyncio.TaskGroup() as tasks:
            opened = tasks.create_task(open_stage(load_profile("demo"), STAGE_CAMERA))
            async with connect(await _socket(short_folder)) as desk:
                await desk.ask(do="backend", up=False)
                await desk.ask(do="backend", up=True)
                for nonsense in ({"do": "backend", "up": "perhaps"}, {"do": "dance"}):
                    with pytest.raises(StageError, match="unknown request"):
                        await desk.ask(**nonsense)
                async with asyncio.timeout(60):
                    while (await desk.events.get())["event"] != "list":
                        pass
            opened.cancel()

    asyncio.run(visit())
    assert list(short_folder.iterdir()) == []


@pytest.mark.parametrize(("camera", "simulated"), [(STAGE_CAMERA, True), ("v4l2:/dev/video0", False)])
def test_the_stage_knows_what_lies_where_and_which_camera_looks(tmp_path, camera, simulated):
    profile = load_profile("demo")
    point = PointOptions(profile, tmp_path, tmp_path, camera, backend_port=1)
    argv = _stage(point, seed_of("demo", profile.secrets)).argv
    parcels = next(argument for argument in argv if argument.startswith("--parcels=")).removeprefix("--parcels=")
    doors = {int(number) for number in parcels.split(",")}
    assert {5, 8, 12, 16, 23} <= doors
    assert not {2, 6} & doors, "collected, and at another site"
    assert any(argument.startswith("--scene=") for argument in argv) == simulated
