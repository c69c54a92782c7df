"""Hours in front of cameras where nothing happens: a reader reads nothing then, and grows by nothing.

One looks at an empty room, one at a room in which a code has lain since before it was started: that one is told once.
"""

import asyncio
import json
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final

import psutil

from kiosk.messages import CORE_SOCKET, PROTOCOL_VERSION, CodeSeen, Hello, ReaderStatus, line, to_core
from kiosk.play import running
from kiosk.point import PointOptions, reader
from kiosk.settings import load_profile
from kiosk.supervisor import Child
from tests.bench.settings import fresh_point
from tests.soak.still_camera import StillCamera, still_scene
from tests.soak.watch import Watch

WARM_UP_MINUTES: Final = 15
"""By then the scene is learned and every arena of the memory in use."""
SETTLED_S: Final = 30.0
_LOOK_S: Final = 60.0


@dataclass(slots=True)
class Heard:
    """What one reader has told; `codes_s`: when codes came, in s after its greeting. Never what they hold."""

    codes_s: list[float] = field(default_factory=list)
    states: list[str] = field(default_factory=list)

    def complaints(self, name: str, codes: int) -> list[str]:
        """`codes`: how many it should have told, and at once."""
        found = []
        if not self.states:
            found.append(f"{name} has told nothing of its camera")
        if len(self.codes_s) != codes or any(at_s > SETTLED_S for at_s in self.codes_s):
            when = ", ".join(f"{at_s:.0f}" for at_s in self.codes_s[:20])
            found.append(f"{name} told {len(self.codes_s)} codes instead of {codes}, after {when or 'no'} s")
        return found + [f"{name}: {state}" for state in self.states if state != "ok"]


@asynccontextmanager
async def _core(socket: Path, heard: Heard) -> AsyncIterator[None]:
    """Greets whoever comes, as a core does, and keeps what is told."""

    async def hear(incoming: asyncio.StreamReader, outgoing: asyncio.StreamWriter) -> None:
        begun_s = time.monotonic()
        outgoing.write(line(Hello(PROTOCOL_VERSION, "core", "soak")))
        with suppress(OSError):
            while data := await incoming.readline():
                match to_core.decode(data):
                    case CodeSeen():
                        heard.codes_s.append(time.monotonic() - begun_s)
                    case ReaderStatus() as told:
                        state = " ".join(filter(None, (told.state, told.view, told.detail)))
                        if heard.states[-1:] != [state]:
                            heard.states.append(state)
        outgoing.close()

    async with await asyncio.start_unix_server(hear, socket):
        yield


async def soak_idle(minutes: float, out: Path, stop: asyncio.Event) -> list[str]:
    """What went wrong, nothing if nothing did. Ends early when `stop` is set."""
    scenes = {"idle reader": "", "reader of a code that lies there": "PK1:" + "LEFT LYING " * 6}
    heard = {name: Heard() for name in scenes}
    watch = Watch(per="minutes", warm_up=WARM_UP_MINUTES)
    async with AsyncExitStack() as stack:
        processes: list[Child] = []
        for name, text in scenes.items():
            point = stack.enter_context(fresh_point(load_profile("demo"), out))
            camera = await stack.enter_async_context(StillCamera(still_scene(text)))
            await stack.enter_async_context(_core(point.runtime / CORE_SOCKET, heard[name]))
            processes.append(_reader(name, point, camera.url))
        await stack.enter_async_context(running(processes, watch.supervisor))
        try:
            await _look_on(watch, minutes, stop)
        finally:
            watch.close()
    for name, slope in watch.slopes().items():
        print(f"{name:<34} {slope.per_100:+.2f} ± {slope.error:.2f} MB per 100 minutes", flush=True)
    (out / "soak-idle.json").write_text(json.dumps(watch.samples) + "\n")
    told = [heard[name].complaints(name, codes=1 if text else 0) for name, text in scenes.items()]
    return [*watch.complaints(), *(complaint for one in told for complaint in one)]


def _reader(name: str, point: PointOptions, camera: str) -> Child:
    return replace(reader(replace(point, camera=camera)), name=name)


async def _look_on(watch: Watch, minutes: float, stop: asyncio.Event) -> None:
    """Once a minute: memory, and which share of a core each has taken since the first look."""
    begun_s = time.monotonic()
    first: dict[str, tuple[float, float]] = {}
    while not stop.is_set() and time.monotonic() - begun_s < 60 * minutes and not watch.restarted():
        with suppress(TimeoutError):
            await asyncio.wait_for(stop.wait(), _LOOK_S)
        minute = round((time.monotonic() - begun_s) / 60)
        parts = []
        for name, memory in watch.look(minute).items():
            taken = _cpu_s(watch.supervisor.pids[name]), time.monotonic()
            parts.append(f"{name}: {memory.pss_mb:.1f} MB{_share(first.setdefault(name, taken), taken)}")
        print(f"{minute:4d} min; {'; '.join(parts)}", flush=True)


def _share(first: tuple[float, float], now: tuple[float, float]) -> str:
    cpu_s, wall_s = now[0] - first[0], now[1] - first[1]
    return f", {100 * cpu_s / wall_s:.1f} % of a core" if wall_s else ""


def _cpu_s(pid: int) -> float:
    """0 for a process that is gone, which is complained of anyway."""
    with suppress(psutil.Error):
        times = psutil.Process(pid).cpu_times()
        return float(times.user + times.system)
    return 0.0
