"""Somebody who shows a code, takes the parcel and goes, at a point whose every part is watched."""

import asyncio
import random
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final, Literal

from kiosk.adapters import stage_camera
from kiosk.adapters.bank import bank_config
from kiosk.backend.seed import IssuedCode
from kiosk.messages import CORE_SOCKET
from kiosk.play import Happening, activity, running
from kiosk.point import STAGE_DIR, PointOptions, board_control
from kiosk.stage.hands import Lines, StageError, connect
from kiosk.supervisor import Child, Supervisor
from tests.bench.figures import BenchError
from tests.bench.second_screen import SecondScreen, second_screen
from tests.bench.stock import draw

_START_LIMIT_S: Final = 60.0
_LIMIT_S: Final = 10.0
_TAKES_S: Final = 0.5
"""From the open door to the closed one: sooner than a person can."""
_TRIES: Final = 3


@dataclass(frozen=True)
class Pose:
    """How a code is held up; see hardware.camera.scene."""

    x: float
    y: float
    scale: float
    angle: float
    on: Literal["paper", "phone"]


def some_pose(dice: random.Random) -> Pose:
    """Near the middle, a third to more than half of the picture high, tilted by up to 20 degrees."""
    return Pose(
        x=dice.uniform(0.42, 0.58),
        y=dice.uniform(0.42, 0.58),
        scale=dice.uniform(0.35, 0.6),
        angle=dice.uniform(-20, 20),
        on=dice.choice(("paper", "phone")),
    )


def hold_up(stage: Path, picture: Path, pose: Pose) -> None:
    """In front of the camera of `stage`."""
    stage_camera.show(stage, picture, **asdict(pose))


@dataclass(frozen=True)
class Visit:
    """Milliseconds from the delivery of the frame in which the code was read."""

    to_answer_ms: float
    to_unlock_ms: float


class Customer:
    """Collects one parcel after the other. Raises BenchError when the point does not do its part.

    `tried_again`: doors that were not seen to open at once, so that "try again" was touched.
    """

    def __init__(
        self, point: PointOptions, happenings: asyncio.Queue[Happening], boards: Lines, screen: SecondScreen
    ) -> None:
        self._point = point
        self._stage = point.runtime / STAGE_DIR
        self._happenings = happenings
        self._boards = boards
        self._screen = screen
        self.tried_again: list[int] = []
        wiring = bank_config(point.profile, point.runtime)
        self._channels = {number: (place.board, place.channel) for number, place in wiring.channels.items()}

    async def until(self, event: str, limit_s: float = _LIMIT_S) -> Happening:
        """The next activity of this kind; those before it are dropped."""
        return await _next(self._happenings, event, limit_s)

    async def served(self) -> float:
        """Until the point has its list (the time of that is returned, monotonic) and the backend hears its events."""
        list_s = 0.0
        heard = False
        end_s = time.monotonic() + _START_LIMIT_S
        while not (list_s and heard):
            happening = await self._any(end_s - time.monotonic())
            if happening["event"] == "list":
                list_s = list_s or time.monotonic()
            heard = heard or happening["event"] == "backend"
        return list_s

    async def _any(self, limit_s: float) -> Happening:
        try:
            return await asyncio.wait_for(self._happenings.get(), limit_s)
        except TimeoutError:
            raise BenchError("the point does not serve yet: no list, or a backend that hears nothing") from None

    async def collect(self, code: IssuedCode, pose: Pose) -> Visit:
        """Show the code, take the parcel, leave the first screen to the next one; the backend knows of it by then."""
        _empty(self._happenings)
        _empty(self._boards.events)
        (door,) = code.doors
        picture = draw(code, self._stage)
        hold_up(self._stage, picture, pose)
        try:
            answer = await self.until("answer")
        finally:
            stage_camera.clear(self._stage)
            picture.unlink()
        if (answer["code"], answer["answer"], answer["doors"]) != (code.text, "opens", [door]):
            raise BenchError(f"code for door {door}: the answer was {answer['answer']} {answer['doors']}")
        frame = await _next(self._boards.events, "unlock_frame", _LIMIT_S)
        await self._taken(door, frame)
        await self._screen.go_home()
        return Visit(answer["t_ms"], (frame["last_byte_s"] - answer["seen_s"]) * 1000)

    async def _taken(self, door: int, frame: dict[str, Any]) -> None:
        """Once the kiosk has seen it open: a person waits for that, however slow the machine is just now."""
        tries = await self._opened(door)
        await asyncio.sleep(_TAKES_S)
        await self._boards.ask(do="close", door=door)
        while (stored := await self.until("backend"))["answer"] != "parcel.collected":
            pass
        frames = [frame, *(event for event in _drained(self._boards.events) if event["event"] == "unlock_frame")]
        pulsed = [(event["board"], event["channel"]) for event in frames]
        if stored["doors"] != [door] or pulsed != [self._channels[door]] * tries:
            raise BenchError(
                f"door {door}: pulsed (board, channel) {pulsed} in {tries} tries, stored {stored['doors']}"
            )

    async def _opened(self, door: int) -> int:
        """How many tries it took."""
        for tries in range(1, _TRIES + 1):
            outcome = (await self.until("door"))["answer"]
            if outcome == "opened":
                return tries
            if tries < _TRIES:
                self.tried_again.append(door)
                await self._screen.touch("retry")
        raise BenchError(f"door {door}: {outcome}")


@asynccontextmanager
async def open_point(
    point: PointOptions, processes: list[Child], supervisor: Supervisor | None = None
) -> AsyncIterator[Customer]:
    """A running point's customer, from the start of the processes on; `served` tells when it can do its part."""
    assert point.activity is not None
    async with activity(point.activity) as happenings, running(processes, supervisor or Supervisor()):
        try:
            async with (
                connect(board_control(point.runtime, point.simulated_buses[0].name)) as boards,
                second_screen(point.runtime / CORE_SOCKET) as screen,
            ):
                yield Customer(point, happenings, boards, screen)
        except StageError as error:
            raise BenchError(str(error)) from error


async def _next(queue: asyncio.Queue[Happening], event: str, limit_s: float) -> Happening:
    try:
        async with asyncio.timeout(limit_s):
            while (happening := await queue.get())["event"] != event:
                pass
    except TimeoutError:
        raise BenchError(f"no {event} within {limit_s:g} s") from None
    return happening


def _drained(queue: asyncio.Queue[Happening]) -> list[Happening]:
    return [queue.get_nowait() for _ in range(queue.qsize())]


def _empty(queue: asyncio.Queue[Happening]) -> None:
    _drained(queue)
