"""Core process spawned → doors ready: the boards were read and the core serves."""

import asyncio
import time
from typing import Final

from kiosk.messages import CORE_SOCKET
from kiosk.play import activity, running
from kiosk.point import PointOptions, board_control, children, core
from kiosk.stage.hands import connect
from kiosk.supervisor import Supervisor
from tests.bench.figures import BenchError, Section, spread
from tests.bench.process import spawned
from tests.bench.second_screen import second_screen
from tests.bench.settings import BenchSettings, fresh_point

LIMIT_S: Final = 1.5
_PATIENCE_S: Final = 30.0


async def measure(settings: BenchSettings) -> list[Section]:
    """The core alone, on a new journal, with boards that have power and a backend that is away."""
    starts_s = [await _start(settings) for _ in range(settings.starts)]
    remark = f"{settings.starts} starts, boards powered, backend away"
    figures = spread("core spawned → doors ready", starts_s, "s", p50=LIMIT_S)
    return [Section("core-start", "Core start", remark, figures, {"core_start_s": starts_s})]


async def _start(settings: BenchSettings) -> float:
    with fresh_point(settings.profile, settings.disk) as point:
        assert point.activity is not None
        boards = [child for child in children(point) if child.name.startswith("bus-")]
        async with activity(point.activity) as happenings, running(boards, Supervisor()):
            async with connect(board_control(point.runtime, point.simulated_buses[0].name)):
                start_s = time.monotonic()
                async with spawned(core(point)):
                    await _ready(happenings)
                    took_s = time.monotonic() - start_s
                    await _doors_known(point)
            return took_s


async def _ready(happenings: asyncio.Queue[dict[str, object]]) -> None:
    try:
        async with asyncio.timeout(_PATIENCE_S):
            while (await happenings.get())["event"] != "ready":
                pass
    except TimeoutError:
        raise BenchError(f"the core was not ready within {_PATIENCE_S:g} s") from None


async def _doors_known(point: PointOptions) -> None:
    """A core that serves without its doors is not ready. Raises BenchError."""
    async with second_screen(point.runtime / CORE_SOCKET) as screen:
        view = await screen.first()
    if "doors_down" in view.notices:
        raise BenchError("the core said that it is ready, but its doors are unknown")
