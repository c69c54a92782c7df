"""What the backend hears: everything once and in order, however long it is away, and whatever it will not take."""

import asyncio
import json
from collections import Counter
from collections.abc import Awaitable, Callable
from pathlib import Path

from kiosk.settings import load_profile
from kiosk.stage.player import Player
from kiosk.stage.point import on_stage, staged_point
from tests.helpers.meddling_proxy import answer, body_of, meddling, through
from tests.helpers.witness import backend_heard, backend_holds, backend_says, check_evidence, journal_rows

DOORS = {"token:one-parcel": 12, "opaque:spare": 22, "badge:E-AMINA": 15}
POISON = "no.openluke.report.filed"
AWAY_S = 5.0


async def collect(player: Player, name: str, reference: str = "") -> None:
    await player.show(name, "account" if reference else "opens")
    if reference:
        await player.finger.tap("action-collect")
        await player.screen("reference")
        await player.finger.type(reference)
        await player.finger.tap("action-submit")
    await player.door(DOORS[name])
    await player.take(DOORS[name])
    await player.screen("done")
    await player.leave()


def test_a_backend_that_is_away_for_a_while_hears_of_everything_once(tmp_path: Path) -> None:
    async def story() -> None:
        point = staged_point(load_profile("demo"), tmp_path)
        async with on_stage(point) as player:
            await player.expect("list", "synced", limit_s=30.0)
            await player.screen("idle", limit_s=20.0)
            await collect(player, "token:one-parcel")
            await player.hold("backend")
            await collect(player, "opaque:spare")
            await collect(player, "badge:E-AMINA", "PO-4712")
            await player.hold("core")  # what waits survives a restart
            player.release("core")
            await player.expect("ready", "")
            await asyncio.sleep(AWAY_S)
            player.release("backend")
            await player.expect("backend", "parcel.collected", limit_s=40.0)
            await backend_holds(point, *DOORS.values())
            await backend_heard(point, "door.closed", len(DOORS))
            heard = [int(row["event"]["id"]) for row in await backend_says(point, "events")]
            assert heard == sorted(heard)
            assert max(Counter(heard).values()) == 1
            heard_s.extend(heard)

    heard_s: list[int] = []
    asyncio.run(story())
    rows = journal_rows(tmp_path / "data")
    assert check_evidence(rows) == list(DOORS.values())
    told = {row["seq"] for row in rows if row["kind"].startswith("door.") and row["seq"] <= max(heard_s)}
    assert told <= set(heard_s)


async def refuses_reports(request: bytes, ask: Callable[[], Awaitable[bytes]]) -> bytes:
    """A backend that will never take one kind of event."""
    if request.startswith(b"POST /v1/events") and POISON in {event["type"] for event in json.loads(body_of(request))}:
        problem = {"type": "urn:openluke:problem:invalid-request", "title": "Unprocessable", "status": 422}
        return answer("422 Unprocessable Content", "application/problem+json", json.dumps(problem).encode())
    return await ask()


def test_an_event_that_is_refused_for_good_is_set_aside_and_holds_up_no_other(tmp_path: Path) -> None:
    async def story() -> None:
        point = staged_point(load_profile("demo"), tmp_path)
        async with (
            meddling(point.backend_port, refuses_reports) as port,
            on_stage(point, processes=through(point, port)) as player,
        ):
            await player.expect("list", "synced", limit_s=30.0)
            await player.screen("idle", limit_s=20.0)
            await player.finger.tap("action-help")
            await player.screen("help")
            await player.finger.tap("topic-other")
            (aside,) = await backend_heard(point, "event.set_aside")
            assert (aside["event_kind"], aside["status"], aside["code"]) == ("report.filed", 422, "invalid-request")
            await player.finger.tap("action-back")
            await player.screen("idle")
            await collect(player, "token:one-parcel")
            await backend_holds(point, 12)
            assert await backend_says(point, f"events?type={POISON}") == []

    asyncio.run(story())
    kinds = [row["kind"] for row in journal_rows(tmp_path / "data")]
    assert kinds.count("report.filed") == kinds.count("event.set_aside") == 1
