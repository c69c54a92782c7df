"""A process that hangs is as gone as one that died: its watchdog ends it, and what it was for goes on."""

import asyncio
import os
import signal
from pathlib import Path

import pytest

from kiosk import point as module
from kiosk.settings import load_profile
from kiosk.stage.player import Player
from kiosk.stage.point import on_stage, staged_point
from tests.helpers.witness import check_evidence, journal_rows

pytestmark = [pytest.mark.kill, pytest.mark.allow_warnings]

WATCHDOG_S = 4.0
DOOR = 12


async def stop_and_see_it_restarted(player: Player, victim: str) -> None:
    pids = player._supervisor.pids
    old = pids[victim]
    os.kill(old, signal.SIGSTOP)
    async with asyncio.timeout(WATCHDOG_S + 10.0):
        while pids[victim] == old:  # noqa: ASYNC110 - the supervisor tells nobody
            await asyncio.sleep(0.05)


@pytest.mark.parametrize("victim", ["core", "reader", "ui"])
def test_a_process_that_is_stopped_at_an_open_door_is_started_again(
    victim: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("CORE_WATCHDOG_S", "READER_WATCHDOG_S", "UI_WATCHDOG_S"):
        monkeypatch.setattr(module, name, WATCHDOG_S)

    async def story() -> None:
        async with on_stage(staged_point(load_profile("demo"), tmp_path)) as player:
            await player.expect("list", "synced", limit_s=30.0)
            await player.screen("idle", limit_s=20.0)
            await player.show("token:one-parcel", "opens")
            await player.door(DOOR)
            await player.screen("door", str(DOOR), "Åpen nå")
            await stop_and_see_it_restarted(player, victim)
            await player.screen("door", str(DOOR), "Åpen nå", limit_s=20.0)
            await player.take(DOOR)
            await player.screen("done", limit_s=20.0)

    asyncio.run(story())
    assert check_evidence(journal_rows(tmp_path / "data")) == [DOOR]
