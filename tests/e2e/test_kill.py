"""Any process may be killed at any moment of a collection: no door opens twice, nothing is collected without evidence,
nothing is lost, and the right screen is back within two seconds."""

import asyncio
import os
import signal
import time
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from kiosk.point import PointOptions
from kiosk.settings import load_profile
from kiosk.stage.player import Player
from kiosk.stage.point import on_stage, staged_point
from tests.helpers.witness import Witness, backend_says, check_evidence, journal_rows

pytestmark = pytest.mark.kill

BACK_WITHIN_S = 2.0
REDRAWN_S = 0.3
DOORS = (8, 5, 23)


class Killing:
    """Kills one process of a running point, and waits for what must be on the glass again."""

    def __init__(self, player: Player, supervisor_pids: dict[str, int], victim: str) -> None:
        self.player = player
        self._pids = supervisor_pids
        self._victim = victim
        self.times_s: list[float] = []

    async def kill(self) -> None:
        old = self._pids[self._victim]
        os.kill(old, signal.SIGKILL)
        async with asyncio.timeout(5.0):
            while self._pids[self._victim] == old:  # noqa: ASYNC110 - the supervisor tells nobody
                await asyncio.sleep(0.005)

    async def kill_and_expect(self, kind: str, *words: str) -> None:
        """Kill; the screen must be the right one again. Others than the UI go on meanwhile."""
        await self.kill()
        started_s = time.monotonic()
        if self._victim == "core":
            # Until it is back the glass shows the last view, which would be taken for the right one.
            await self.player.expect("ready", "")
            await asyncio.sleep(REDRAWN_S)
        await self.player.screen(kind, *words)
        self.times_s.append(time.monotonic() - started_s)


async def collect_three(killing: Killing) -> None:
    """A collection of three parcels with a kill at each of its steps."""
    player = killing.player
    await killing.kill_and_expect("idle")
    await player.show("token:three-parcels", "opens")
    for number in DOORS:
        await player.doors.opened(5.0)
        await killing.kill_and_expect("door", str(number))  # the pulse is under way, its outcome not yet known
        await player.screen("door", str(number), "Åpen nå")
        await killing.kill_and_expect("door", str(number), "Åpen nå")  # the door stands open
        await player.take(number)
    await player.screen("done")
    await killing.kill_and_expect("done")


async def run(victim: str, tmp_path: Path, story: Callable[[Killing], Awaitable[None]]) -> tuple[Killing, Witness]:
    point = staged_point(load_profile("demo"), tmp_path)
    witness = Witness()
    async with on_stage(point) as player, asyncio.TaskGroup() as tasks:
        watching = tasks.create_task(witness.watch(point))
        await player.expect("list", "synced", limit_s=30.0)
        await player.screen("idle", limit_s=30.0)
        killing = Killing(player, player.pids, victim)
        await story(killing)
        await heard_everything(point)
        watching.cancel()
    return killing, witness


async def heard_everything(point: PointOptions) -> None:
    """The backend gets three hand-overs in the end, each once."""
    for _ in range(100):
        handovers = await backend_says(point, "handovers")
        if len(handovers) == len(DOORS):
            break
        await asyncio.sleep(0.1)
    assert sorted(row["compartment"] for row in handovers) == sorted(DOORS)
    assert not any(row["conflict"] for row in handovers)


@pytest.mark.parametrize("victim", ["core", "ui", "reader"])
def test_killed_at_each_step_of_a_collection(victim: str, tmp_path: Path) -> None:
    killing, witness = asyncio.run(run(victim, tmp_path, collect_three))
    assert witness.pulses == dict.fromkeys(DOORS, 1), "a door was pulsed twice, or another one"
    rows = journal_rows(tmp_path / "data")
    assert sorted(check_evidence(rows)) == sorted(DOORS)
    assert max(killing.times_s) <= BACK_WITHIN_S, killing.times_s
