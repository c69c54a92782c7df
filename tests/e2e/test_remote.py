"""A remote command opens a door of a running point once: not again when it is repeated, and not when it comes late."""

import asyncio
import json
from collections import Counter
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from kiosk.point import PointOptions
from kiosk.settings import load_profile
from kiosk.stage.point import on_stage, staged_point
from tests.helpers.meddling_proxy import answer, body_of, meddling, through
from tests.helpers.witness import Witness, backend_heard, journal_rows, operator_orders

EMPTY_DOOR, OTHER_DOOR = 3, 9
ORDER = {"kiosk": "sentrum-1", "reason": "help_line", "actor": "E-9"}


class Mail:
    """What is on its way to the kiosk: commands may be delivered again, or late."""

    def __init__(self) -> None:
        self.commands: list[bytes] = []
        self.again = asyncio.Event()
        self.late_s = 0.0

    async def exchange(self, request: bytes, ask: Callable[[], Awaitable[bytes]]) -> bytes:
        if not request.startswith(b"GET /v1/commands"):
            return await ask()
        if self.again.is_set():
            self.again.clear()
            return answer("200 OK", "application/json", self.commands[-1])
        asking = asyncio.create_task(ask())
        repeating = asyncio.create_task(self.again.wait())
        await asyncio.wait({asking, repeating}, return_when=asyncio.FIRST_COMPLETED)
        repeating.cancel()
        if not asking.done():
            asking.cancel()
            self.again.clear()
            return answer("200 OK", "application/json", self.commands[-1])
        answered = await asking
        if json.loads(body_of(answered) or b"{}").get("commands"):
            self.commands.append(body_of(answered))
            await asyncio.sleep(self.late_s)
        return answered


async def judged(point: PointOptions, count: int) -> dict[str, Any]:
    """The newest of so many verdicts."""
    return (await backend_heard(point, "command.judged", count))[-1]


def test_a_command_opens_its_door_once_and_neither_a_repeated_nor_a_late_one_does(tmp_path: Path) -> None:
    async def story() -> None:
        point = staged_point(load_profile("demo"), tmp_path)
        witness, mail = Witness(), Mail()
        async with (
            meddling(point.backend_port, mail.exchange) as port,
            on_stage(point, processes=through(point, port)) as player,
            asyncio.TaskGroup() as tasks,
        ):
            watching = tasks.create_task(witness.watch(point))
            await player.expect("list", "synced", limit_s=30.0)
            await player.screen("idle", limit_s=20.0)
            given = await operator_orders(point, compartment=EMPTY_DOOR, **ORDER)
            await player.springs_open(EMPTY_DOOR)
            await player.doors.close(EMPTY_DOOR)
            verdict = await judged(point, 1)
            assert (verdict["command"], verdict["verdict"], verdict["actor"]) == (given, "accepted", "E-9")
            (ended,) = await backend_heard(point, "command.ended")
            assert (ended["command"], ended["outcome"]) == (given, "opened")

            mail.again.set()
            verdict = await judged(point, 2)
            assert (verdict["command"], verdict["verdict"], verdict["reason"]) == (given, "rejected", "nonce")

            mail.late_s = 2.0
            late = await operator_orders(point, compartment=OTHER_DOOR, life_s=1, **ORDER)
            verdict = await judged(point, 3)
            assert (verdict["command"], verdict["verdict"], verdict["reason"]) == (late, "rejected", "late")
            watching.cancel()
        assert witness.pulses == Counter({EMPTY_DOOR: 1})

    asyncio.run(story())
    intended = [row["compartment"] for row in journal_rows(tmp_path / "data") if row["kind"] == "door.intent"]
    assert intended == [EMPTY_DOOR]
