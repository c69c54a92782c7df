"""What a point costs while nobody is there: `openluke play` with a 15 fps 720p camera, every process of it."""

import asyncio
import sys
import tempfile
from pathlib import Path
from typing import Final

import cv2
import psutil

from hardware.camera.render import HEIGHT, WIDTH
from hardware.camera.stage import StageSource
from kiosk.app import PREVIEW_FILE
from kiosk.messages import PREVIEW_HEADER
from kiosk.settings import STAGE_CAMERA
from kiosk.supervisor import Child
from tests.bench.figures import BenchError, Figure, Section
from tests.bench.memory import Memory, memory_of
from tests.bench.process import spawned
from tests.bench.settings import BenchSettings

CPU_PERCENT: Final = 25.0
READER_CPU_PERCENT: Final = 6.0
MEMORY_MB: Final = 400.0
_FPS: Final = 15
_VIDEO_S: Final = 10
_SETTLE_S: Final = 15.0

_NAMES: Final = {
    "kiosk core": "core",
    "kiosk play": "supervisor",
    "ui": "ui",
    "kiosk.adapters.reader": "reader",
    "kiosk.backend": "backend",
    "locker_driver.simulator": "simulator",
}
_AT_MOST: Final = {"reader": READER_CPU_PERCENT}
_KIOSK: Final = ("core", "ui", "reader", "supervisor")


async def measure(settings: BenchSettings) -> list[Section]:
    """With the stage's camera, and with a recording in the format that USB cameras deliver."""
    with tempfile.TemporaryDirectory(prefix="video-", dir=settings.disk) as folder:
        video = Path(folder) / "nobody.avi"
        await asyncio.to_thread(_record, video)
        return [
            await _one(settings, "idle-stage", "the stage's camera", STAGE_CAMERA),
            await _one(settings, "idle-mjpg", "a 720p MJPG recording", f"file:{video}"),
        ]


async def _one(settings: BenchSettings, name: str, camera: str, url: str) -> Section:
    argv = [sys.executable, "-P", "-m", "kiosk", "play", "--profile=demo", f"--camera={url}", "--headless"]
    with tempfile.TemporaryDirectory(prefix="data-", dir=settings.disk) as data:
        async with spawned(Child("play", [*argv, f"--data={data}"])) as play:
            await asyncio.sleep(_SETTLE_S)
            processes = _processes(play.pid)
            preview = _preview(processes["core"])
            before_s, drawn = {one: _cpu_s(process) for one, process in processes.items()}, _pictures(preview)
            await asyncio.sleep(settings.idle_s)
            if _pictures(preview) <= drawn:
                raise BenchError(f"idle with {camera}: the camera delivers nothing")
            cpu = {one: 100 * (_cpu_s(processes[one]) - before_s[one]) / settings.idle_s for one in processes}
            if {one: process.pid for one, process in _processes(play.pid).items()} != {
                one: process.pid for one, process in processes.items()
            }:
                raise BenchError(f"idle with {camera}: a process was started again meanwhile")
            memory = {one: memory_of(process.pid) for one, process in processes.items()}
    remark = f"{settings.idle_s:g} s at {_FPS} fps after {_SETTLE_S:g} s; {camera}"
    return Section(name, "Idle, nobody there", remark, _figures(cpu, memory), {})


def _figures(cpu: dict[str, float], memory: dict[str, Memory]) -> tuple[Figure, ...]:
    return (
        Figure("CPU of core, ui, reader and supervisor", _sum(cpu, _KIOSK), "%", CPU_PERCENT),
        *(Figure(f"  {one}", cpu[one], "%", _AT_MOST.get(one)) for one in cpu),
        Figure("CPU with backend and simulator", sum(cpu.values()), "%"),
        Figure(
            "memory (PSS) of core, ui, reader and supervisor",
            sum(memory[one].pss_mb for one in _KIOSK),
            "MB",
            MEMORY_MB,
        ),
        *(Figure(f"  {one}", memory[one].pss_mb, "MB") for one in memory),
        Figure("memory (RSS) of the same four", sum(memory[one].rss_mb for one in _KIOSK), "MB"),
        Figure("memory (PSS) with backend and simulator", sum(one.pss_mb for one in memory.values()), "MB"),
    )


def _sum(values: dict[str, float], names: tuple[str, ...]) -> float:
    return sum(values[name] for name in names)


def _processes(play: int) -> dict[str, psutil.Process]:
    """By the names of `_NAMES`. Raises BenchError when one is not there."""
    supervisor = psutil.Process(play)
    found = {_name(process): process for process in [supervisor, *supervisor.children(recursive=True)]}
    if found.keys() != set(_NAMES.values()):
        raise BenchError(f"idle: the processes are {sorted(found)}")
    return found


def _name(process: psutil.Process) -> str:
    words = process.cmdline()
    module = words[words.index("-m") + 1]
    command = f"{module} {words[words.index('-m') + 2]}" if module == "kiosk" else module
    return _NAMES.get(command, command)


def _preview(core: psutil.Process) -> Path:
    (runtime,) = (word.partition("=")[2] for word in core.cmdline() if word.startswith("--runtime="))
    return Path(runtime) / PREVIEW_FILE


def _pictures(preview: Path) -> int:
    """How many the reader has drawn; the count is twice that (`kiosk.messages.PREVIEW_HEADER`)."""
    seq: int = PREVIEW_HEADER.unpack(preview.read_bytes()[: PREVIEW_HEADER.size])[1]
    return seq // 2


def _cpu_s(process: psutil.Process) -> float:
    times = process.cpu_times()
    return float(times.user + times.system)


def _record(path: Path) -> None:
    """An empty room with the noise of a sensor."""
    source = StageSource(path.parent, 240.0)
    source.open()
    writer = cv2.VideoWriter(str(path), cv2.VideoWriter.fourcc(*"MJPG"), _FPS, (WIDTH, HEIGHT))
    for _ in range(_FPS * _VIDEO_S):
        writer.write(source.read().pixels)
    writer.release()
