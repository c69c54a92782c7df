"""The demo with a display: the kiosk's window and, beside it, the stage's."""

import asyncio
import json
import sys
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

import msgspec

from kiosk.backend.catalogue import seed_of
from kiosk.backend.seed import Seed
from kiosk.codes import write_codes
from kiosk.domain.pickup import ParcelState
from kiosk.play import Happening, activity
from kiosk.point import STAGE_DIR, PointOptions, board_control, children, free_port, prepare
from kiosk.services.presenter import drawing
from kiosk.settings import STAGE_CAMERA, Profile
from kiosk.supervisor import Child, Supervisor

WINDOW: Final = "540x960"
"""The kiosk's 9:16 glass at a size that leaves room for the stage on a screen of 1920x1080."""
_CODES: Final = "codes"
_WALL: Final = "wall.json"
_POINT: Final = "point.sock"
_MAX_LINE: Final = 4096
_MAX_UNREAD: Final = 1 << 18


async def open_stage(profile: Profile, camera: str) -> int:
    """A fresh point and its stage, until the person closes one of the two windows."""
    with tempfile.TemporaryDirectory(prefix="openluke-") as scratch:
        point = PointOptions(
            profile=profile,
            runtime=Path(scratch) / "run",
            data=Path(scratch) / "data",
            camera=camera,
            backend_port=free_port(),
            activity=Path(scratch) / "activity.sock",
            window_size=WINDOW,
        )
        prepare(point)
        seed = seed_of(profile.file.backend.seed, profile.secrets)
        write_codes(seed, point.runtime / _CODES)
        (point.runtime / _WALL).write_bytes(msgspec.json.encode(drawing(profile.wall)))
        supervisor = Supervisor()
        async with _served(point, supervisor):
            await supervisor.run([*_kiosk(point), _stage(point, seed)])
    return 0


def _kiosk(point: PointOptions) -> list[Child]:
    return [replace(child, ends_all=child.name == "ui") for child in children(point)]


def _stage(point: PointOptions, seed: Seed) -> Child:
    site = point.profile.file.site.number
    parcels = [
        parcel.compartment
        for pickup in seed.pickups
        for parcel in pickup.parcels
        if pickup.site == site and parcel.state is ParcelState.READY
    ]
    argv = [
        *(sys.executable, "-P", "-m", "ui.stage"),
        f"--control={board_control(point.runtime, point.simulated_buses[0].name)}",
        f"--point={point.runtime / _POINT}",
        f"--codes={point.runtime / _CODES}",
        f"--wall={point.runtime / _WALL}",
        f"--parcels={','.join(map(str, parcels))}",
        "--die-with-parent",
    ]
    if point.camera == STAGE_CAMERA:
        argv.append(f"--scene={point.runtime / STAGE_DIR}")
    return Child("stage", argv, ends_all=True)


@asynccontextmanager
async def _served(point: PointOptions, supervisor: Supervisor) -> AsyncIterator[None]:
    """The socket of the stage: what the kiosk says goes out, the backend's switch comes in."""
    assert point.activity is not None
    desk = _Desk(supervisor)
    server = await asyncio.start_unix_server(desk.serve, point.runtime / _POINT, limit=_MAX_LINE)
    async with server, activity(point.activity) as happenings, asyncio.TaskGroup() as tasks:
        telling = tasks.create_task(desk.tell(happenings))
        try:
            yield
        finally:
            telling.cancel()
            desk.close()


class _Desk:
    """Answers JSON lines: {"do": "backend", "up": false} takes the backend's process away, true gives it back."""

    def __init__(self, supervisor: Supervisor) -> None:
        self._supervisor = supervisor
        self._visitors: set[asyncio.StreamWriter] = set()

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One visitor, until it goes or says something too long."""
        self._visitors.add(writer)
        try:
            with suppress(ConnectionError, ValueError):
                while line := await reader.readline():
                    writer.write(_line(await self._obey(line)))
                    await writer.drain()
        finally:
            self._visitors.discard(writer)
            writer.close()

    async def tell(self, happenings: asyncio.Queue[Happening]) -> None:
        """Everybody who is there, and listens, hears what the kiosk says."""
        while True:
            happening = await happenings.get()
            for writer in self._visitors:
                if writer.transport.get_write_buffer_size() < _MAX_UNREAD:
                    writer.write(_line(happening))

    def close(self) -> None:
        """Send everybody home."""
        for writer in self._visitors:
            writer.close()

    async def _obey(self, line: bytes) -> dict[str, Any]:
        try:
            request = json.loads(line)
        except ValueError as error:
            return {"ok": False, "error": str(error)}
        match request:
            case {"do": "backend", "up": True}:
                self._supervisor.release("backend")
            case {"do": "backend", "up": False}:
                await self._supervisor.hold("backend")
            case _:
                return {"ok": False, "error": "unknown request"}
        return {"ok": True}


def _line(message: dict[str, Any]) -> bytes:
    return json.dumps(message).encode() + b"\n"
