"""A parcel in doubt stays where it is until staff have looked, and the customer is served afterwards."""

import asyncio
from pathlib import Path

from hardware.camera.presence import AWAY_S
from kiosk.settings import load_profile
from kiosk.stage.day import sign_in
from kiosk.stage.point import on_stage, staged_point
from tests.helpers.witness import backend_heard, backend_holds, check_evidence, journal_rows

DOOR = 12


def test_a_complaint_keeps_the_parcel_until_a_technician_has_said_that_it_is_there(tmp_path: Path) -> None:
    async def story() -> None:
        point = staged_point(load_profile("demo"), tmp_path)
        async with on_stage(point) as player:
            await player.expect("list", "synced", limit_s=30.0)
            await player.screen("idle", limit_s=20.0)
            await player.show("token:one-parcel", "opens")
            await player.door(DOOR)
            player.put_away()
            await player.finger.tap("action-help")
            await player.screen("help")
            await player.finger.tap("topic-not_mine")
            await player.finger.tap("action-back")
            await player.screen("door")
            await player.take(DOOR)
            await player.screen("done")
            await player.leave()
            (suspect,) = await backend_heard(point, "parcel.suspect")
            assert (suspect["compartment"], suspect["reason"]) == (DOOR, "not_mine")

            await asyncio.sleep(AWAY_S + 0.5)  # sooner it is still the same presentation
            await player.show("token:one-parcel", "refused:blocked_door")
            await player.leave()

            await sign_in(player)
            player.put_away()
            await player.finger.tap(f"door-{DOOR}")
            await player.finger.tap("action-open_door")
            await player.finger.tap("reason-inspect")
            await player.springs_open(DOOR)
            await player.take(DOOR)
            await player.finger.tap("action-resolve_door")
            await player.finger.tap("reason-present")
            (resolved,) = await backend_heard(point, "parcel.resolved")
            assert (resolved["compartment"], resolved["verdict"], resolved["actor"]) == (DOOR, "present", "E-TEKNIKER")
            await player.finger.tap("action-log_out")
            await player.screen("idle")

            await player.show("token:one-parcel", "opens")
            await player.door(DOOR)
            await player.take(DOOR)
            await player.thanked()
            await backend_holds(point, DOOR)

    asyncio.run(story())
    assert check_evidence(journal_rows(tmp_path / "data")) == [DOOR]
