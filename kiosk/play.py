"""`openluke play`: a whole point on its own; whatever the camera shows is answered, one JSON line each."""

import asyncio
import json
import socket
import tempfile
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from kiosk.point import PointOptions, children, free_port, has_display, prepare
from kiosk.settings import Profile
from kiosk.supervisor import Child, Supervisor

_SETTLE_S: Final = 4.0
"""After the last picture: time for its door, its closing and the backend."""
_LIST_LIMIT_S: Final = 15.0
_MAX_DATAGRAM: Final = 65536

Happening = dict[str, Any]


@dataclass(frozen=True)
class PlayOptions:
    """What the command line says. `data` None: a fresh point that is forgotten afterwards."""

    profile: Profile
    camera: str
    seconds: float | None
    json: bool
    data: Path | None
    window: bool


@asynccontextmanager
async def activity(path: Path) -> AsyncIterator[asyncio.Queue[Happening]]:
    """What the core of a point says as it happens."""
    loop = asyncio.get_running_loop()
    queue: asyncio.Queue[Happening] = asyncio.Queue(10_000)
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as listener:
        listener.setblocking(False)
        listener.bind(str(path))

        def received() -> None:
            with suppress(BlockingIOError):
                while True:
                    queue.put_nowait(json.loads(listener.recv(_MAX_DATAGRAM)))

        loop.add_reader(listener.fileno(), received)
        try:
            yield queue
        finally:
            loop.remove_reader(listener.fileno())


@asynccontextmanager
async def running(processes: list[Child], supervisor: Supervisor) -> AsyncIterator[asyncio.TaskGroup]:
    """The processes of a point for as long as the block lasts. A child that was given bad input ends the block."""
    async with asyncio.TaskGroup() as tasks:
        supervising = tasks.create_task(supervisor.run(processes))
        try:
            yield tasks
        finally:
            supervising.cancel()
            with suppress(asyncio.CancelledError):
                await supervising


async def play(options: PlayOptions) -> None:
    """Until the camera's pictures have ended, the seconds are over, or Ctrl-C."""
    with tempfile.TemporaryDirectory(prefix="openluke-") as scratch:
        runtime = Path(scratch)
        closes_after_s = options.profile.file.simulator.person_closes_after_s
        point = PointOptions(
            profile=options.profile,
            runtime=runtime,
            data=options.data or runtime / "data",
            camera=options.camera,
            backend_port=free_port(),
            closes_after_s=closes_after_s,
            activity=runtime / "activity.sock",
            window=options.window and has_display(),
        )
        prepare(point)
        async with activity(runtime / "activity.sock") as happenings:
            await _watch(point, options, happenings)


async def _watch(point: PointOptions, options: PlayOptions, happenings: asyncio.Queue[Happening]) -> None:
    say = _say_json if options.json else _say_words
    supervisor = Supervisor()
    # The camera starts when there is a list to decide from: pictures that pass by must not meet an empty one.
    await supervisor.hold("reader")
    async with running(children(point), supervisor):
        with suppress(TimeoutError):
            async with asyncio.timeout(_LIST_LIMIT_S):
                await _until_synced(happenings, say)
        supervisor.release("reader")
        with suppress(TimeoutError):
            async with asyncio.timeout(options.seconds):
                await _until_ended(happenings, say)


async def _until_synced(happenings: asyncio.Queue[Happening], say: Callable[[Happening], None]) -> None:
    while (happening := await happenings.get())["event"] != "list":
        say(happening)


async def _until_ended(happenings: asyncio.Queue[Happening], say: Callable[[Happening], None]) -> None:
    ended = False
    while True:
        try:
            happening = await asyncio.wait_for(happenings.get(), _SETTLE_S if ended else None)
        except TimeoutError:
            return
        if happening["event"] == "camera":
            ended = happening["answer"] == "ended"
        say(happening)


def _say_json(happening: Happening) -> None:
    if happening["event"] in {"answer", "door", "backend"}:
        shown = {name: value for name, value in happening.items() if name != "seen_s"}
        print(json.dumps(shown, ensure_ascii=False), flush=True)


def _say_words(happening: Happening) -> None:
    doors = " ".join(str(door) for door in happening["doors"])
    after = f"{happening['t_ms']:8.1f} ms" if happening.get("t_ms") else " " * 11
    code = happening["code"][:24] if happening["event"] == "answer" else ""
    words = f"{after}  {happening['event']:<8} {happening['answer']:<28} {doors:<10} {code}"
    print(words.rstrip(), flush=True)


async def run_point(profile: Profile, data: Path, runtime: Path | None) -> None:
    """A point that serves until it is stopped."""
    with tempfile.TemporaryDirectory(prefix="openluke-") as scratch:
        point = PointOptions(
            profile=profile,
            runtime=runtime or Path(scratch),
            data=data,
            camera=profile.file.camera.url,
            backend_port=free_port(),
            closes_after_s=profile.file.simulator.person_closes_after_s,
            window=has_display(),
        )
        prepare(point)
        await Supervisor().run(children(point))
