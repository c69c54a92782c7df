"""Plays steps against a running point, and says of each whether it went as it should."""

import asyncio
import json
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from kiosk.adapters import stage_camera
from kiosk.domain.wall import Wall
from kiosk.play import Happening
from kiosk.stage.books import Books
from kiosk.stage.hands import Doors, Finger, StageError
from kiosk.supervisor import Supervisor

_PATIENCE_S: Final = 8.0
_SHOW_PATIENCE_S: Final = 90.0
"""With a real camera a person has to find the code and hold it up."""
_LOOK_S: Final = 0.05
_STILL_S: Final = 0.25
"""A screen slides in for 120 ms; a picture of it waits until it stands."""


@dataclass(frozen=True)
class Code:
    """One line of the code sheet."""

    name: str
    title: str
    picture: Path | None
    text: str
    typed: str
    phone_last4: str
    pin: str


def code_sheet(folder: Path) -> dict[str, Code]:
    """The codes that `openluke codes` wrote, by kind and name, as in "token:one-parcel"."""
    entries: list[dict[str, Any]] = json.loads((folder / "index.json").read_text("utf-8"))
    return {
        f"{entry['kind']}:{entry['name']}": Code(
            name=entry["name"],
            title=entry["title"],
            picture=folder / entry["file"] if entry["file"] else None,
            text=entry["text"],
            typed=entry["typed"],
            phone_last4=entry["phone_last4"],
            pin=entry["pin"],
        )
        for entry in entries
    }


class Player:
    """What a scripted person can do, and what they may expect to come of it. Raises StageError when it doesn't."""

    def __init__(
        self,
        *,
        finger: Finger,
        doors: Doors,
        happenings: asyncio.Queue[Happening],
        codes: dict[str, Code],
        stage: Path | None,
        wall: Wall,
        supervisor: Supervisor,
        books: Books,
        pictures: Path | None = None,
    ) -> None:
        self.finger = finger
        self.doors = doors
        self.codes = codes
        self.books = books
        self._happenings = happenings
        self._stage = stage
        self._wall = wall
        self._supervisor = supervisor
        self._pictures = pictures
        self._taken = 0

    @property
    def pids(self) -> dict[str, int]:
        """The processes of the point as they run now, by name."""
        return self._supervisor.pids

    def order(self, *doors: int) -> list[int]:
        """The order in which several doors open: nearest first."""
        return sorted(doors, key=self._wall.distance_mm)

    async def hold(self, process: str) -> None:
        """Take a process of the point away."""
        await self._supervisor.hold(process)

    def release(self, process: str) -> None:
        """Give it back."""
        self._supervisor.release(process)

    async def show(self, name: str, answer: str) -> None:
        """Hold a code up and expect an answer. Without a stage a person has to do it."""
        self._hold_up(self.codes[name])
        await self.expect("answer", answer, limit_s=self._show_patience_s)

    async def hold_up(self, name: str, *words: str) -> None:
        """Hold a label up, and find it in the basket: `words` say of it and of the sum what they should."""
        self._hold_up(self.codes[name])
        await self.screen("basket", *words, limit_s=self._show_patience_s)

    @property
    def _show_patience_s(self) -> float:
        return _PATIENCE_S if self._stage else _SHOW_PATIENCE_S

    def _hold_up(self, code: Code) -> None:
        if self._stage is not None and code.picture is not None:
            stage_camera.show(self._stage, code.picture, angle=6.0)
        else:
            print(f"      please hold up: {code.title} ({code.name})", flush=True)

    def put_away(self) -> None:
        """Take the code out of the camera's sight."""
        if self._stage is not None:
            stage_camera.clear(self._stage)

    async def expect(self, event: str, answer: str, limit_s: float = _PATIENCE_S) -> Happening:
        """Wait until the core says so. Another answer to a code is a failure at once."""
        try:
            async with asyncio.timeout(limit_s):
                while True:
                    happening = await self._happenings.get()
                    if happening["event"] != event:
                        continue
                    if happening["answer"] == answer:
                        return happening
                    if event == "answer":
                        raise StageError(f"the answer was {happening['answer']}, not {answer}")
        except TimeoutError:
            raise StageError(f"{event} {answer} did not come within {limit_s:g} s") from None

    async def screen(self, kind: str, *words: str, limit_s: float = _PATIENCE_S) -> None:
        """Wait until the glass shows this kind of screen, with these words on it."""
        end_s = time.monotonic() + limit_s
        seen = await self.finger.look()
        while seen.kind != kind or not all(any(word in text for text in seen.texts) for word in words):
            if time.monotonic() > end_s:
                missing = [word for word in words if not any(word in text for text in seen.texts)]
                raise StageError(f"the screen is {seen.kind}, not {kind}; words missing: {missing}")
            await asyncio.sleep(_LOOK_S)
            seen = await self.finger.look()
        if self._pictures is not None:
            await asyncio.sleep(_STILL_S)
            self._taken += 1
            await self.finger.picture(self._pictures / f"{self._taken:02d}-{kind}.png")

    async def door(self, number: int) -> None:
        """This door, and no other, springs open, and the screen says so."""
        await self.springs_open(number)
        await self.screen("door", str(number))

    async def springs_open(self, number: int) -> None:
        """This door, and no other, springs open."""
        opened = await self.doors.opened(_PATIENCE_S)
        if opened != number:
            raise StageError(f"door {opened} opened, not {number}")
        await self.expect("door", "opened")

    async def take(self, number: int) -> None:
        """Take the parcel and close the door."""
        await self.doors.close(number)

    async def thanked(self) -> None:
        """The screen says thanks, the backend has heard of it, and one goes."""
        await self.screen("done")
        await self.expect("backend", "parcel.collected")
        await self.leave()

    async def leave(self) -> None:
        """Put the code away and go; the next person finds the first screen."""
        self.put_away()
        await self.finger.tap("action-home")
        await self.screen("idle")


@dataclass(frozen=True)
class Step:
    """One thing that somebody does, in one sentence."""

    title: str
    play: Callable[[Player], Awaitable[None]]


@dataclass(frozen=True)
class Report:
    """How one step went. `trouble` is empty when all was as it should be."""

    step: str
    took_s: float
    trouble: str

    def line(self) -> str:
        """For people."""
        mark = "ok" if not self.trouble else f"WRONG: {self.trouble}"
        return f"{self.took_s:6.2f} s  {self.step:<64} {mark}"

    def json(self) -> str:
        """For programs."""
        ok = not self.trouble
        return json.dumps({"step": self.step, "ok": ok, "t_s": round(self.took_s, 3), "trouble": self.trouble})


async def perform(player: Player, steps: tuple[Step, ...], say: Callable[[Report], None]) -> bool:
    """Play until a step goes wrong; what follows would only confuse. True when none did."""
    for step in steps:
        started_s = time.monotonic()
        trouble = ""
        try:
            await step.play(player)
        except StageError as error:
            trouble = str(error)
        report = Report(step.title, time.monotonic() - started_s, trouble)
        say(report)
        if report.trouble:
            return False
    return True
