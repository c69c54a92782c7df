"""Devices that fail: the screen says what still works, the operator is told, and everything comes back by itself."""

import asyncio
from pathlib import Path

from kiosk.point import PointOptions
from kiosk.settings import load_profile
from kiosk.stage.player import Player
from kiosk.stage.point import on_stage, staged_point
from tests.helpers.witness import backend_says


async def events(point: PointOptions, kind: str) -> list[dict[str, object]]:
    """Events of one kind that the backend holds, as soon as there is one."""
    for _ in range(150):
        found = [row["event"] for row in await backend_says(point, f"events?type=no.openluke.{kind}")]
        if found:
            return found
        await asyncio.sleep(0.1)
    return []


def test_without_a_camera_the_screen_offers_to_type_and_the_operator_is_told(tmp_path: Path) -> None:
    async def story() -> None:
        point = staged_point(load_profile("demo"), tmp_path, camera="v4l2:/dev/video97")
        async with on_stage(point) as player:
            await player.expect("list", "synced", limit_s=30.0)
            await player.screen("idle", limit_s=20.0)
            await _type(player, "typed:partly-ready", 10)
            lost = await events(point, "device.lost")
            assert lost[0]["data"] == {"device": "camera", "detail": "missing"}

    asyncio.run(story())


async def _type(player: Player, name: str, door: int) -> None:
    await player.finger.tap("action-type_code")
    await player.screen("keypad")
    await player.finger.type(player.codes[name].typed.replace("-", ""))
    await player.door(door)
    await player.take(door)
    await player.screen("done")
    await player.leave()


def test_a_silent_board_takes_the_point_out_of_service_and_it_comes_back(tmp_path: Path) -> None:
    async def story() -> None:
        point = staged_point(load_profile("demo"), tmp_path)
        async with on_stage(point) as player:
            await player.expect("list", "synced", limit_s=30.0)
            await player.screen("idle", limit_s=20.0)
            await player.doors.silence(board=1, silent=True)
            await player.screen("out_of_service")
            await player.show("token:one-parcel", "refused:bank_down")
            await player.screen("refused")
            player.put_away()
            await player.finger.tap("action-home")
            assert (await events(point, "device.lost"))[0]["data"] == {"device": "bank", "detail": "silent"}
            await player.doors.silence(board=1, silent=False)
            await player.screen("idle")
            assert await events(point, "device.back")
            await player.show("token:one-parcel", "opens")
            await player.door(12)

    asyncio.run(story())
