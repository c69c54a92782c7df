"""UI process spawned → the core's first view is on the glass, as the UI itself says (`Painted`)."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final

from kiosk.messages import CORE_SOCKET, PROTOCOL_VERSION, Beat, Hello, IdleScreen, Painted, View, Welcome, line, to_core
from kiosk.messages import Site as SiteMessage
from kiosk.point import PointOptions, ui
from kiosk.services.presenter import drawing
from tests.bench.figures import BenchError, Section, spread
from tests.bench.process import spawned
from tests.bench.settings import BenchSettings, fresh_point

LIMIT_S: Final = 1.5
_PATIENCE_S: Final = 30.0
_BEAT_S: Final = 0.5
_SEQ: Final = 1


async def measure(settings: BenchSettings) -> list[Section]:
    """The UI alone, drawing in software and off screen, with a core that is there already."""
    starts_s = [await _start(settings) for _ in range(settings.starts)]
    remark = f"{settings.starts} starts, software renderer, off screen, 1080×1920"
    figures = spread("UI spawned → first view painted", starts_s, "s", p50=LIMIT_S)
    return [Section("ui-start", "UI start", remark, figures, {"ui_start_s": starts_s})]


async def _start(settings: BenchSettings) -> float:
    with fresh_point(settings.profile, settings.disk) as point:
        async with _core(point) as painted_s:
            start_s = time.monotonic()
            async with spawned(ui(point)):
                try:
                    return await asyncio.wait_for(painted_s, _PATIENCE_S) - start_s
                except TimeoutError:
                    raise BenchError(f"the UI painted nothing within {_PATIENCE_S:g} s") from None


@asynccontextmanager
async def _core(point: PointOptions) -> AsyncIterator[asyncio.Future[float]]:
    """All that a UI needs of a core: a site, one view, and beats. The future gets the time of the first Painted."""
    painted_s: asyncio.Future[float] = asyncio.get_running_loop().create_future()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readline()
        for message in (Hello(PROTOCOL_VERSION, "core", "bench"), Welcome(_site(point)), _view()):
            writer.write(line(message))
        while raw := await _line_or_beat(reader, writer):
            message = to_core.decode(raw)
            if message == Painted(_SEQ) and not painted_s.done():
                painted_s.set_result(time.monotonic())
        writer.close()

    server = await asyncio.start_unix_server(serve, point.runtime / CORE_SOCKET)
    try:
        yield painted_s
    finally:
        server.close()


async def _line_or_beat(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bytes:
    while True:
        try:
            return await asyncio.wait_for(reader.readline(), _BEAT_S)
        except TimeoutError:
            writer.write(line(Beat()))


def _view() -> View:
    return View(_SEQ, "", "nb", IdleScreen(camera_ok=True, can_type=True))


def _site(point: PointOptions) -> SiteMessage:
    file = point.profile.file
    return SiteMessage(
        name=file.site.name,
        kiosk=file.site.kiosk,
        help_phone=file.site.help_phone,
        languages=file.site.languages,
        wall=drawing(point.profile.wall),
        screen_width_mm=file.screen.width_mm,
        screen_height_mm=file.screen.height_mm,
        preview_path=str(point.runtime / "preview.rgb"),
    )
