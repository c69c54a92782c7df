"""What comes back, and what was wrong with what was handed out."""

from concurrent.futures import ThreadPoolExecutor
from itertools import count
from typing import Any

import pytest
from sqlalchemy import select, update

from kiosk.backend import schema
from tests.helpers.orders import ORDER, detail, field, hand_out, place_order, problem, quantities, stage, told
from tests.helpers.trade import signed_in

NUMBERS = count(1)
SEEN = {"compartment": 9, "opened_at": "2026-11-23T12:00:00Z", "closed_at": "2026-11-23T12:00:30Z"}


def collected(running: Any, **lines: int) -> None:
    place_order(running, {name[1:]: quantity for name, quantity in (lines or {"L10": 3, "L20": 1}).items()})
    stage(running, "P1", compartment=1)
    hand_out(running, "P1", "handover-1")


def post(running: Any, url: str, body: dict[str, Any], *, key: str = "", **headers: str) -> Any:
    key = key or f"return-{next(NUMBERS):05}"
    return running.kiosk.post(url, json=body, headers={"Idempotency-Key": key, **headers})


def announce(running: Any, *lines: tuple[str, int], **body: Any) -> Any:
    of = {} if "order_number" in body else {"pickup": ORDER}
    stated = [{"line": line, "quantity": quantity} for line, quantity in lines]
    return post(running, "/v1/returns", {"lines": stated, "reason": "too_many", **of, **body})


def receipt(running: Any, return_id: str, *lines: tuple[str, int, str], key: str = "", **body: Any) -> Any:
    found = [{"line": line, "quantity": quantity, "outcome": outcome} for line, quantity, outcome in lines]
    return post(running, f"/v1/returns/{return_id}/receipts", {"kind": "received", "lines": found, **body}, key=key)


def drop(running: Any, return_id: str, *, key: str = "") -> Any:
    return post(running, f"/v1/returns/{return_id}/receipts", {"kind": "dropped", "evidence": SEEN}, key=key)


def get(running: Any, return_id: str) -> dict[str, Any]:
    found: dict[str, Any] = running.kiosk.get(f"/v1/returns/{return_id}").raise_for_status().json()
    return found


def incidents(running: Any) -> list[tuple[str, str]]:
    return [(row["kind"], row["reason"]) for row in running.admin.get("/v1/admin/incidents").json()]


def test_from_announced_to_closed(running: Any) -> None:
    collected(running)
    answer = announce(running, ("10", 2))
    found = answer.json()
    assert (answer.status_code, found["state"], found["order_number"]) == (201, "announced", f"NO-{ORDER}")
    assert (found["customer"], found["conflict"], found["receipts"]) == ("C-1", "", [])
    assert quantities(running)["10"] == (3, 3, 0)

    shown = drop(running, found["id"]).json()
    assert (shown["compartment"], shown["lines"]) == (9, [{"line": "10", "quantity": 2, "outcome": ""}])
    assert (shown["return_id"], shown["received_at"], shown["conflict"]) == (found["id"], "2026-11-23T12:00:30Z", False)
    assert (get(running, found["id"])["state"], quantities(running)["10"]) == ("dropped", (3, 3, 2))

    assert problem(running.kiosk.post(f"/v1/returns/{found['id']}/close")) == (409, "not-received")
    running.clock[0] += 3600
    counted = receipt(running, found["id"], ("10", 1, "damaged"), ("10", 1, "missing"), actor="S-4").json()
    assert [line["outcome"] for line in counted["lines"]] == ["damaged", "missing"]
    after = get(running, found["id"])
    assert (after["state"], after["lines"]) == (
        "received",
        [{"line": "10", "quantity": 1, "condition": "damaged", "damaged": 1}],
    )
    assert quantities(running)["10"] == (3, 3, 1), "what is missing did not come back"
    assert after["receipts"] == [shown, counted]
    assert [running.kiosk.post(f"/v1/returns/{found['id']}/close").json()["state"] for _ in range(2)] == 2 * ["closed"]
    assert incidents(running) == []
    dropped, received = told(running, "return.dropped", "return.received")
    assert (dropped["subject"], dropped["data"]["pickup"], dropped["data"]["receipt"]) == (
        found["id"],
        ORDER,
        shown["id"],
    )
    assert dropped["data"]["order_number"] == f"NO-{ORDER}"
    assert (received["type"], received["data"]["customer"]) == ("no.openluke.return.received", "C-1")


def test_a_return_is_announced_by_the_number_of_the_order(running: Any) -> None:
    collected(running)
    assert announce(running, ("10", 1), order_number=f"NO-{ORDER}").json()["pickup"] == ORDER


@pytest.mark.parametrize(
    ("lines", "body", "code", "where"),
    [
        ([("10", 4)], {}, "more-than-collected", "body.lines.0.quantity"),
        ([("10", 2), ("10", 2)], {}, "more-than-collected", "body.lines.1.quantity"),
        ([("30", 1)], {}, "line-unknown", "body.lines.0.line"),
        ([("10", 1)], {"pickup": "00000000"}, "pickup-unknown", "body.pickup"),
        ([("10", 1)], {"order_number": "NO-0"}, "pickup-unknown", "body.order_number"),
        ([("10", 1)], {"pickup": ""}, "invalid-request", "body"),
    ],
)
def test_an_announcement_is_refused_by_its_field(
    running: Any, lines: list[tuple[str, int]], body: dict[str, Any], code: str, where: str
) -> None:
    collected(running)
    before = running.kiosk.get("/v1/returns").json()
    refused = announce(running, *lines, **body)
    assert (problem(refused), field(refused)) == ((422, code), where)
    assert running.kiosk.get("/v1/returns").json() == before


def test_what_is_announced_cannot_be_announced_again(running: Any) -> None:
    collected(running)
    announce(running, ("10", 2))
    assert problem(announce(running, ("10", 2))) == (422, "more-than-collected")
    assert announce(running, ("10", 1)).status_code == 201


@pytest.mark.parametrize(
    ("lines", "body", "conflict"),
    [
        ([("10", 4)], {}, "more_than_collected"),
        ([("30", 1)], {}, "unknown_line"),
        ([("10", 1)], {"pickup": "00000000"}, "unknown_pickup"),
        ([("10", 1)], {"order_number": "NO-0"}, "unknown_pickup"),
        ([("10", 3)], {}, ""),
    ],
)
def test_an_unannounced_drop_is_never_refused(
    running: Any, lines: list[tuple[str, int]], body: dict[str, Any], conflict: str
) -> None:
    collected(running)
    answer = announce(running, *lines, dropped=SEEN, **body)
    found = answer.json()
    assert (answer.status_code, found["state"], found["conflict"]) == (201, "dropped", conflict)
    assert found["receipts"][0]["compartment"] == 9
    assert incidents(running) == ([("return_conflict", conflict)] if conflict else [])
    assert len(told(running, "return.dropped")) == 1


def test_a_drop_for_a_return_that_nobody_knows_is_kept(running: Any) -> None:
    answer = drop(running, "R-of-another-backend")
    assert (answer.status_code, answer.json()["reason"]) == (201, "unknown_return")
    assert get(running, "R-of-another-backend")["state"] == "dropped"
    assert problem(receipt(running, "R-nobody", ("10", 1, "received"))) == (404, "not-found")


def test_a_second_drop_is_kept_and_flagged(running: Any) -> None:
    collected(running)
    name = announce(running, ("10", 2)).json()["id"]
    assert drop(running, name, key="drop-0001").content == drop(running, name, key="drop-0001").content
    assert drop(running, name).json()["reason"] == "already_dropped"
    receipt(running, name, ("10", 2, "received"))
    assert drop(running, name).json()["reason"] == "already_received"
    assert problem(receipt(running, name, ("10", 1, "received"))) == (409, "already-received")
    assert (get(running, name)["state"], quantities(running)["10"]) == ("received", (3, 3, 2))
    assert incidents(running) == [("return_conflict", "already_dropped"), ("return_conflict", "already_received")]


def test_the_same_key_is_one_return(running: Any) -> None:
    collected(running)
    body = {"pickup": ORDER, "lines": [{"line": "10", "quantity": 1}], "reason": "other"}
    with ThreadPoolExecutor(8) as pool:
        answers = {post(running, "/v1/returns", body, key="return-same").content for _ in pool.map(str, range(8))}
    assert len(answers) == 1
    assert problem(post(running, "/v1/returns", body | {"reason": "damaged"}, key="return-same"))[0] == 422
    assert len(running.kiosk.get("/v1/returns", params={"pickup": ORDER}).json()["returns"]) == 1


def test_what_is_only_announced_has_not_come_back(running: Any) -> None:
    collected(running)
    first, _ = (announce(running, ("10", 1)).json()["id"] for _ in range(2))
    drop(running, first)
    assert quantities(running)["10"] == (3, 3, 1)


def test_of_many_announcements_no_more_than_was_collected_is_taken(running: Any) -> None:
    collected(running)
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: announce(running, ("10", 1)).status_code, range(8)))
    assert sorted(answers) == 3 * [201] + 5 * [422]


def test_returns_are_listed_a_page_at_a_time(running: Any) -> None:
    collected(running)
    names = []
    for _ in range(3):
        names.append(announce(running, ("10", 1)).json()["id"])
        running.clock[0] += 1
    first = running.kiosk.get("/v1/returns", params={"pickup": ORDER, "limit": 2})
    assert [one["id"] for one in first.json()["returns"]] == names[:2]
    rest = running.kiosk.get(first.links["next"]["url"])
    assert ([one["id"] for one in rest.json()["returns"]], rest.links) == (names[2:], {})
    assert running.kiosk.get("/v1/returns", params={"pickup": "00000000"}).json() == {"returns": [], "next": ""}


def test_another_sites_return_is_not_there(running: Any) -> None:
    collected(running)
    name = announce(running, ("10", 1)).json()["id"]
    table = schema.returns
    running.backend.write(lambda connection: connection.execute(update(table).values(site=5)))
    assert problem(running.kiosk.get(f"/v1/returns/{name}")) == (404, "not-found")
    assert problem(drop(running, name)) == (404, "not-found")
    assert running.kiosk.get("/v1/returns").json() == {"returns": [], "next": ""}
    assert running.admin.get(f"/v1/returns/{name}").status_code == 200


def test_who_gives_back_for_a_company_is_known_by_the_visit(running: Any) -> None:
    place_order(running, {"10": 1}, account="A-FJELLHEIM")
    stage(running, "P1", compartment=1)
    hand_out(running, "P1", "handover-1")
    badge = running.code("badge", "E-INGRID").text
    token = running.kiosk.post("/v1/sessions", json={"code": badge}).json()["token"]
    body = {"pickup": ORDER, "lines": [{"line": "10", "quantity": 1}], "reason": "other"}
    found = post(running, "/v1/returns", body, **{"Pickup-Session": token}).json()
    assert (found["account"], found["employee"]) == ("A-FJELLHEIM", "E-INGRID")
    over = post(running, "/v1/returns", body, **{"Pickup-Session": "nobody's"})
    assert problem(over) == (401, "session-over")


# --- deviations ---------------------------------------------------------------------------------------------------


def deviate(running: Any, *lines: tuple[str, str, int], key: str = "", pickup: str = ORDER, **headers: str) -> Any:
    stated = [{"line": line, "kind": kind, "quantity": quantity} for line, kind, quantity in lines]
    return post(running, f"/v1/pickups/{pickup}/deviations", {"lines": stated, "actor": "C-1"}, key=key, **headers)


def test_what_was_wrong_is_told_line_by_line(running: Any) -> None:
    collected(running)
    answer = deviate(running, ("10", "short", 2), ("20", "damaged", 1), key="deviation-1")
    rows = answer.json()["deviations"]
    assert answer.status_code == 201
    assert [(row["line"], row["kind"], row["quantity"], row["employee"], row["state"]) for row in rows] == [
        ("10", "short", 2, "C-1", "open"),
        ("20", "damaged", 1, "C-1", "open"),
    ]
    assert deviate(running, ("10", "short", 2), ("20", "damaged", 1), key="deviation-1").content == answer.content
    assert running.kiosk.get(f"/v1/pickups/{ORDER}/deviations").json() == answer.json()
    first = running.kiosk.get(f"/v1/pickups/{ORDER}/deviations", params={"limit": 1})
    assert running.kiosk.get(first.links["next"]["url"]).json()["deviations"] == rows[1:]
    assert incidents(running) == [("deviation", "short"), ("deviation", "damaged")]
    (event,) = told(running, "deviation.reported")
    assert event["data"]["deviations"] == [row["id"] for row in rows]


def test_a_deviation_is_of_what_was_ordered(running: Any) -> None:
    collected(running)
    for lines, code, where in (
        ([("10", "wrong", 4)], "more-than-ordered", "body.lines.0.quantity"),
        ([("10", "wrong", 1), ("30", "wrong", 1)], "line-unknown", "body.lines.1.line"),
    ):
        refused = deviate(running, *lines)
        assert (problem(refused), field(refused)) == ((422, code), where)
    assert problem(deviate(running, ("10", "wrong", 1), pickup="00000000")) == (404, "not-found")
    assert detail(running)["state"] == "collected"


def test_a_company_sees_its_own_only(running: Any) -> None:
    collected(running)
    badge = running.code("badge", "E-INGRID").text
    token = running.kiosk.post("/v1/sessions", json={"code": badge}).json()["token"]
    assert problem(deviate(running, ("10", "short", 1), **{"Pickup-Session": token})) == (404, "not-found")


IDENTIFIERS = ("account", "customer", "order_number", "session")


def _of_jonas(running: Any) -> tuple[str, str]:
    """A pickup of his that he has collected, and its order number."""
    pickup = next(one.id for one in running.seed.pickups if one.buyer_employee == "E-JONAS" and one.site == 4)
    body = {
        "parcel": f"{pickup}-1",
        "compartment": 7,
        "opened_at": "2026-11-23T12:00:00Z",
        "closed_at": "2026-11-23T12:00:20Z",
        "credential": "c1",
        "actor": "E-JONAS",
        "reference": "PO-4712",
        "offline": False,
    }
    post(running, f"/v1/pickups/{pickup}/handovers", body, key="handover-1").raise_for_status()
    return pickup, detail(running, pickup)["order_number"]


@pytest.mark.parametrize("late_s", [0.0, 3600.0], ids=["at once", "when the visit is over"])
@pytest.mark.parametrize("announced", [True, False])
def test_a_drop_names_the_visit_and_whose_it_was(running: Any, announced: bool, late_s: float) -> None:
    pickup, number = _of_jonas(running)
    visit = signed_in(running, "E-JONAS")
    line = {"lines": [{"line": detail(running, pickup)["lines"][0]["id"], "quantity": 1}], "reason": "too_many"}
    if announced:
        name = post(running, "/v1/returns", {**line, "pickup": pickup}).raise_for_status().json()["id"]
        assert get(running, name)["session"] == ""
        running.clock[0] += late_s
        dropped = {"kind": "dropped", "evidence": SEEN}
        post(running, f"/v1/returns/{name}/receipts", dropped, **visit).raise_for_status()
    else:
        running.clock[0] += late_s
        body = {**line, "pickup": pickup, "dropped": SEEN}
        answer = post(running, "/v1/returns", body, **visit).raise_for_status().json()
        assert (answer["conflict"], answer["employee"]) == ("", "E-JONAS")
        name = answer["id"]
    (event,) = told(running, "return.dropped")
    with running.backend.engine.connect() as connection:
        session = connection.execute(select(schema.sessions.c.id)).scalar_one()
    assert [event["data"][name] for name in IDENTIFIERS] == ["A-FJELLHEIM", "E-JONAS", number, session]
    assert get(running, name)["session"] == session
    receipt(running, name, (line["lines"][0]["line"], 1, "received")).raise_for_status()
    (received,) = told(running, "return.received")
    assert received["data"]["session"] == session


def test_a_drop_of_a_return_that_nobody_knows_is_of_whoever_signed_in(running: Any) -> None:
    visit = signed_in(running, "E-JONAS")
    post(running, "/v1/returns/R-nowhere/receipts", {"kind": "dropped", "evidence": SEEN}, **visit).raise_for_status()
    found = get(running, "R-nowhere")
    assert (found["account"], found["employee"], bool(found["session"])) == ("A-FJELLHEIM", "E-JONAS", True)
    (event,) = told(running, "return.dropped")
    assert (event["account"], event["data"]["customer"]) == ("A-FJELLHEIM", "E-JONAS")


def test_a_token_that_nobody_knows_refuses_no_drop_and_every_announcement(running: Any) -> None:
    collected(running)
    stranger = {"Pickup-Session": "x" * 43}
    stated = {"lines": [{"line": "10", "quantity": 1}], "reason": "too_many", "pickup": ORDER}
    assert problem(post(running, "/v1/returns", stated, **stranger)) == (401, "session-over")
    assert post(running, "/v1/returns", {**stated, "dropped": SEEN}, **stranger).status_code == 201
    (event,) = told(running, "return.dropped")
    assert event["data"]["session"] == ""
    over = signed_in(running, "E-JONAS")
    running.clock[0] += 3600
    assert problem(post(running, "/v1/returns", stated, **over)) == (401, "session-over")
