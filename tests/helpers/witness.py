"""Looks at a point from outside: what the simulated board really did, what journal and backend hold afterwards."""

import asyncio
import json
import sqlite3
import urllib.error
import urllib.request
from collections import Counter
from http import HTTPStatus
from pathlib import Path
from typing import Any

from kiosk.journal import verify_file
from kiosk.point import PointOptions, board_control
from kiosk.stage.hands import connect


class Witness:
    """Counts pulses and openings at the board's own control socket."""

    def __init__(self) -> None:
        self.pulses: Counter[int] = Counter()

    async def watch(self, point: PointOptions, bus: str = "main") -> None:
        """Until cancelled."""
        async with connect(board_control(point.runtime, bus)) as control:
            while True:
                event = await control.events.get()
                if event["event"] == "pulse":
                    self.pulses[event["door"]] += 1


def journal_rows(data: Path) -> list[dict[str, Any]]:
    """All events of a stopped point, after its chain was checked."""
    path = data / "journal.sqlite3"
    assert verify_file(path) is None
    with sqlite3.connect(path) as connection:
        rows = connection.execute("SELECT seq, kind, body FROM events ORDER BY seq").fetchall()
    assert [row[0] for row in rows] == list(range(1, len(rows) + 1)), "a gap in the sequence"
    return [{"seq": seq, "kind": kind, **json.loads(body)} for seq, kind, body in rows]


def check_evidence(rows: list[dict[str, Any]]) -> list[int]:
    """Every collected parcel has an opening of its own intent before it; returns the compartments, in order."""
    opened: set[str] = set()
    collected: list[int] = []
    for row in rows:
        if row["kind"] == "door.opened":
            opened.add(row["intent"])
        if row["kind"] == "parcel.collected":
            assert row["intent"] in opened, f"collected without evidence: {row}"
            collected.append(row["compartment"])
    assert len(collected) == len(set(collected)), "a parcel was collected twice"
    return collected


async def backend_says(point: PointOptions, what: str) -> list[dict[str, Any]]:
    """A list from the operator's side of the embedded backend."""
    found: list[dict[str, Any]] = await _operator(point, what)
    return found


async def operator_orders(point: PointOptions, **order: object) -> str:
    """Opens a door from afar, as soon as the kiosk listens; the id of the command."""
    async with asyncio.timeout(20.0):
        while True:
            try:
                given = await _operator(point, "commands", json.dumps(order).encode())
            except urllib.error.HTTPError as error:
                if error.code != HTTPStatus.CONFLICT:
                    raise
                await asyncio.sleep(0.05)
            else:
                return str(given["command"])


async def backend_holds(point: PointOptions, *doors: int) -> None:
    """The backend has heard of these hand-overs in the end, of each once and in this order."""
    for _ in range(200):
        handovers = await backend_says(point, "handovers")
        if len(handovers) >= len(doors):
            break
        await asyncio.sleep(0.1)
    assert [row["compartment"] for row in handovers] == list(doors)


async def backend_heard(point: PointOptions, kind: str, count: int = 1) -> list[dict[str, Any]]:
    """What it holds of one kind of event, once there are so many."""
    found: list[dict[str, Any]] = []
    for _ in range(200):
        found = [row["event"]["data"] for row in await backend_says(point, f"events?type=no.openluke.{kind}")]
        if len(found) >= count:
            return found
        await asyncio.sleep(0.1)
    raise AssertionError(f"the backend holds {found}, not {count} of {kind}")


async def _operator(point: PointOptions, what: str, body: bytes | None = None) -> Any:
    admin = point.profile.secrets.admin
    assert admin is not None
    headers = {"Authorization": f"Bearer {admin.key}", "Content-Type": "application/json"}
    request = urllib.request.Request(f"{point.backend_url}/v1/admin/{what}", body, headers)
    return json.loads(await asyncio.to_thread(lambda: urllib.request.urlopen(request, timeout=5).read()))
