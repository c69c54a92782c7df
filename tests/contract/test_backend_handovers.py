"""Hand-overs move quantities, once each: in parallel, twice, late and out of order."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx2
import pytest
from sqlalchemy import update

from kiosk.backend import schema
from tests.helpers.orders import ORDER, detail, hand_out, place_order, quantities, stage, told

THREE_DAYS_S = 3 * 86_400.0
PARALLEL = 200


def two_parcels(running: Any) -> None:
    place_order(running, {"10": 3, "20": 1})
    stage(running, "P1", compartment=1, lines={"10": 2})
    assert stage(running, "P2", compartment=9).json()["state"] == "ready"


def test_lines_are_collected_with_their_parcels(running: Any) -> None:
    two_parcels(running)
    assert hand_out(running, "P1", "handover-1").json()["conflict"] is False
    found = detail(running)
    assert (found["state"], quantities(running)) == ("partially_collected", {"10": (3, 2, 0), "20": (1, 0, 0)})
    hand_out(running, "P2", "handover-2", compartment=9)
    found = detail(running)
    assert (found["state"], quantities(running)) == ("collected", {"10": (3, 3, 0), "20": (1, 1, 0)})
    assert found["allowed_actions"] == ["return", "report"]


def test_what_is_still_to_come_keeps_a_pickup_open(running: Any) -> None:
    place_order(running, {"10": 3})
    stage(running, "P1", compartment=1, lines={"10": 2}, partial=True)
    hand_out(running, "P1", "handover-1")
    assert (detail(running)["state"], quantities(running)) == ("partially_collected", {"10": (2, 2, 0)})
    stage(running, "P2", compartment=1)
    hand_out(running, "P2", "handover-2")
    assert (detail(running)["state"], quantities(running)) == ("collected", {"10": (3, 3, 0)})


def test_a_parcel_that_nobody_itemised_takes_all_that_is_ready(running: Any) -> None:
    place_order(running, {"10": 3})
    running.admin.post(f"/v1/admin/pickups/{ORDER}/parcels", json={"id": "P1"})
    running.admin.post(f"/v1/admin/pickups/{ORDER}/ready")
    assert quantities(running) == {"10": (3, 0, 0)}
    hand_out(running, "P1", "handover-1")
    assert (detail(running)["state"], quantities(running)) == ("collected", {"10": (3, 3, 0)})


def test_a_handover_is_told_with_what_joins_it(running: Any) -> None:
    two_parcels(running)
    hand_out(running, "P1", "handover-1", actor="E-1")
    hand_out(running, "P2", "handover-2", compartment=9)
    hand_out(running, "P2", "handover-2", compartment=9)
    part, whole = told(running, "pickup.partially_collected", "pickup.collected")
    assert part["type"] == "no.openluke.pickup.partially_collected"
    assert part["data"] == {
        "pickup": ORDER,
        "order_number": f"NO-{ORDER}",
        "customer": "C-1",
        "state": "partially_collected",
        "parcel": "P1",
        "handover": "handover-1",
        "credential": "c1",
        "actor": "E-1",
    }
    assert (whole["type"], whole["data"]["handover"]) == ("no.openluke.pickup.collected", "handover-2")
    assert told(running, "pickup.partially_collected", "pickup.collected") == [part, whole], "their ids stay"


def test_of_two_hundred_parallel_handovers_one_is_the_hand_over(running: Any) -> None:
    place_order(running, {"10": 3})
    stage(running, "P1", compartment=1)
    key = f"Bearer {running.secrets.kiosk.bearer_key}"

    def one(number: int) -> dict[str, Any]:
        with httpx2.Client(base_url=running.url, headers={"Authorization": key}, trust_env=False, timeout=60) as client:
            told = hand_out(type("Kiosk", (), {"kiosk": client}), "P1", f"handover-{number:03}")
            assert told.status_code == 201, told.text
            answer: dict[str, Any] = told.json()
            return answer

    with ThreadPoolExecutor(PARALLEL) as pool:
        answers = list(pool.map(one, range(PARALLEL)))
    reasons = sorted(answer["reason"] for answer in answers)
    assert reasons == ["", *(PARALLEL - 1) * ["already_collected"]]
    assert sorted(answer["handover"] for answer in answers) == [f"handover-{number:03}" for number in range(PARALLEL)]
    assert (detail(running)["state"], quantities(running)) == ("collected", {"10": (3, 3, 0)})
    assert len(told(running, "pickup.collected")) == 1
    assert len(running.admin.get("/v1/admin/incidents").json()) == PARALLEL - 1


def test_the_same_handover_from_many_is_one(running: Any) -> None:
    place_order(running, {"10": 3})
    stage(running, "P1", compartment=1)
    with ThreadPoolExecutor(16) as pool:
        answers = list(pool.map(lambda _: hand_out(running, "P1", "handover-1").content, range(16)))
    assert len(set(answers)) == 1
    assert b'"conflict":false' in answers[0]
    assert len(running.admin.get("/v1/admin/handovers").json()) == 1


def test_of_three_days_ago_twice_and_out_of_order(running: Any) -> None:
    """The kiosk had no network for three days; the pickup has expired since, and its parcels left in time."""
    two_parcels(running)
    running.clock[0] += 10 * 86_400.0
    expire(running)
    late = {"offline": True, "compartment": 9, "closed_at": "2026-11-23T12:05:00Z"}
    for parcel, key, facts in (
        ("P2", "handover-2", late),
        ("P1", "handover-1", {"offline": True}),
        ("P2", "handover-2", late | {"offline": False}),
        ("P1", "handover-1", {"offline": True}),
    ):
        answer = hand_out(running, parcel, key, **facts)
        assert (answer.status_code, answer.json()["conflict"]) == (201, False)
    found = detail(running)
    assert (found["state"], quantities(running)) == ("collected", {"10": (3, 3, 0), "20": (1, 1, 0)})
    assert found["collected_at"] == "2026-11-23T12:05:00Z"
    assert len(told(running, "pickup.partially_collected", "pickup.collected")) == 2
    assert running.admin.get("/v1/admin/incidents").json() == []


def test_what_was_opened_after_its_end_is_accepted_and_flagged(running: Any) -> None:
    two_parcels(running)
    running.clock[0] += 10 * 86_400.0
    expire(running)
    times = {"opened_at": "2026-12-01T12:00:00Z", "closed_at": "2026-12-01T12:00:20Z"}
    for _ in range(2):
        answer = hand_out(running, "P1", "handover-1", **times)
        assert (answer.status_code, answer.json()["reason"]) == (201, "expired")
    assert (detail(running)["state"], quantities(running)["10"]) == ("partially_collected", (3, 2, 0))
    assert [row["reason"] for row in running.admin.get("/v1/admin/incidents").json()] == ["expired"]


def test_what_was_not_paid_and_left_is_flagged(running: Any) -> None:
    place_order(running, {"10": 3}, payment="due")
    stage(running, "P1", compartment=1)
    assert hand_out(running, "P1", "handover-1").json()["reason"] == "payment_due"
    assert quantities(running) == {"10": (3, 3, 0)}


@pytest.mark.parametrize("order", [("P1", "P2"), ("P2", "P1")])
def test_a_parcel_handed_out_before_its_deposit_was_heard(running: Any, order: tuple[str, str]) -> None:
    place_order(running, {"10": 2})
    stage(running, "P1", lines={"10": 1})
    stage(running, "P2", lines={"10": 1})
    for parcel in order:
        assert hand_out(running, parcel, f"handover-{parcel}", compartment=9).json()["conflict"] is False
    assert (detail(running)["state"], quantities(running)) == ("collected", {"10": (2, 2, 0)})


def expire(running: Any) -> None:
    table = schema.pickups
    running.backend.write(
        lambda connection: connection.execute(update(table).where(table.c.id == ORDER).values(state="expired"))
    )
