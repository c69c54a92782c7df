"""Orders with lines, put into the backend under test as a shop would."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, insert

from kiosk.backend import schema
from kiosk.backend.database import next_change

ORDER = "K7QF2M9X"


def place_order(running: Any, lines: Mapping[str, int], *, pickup: str = ORDER, **values: Any) -> str:
    """A pickup that awaits its goods: quantities by line. Its number is "NO-" and the pickup's id."""

    def work(connection: Connection) -> None:
        now_s = running.clock[0]
        row = {
            "id": pickup,
            "site": 4,
            "state": "awaiting",
            "not_before": now_s,
            "not_after": now_s + 7 * 86_400,
            "lines_ready": 0,
            "lines_total": len(lines),
            "version": 1,
            "change": next_change(connection),
            "order_number": f"NO-{pickup}",
            "customer": "C-1",
            "payment": "paid",
        }
        connection.execute(insert(schema.pickups).values(row | values))
        for place, (line, quantity) in enumerate(lines.items()):
            of = {"pickup": pickup, "id": line, "place": place, "sku": f"SKU-{line}", "gtin": f"{line:0>13}"}
            connection.execute(insert(schema.lines).values(**of, quantity=quantity))

    running.backend.write(work)
    return pickup


def detail(running: Any, pickup: str = ORDER) -> dict[str, Any]:
    """As the contract tells of it."""
    found: dict[str, Any] = running.kiosk.get(f"/v1/pickups/{pickup}").raise_for_status().json()
    return found


def quantities(running: Any, pickup: str = ORDER) -> dict[str, tuple[int, int, int]]:
    """(ready, collected, returned) by line."""
    lines = detail(running, pickup)["lines"]
    return {line["id"]: (line["ready"], line["collected"], line["returned"]) for line in lines}


def stage(running: Any, parcel: str, *, pickup: str = ORDER, if_match: str = "*", **body: Any) -> Any:
    """Staff put a parcel in."""
    headers = {"If-Match": if_match} if if_match else {}
    return running.kiosk.put(f"/v1/pickups/{pickup}/parcels/{parcel}", json=body, headers=headers)


def hand_out(running: Any, parcel: str, key: str, *, pickup: str = ORDER, **changes: Any) -> Any:
    """The kiosk tells that a parcel left."""
    body = {
        "parcel": parcel,
        "compartment": 1,
        "opened_at": "2026-11-23T12:00:00Z",
        "closed_at": "2026-11-23T12:00:20Z",
        "credential": "c1",
    }
    headers = {"Idempotency-Key": key}
    return running.kiosk.post(f"/v1/pickups/{pickup}/handovers", json=body | changes, headers=headers)


def told(running: Any, *kinds: str) -> list[dict[str, Any]]:
    """Events of the feed of these kinds."""
    wanted = {f"no.openluke.{kind}" for kind in kinds}
    events = running.kiosk.get("/v1/events", params={"limit": 500}).raise_for_status().json()["events"]
    return [event for event in events if event["type"] in wanted]


def problem(response: Any) -> tuple[int, str]:
    """Status and stable code."""
    return response.status_code, response.json()["type"].removeprefix("urn:openluke:problem:")


def field(response: Any) -> str:
    """What the problem names in the request."""
    return str(response.json()["errors"][0]["field"])
