"""The embedded backend follows what a kiosk tells of where parcels are, and contradicts nothing that is a fact."""

from itertools import count
from typing import Any

import httpx2
from sqlalchemy import event

NUMBERS = count(1)
SOURCE = "/sites/4/kiosks/sentrum-1"


def tell(running: Any, kind: str, **data: Any) -> httpx2.Response:
    number = next(NUMBERS)
    event = {
        "specversion": "1.0",
        "id": str(number),
        "source": SOURCE,
        "type": f"no.openluke.{kind}",
        "time": "2026-11-23T12:00:00Z",
        "datacontenttype": "application/json",
        "boot": "b",
        "session": "",
        "chainhash": f"{number:064x}",
        "outboxnumber": number,
        "data": data,
    }
    response: httpx2.Response = running.kiosk.post(
        "/v1/events", json=[event], headers={"Content-Type": "application/cloudevents-batch+json"}
    )
    assert response.status_code == 200, response.text
    return response


def to_come(running: Any, name: str, **values: Any) -> dict[str, Any]:
    """One more parcel for this pickup, for which the kiosk has to find a place."""
    pickup = running.pickup(name)
    body = {"id": f"{pickup}-9", **values}
    response = running.admin.post(f"/v1/admin/pickups/{pickup}/parcels", json=body)
    assert response.status_code == 201, response.text
    return {"pickup": pickup, "parcel": body["id"]}


def parcel(running: Any, of: dict[str, Any]) -> dict[str, Any]:
    """As the kiosk is told of it, with the version of its pickup."""
    listed = running.kiosk.get("/v1/pickups", params={"site": 4}).json()
    (pickup,) = (row for row in listed["pickups"] if row["id"] == of["pickup"])
    (found,) = (row for row in pickup["parcels"] if row["id"] == of["parcel"])
    return {**found, "version": pickup["version"]}


def incidents(running: Any) -> list[tuple[str, str]]:
    rows = running.admin.get("/v1/admin/incidents").json()
    return [(row["kind"], row["reason"]) for row in rows]


def test_a_parcel_to_come_is_listed_without_a_compartment_and_with_what_it_needs(running: Any) -> None:
    told = parcel(running, to_come(running, "one-parcel", size="M", weight_g=12_000, reach=True))
    assert (told["compartment"], told["size"], told["weight_g"], told["reach"]) == (None, "M", 12_000, True)


def test_a_parcel_told_twice_is_refused(running: Any) -> None:
    to_come(running, "one-parcel")
    pickup = running.pickup("one-parcel")
    again = running.admin.post(f"/v1/admin/pickups/{pickup}/parcels", json={"id": f"{pickup}-9"})
    assert again.status_code == 409


def test_where_it_was_put_is_in_the_list_and_may_be_told_twice(running: Any) -> None:
    of = to_come(running, "one-parcel")
    before = parcel(running, of)["version"]
    tell(running, "parcel.deposited", **of, compartment=1, how="loaded")
    assert (parcel(running, of)["compartment"], parcel(running, of)["version"]) == (1, before + 1)
    tell(running, "parcel.deposited", **of, compartment=1, how="loaded")
    assert parcel(running, of)["version"] == before + 1
    assert incidents(running) == []


def test_what_staff_took_out_is_nowhere(running: Any) -> None:
    of = to_come(running, "one-parcel")
    tell(running, "parcel.deposited", **of, compartment=1, how="loaded")
    tell(running, "parcel.removed", **of, compartment=1, actor="E-T")
    assert parcel(running, of)["compartment"] is None
    tell(running, "parcel.deposited", **of, compartment=3, how="loaded")
    tell(running, "parcel.resolved", **of, compartment=3, verdict="present")
    assert parcel(running, of)["compartment"] == 3
    tell(running, "parcel.resolved", **of, compartment=3, verdict="missing")
    assert parcel(running, of)["compartment"] is None
    assert incidents(running) == []


def test_two_parcels_in_one_compartment_are_an_incident_and_the_books_stay(running: Any) -> None:
    of = to_come(running, "one-parcel")
    tell(running, "parcel.deposited", **of, compartment=12, how="loaded")
    assert parcel(running, of)["compartment"] is None
    assert incidents(running) == [("custody_conflict", "parcel.deposited")]


def test_a_parcel_that_nobody_knows_is_an_incident(running: Any) -> None:
    tell(running, "parcel.removed", pickup=running.pickup("one-parcel"), parcel="nobody's", compartment=3)
    assert incidents(running) == [("custody_conflict", "parcel.removed")]


def test_a_parcel_of_which_the_shop_has_not_heard_where_it_is_is_handed_over_without_conflict(running: Any) -> None:
    of = to_come(running, "one-parcel")
    handover = {
        "parcel": of["parcel"],
        "compartment": 1,
        "opened_at": "2026-11-23T12:00:00Z",
        "closed_at": "2026-11-23T12:00:20Z",
        "credential": "c1",
        "actor": "",
        "reference": "",
        "offline": False,
    }
    answer = running.kiosk.post(
        f"/v1/pickups/{of['pickup']}/handovers", json=handover, headers={"Idempotency-Key": "intent-21-1"}
    )
    assert (answer.status_code, answer.json()["conflict"]) == (201, False)


def test_a_batch_takes_its_pickups_in_one_order_ahead_of_all_else(running: Any) -> None:
    """Two batches, and a hand-over between, would wait for each other in a circle on PostgreSQL."""
    of = [to_come(running, name) for name in ("one-parcel", "three-parcels")]
    of.sort(key=lambda one: one["pickup"], reverse=True)
    numbers = count(9001)
    batch = [
        {
            "specversion": "1.0",
            "id": str(number),
            "source": SOURCE,
            "type": "no.openluke.parcel.deposited",
            "data": {**one, "compartment": door},
        }
        for number, one, door in zip(numbers, of, (1, 3), strict=False)
    ]
    work: list[tuple[str, Any]] = []
    event.listen(running.backend.engine, "before_cursor_execute", lambda *a: work.append((a[2], a[3])))
    assert running.kiosk.post("/v1/events", json=batch).status_code == 200
    about_pickups = [(said, values) for said, values in work if "pickups" in said]
    said, values = about_pickups[0]
    assert "ORDER BY pickups.id" in said
    assert "FOR UPDATE" in said or running.backend.engine.dialect.name == "sqlite"
    named = values.values() if isinstance(values, dict) else values
    assert {one["pickup"] for one in of} <= set(named)
    assert work.index(about_pickups[0]) < next(place for place, (said, _) in enumerate(work) if "INSERT" in said)
