"""Codes: issued, printed, revoked, and given on to somebody else within limits."""

from dataclasses import replace
from datetime import UTC, datetime
from itertools import count
from typing import Any

import msgspec
import pytest
from sqlalchemy import select, update

from kiosk.adapters.signatures import SignatureVerifier
from kiosk.backend import schema
from kiosk.backend.keys import switched, with_next, without
from kiosk.backend.staff.deeds import Deed, extend
from kiosk.commerce.wire import WireCredential
from kiosk.domain.decision import Grant, Ledger, Moment, Reason, Refusal, decide_listed, decide_token
from kiosk.domain.pickup import Parcel, Pickup, PickupState
from kiosk.domain.token import parse
from tests.helpers.orders import ORDER, detail, field, hand_out, place_order, problem, stage, told

NUMBERS = count(1)
OURS = {"account": "A-FJELLHEIM", "buyer_employee": "E-JONAS"}


def ready(running: Any, **values: Any) -> None:
    place_order(running, {"10": 2}, **values)
    stage(running, "P1", compartment=1, lines={"10": 1})
    stage(running, "P2", compartment=9)


def issue(running: Any, **body: Any) -> dict[str, Any]:
    answer = running.admin.post(f"/v1/admin/pickups/{ORDER}/codes", json=body)
    assert (answer.status_code, answer.headers["cache-control"]) == (201, "no-store")
    found: dict[str, Any] = answer.json()
    return found


def opens(running: Any, code: str, entry: str = "scanned") -> bool:
    answer = running.kiosk.post("/v1/pickups:resolve", json={"code": code, "entry": entry})
    return bool(answer.status_code == 200 and not answer.json()["credential"]["revoked"])


def visit(running: Any, employee: str, **values: Any) -> dict[str, str]:
    """The header of somebody's visit; `values` are the person's from now on."""
    people = schema.employees
    if values:
        changed = update(people).where(people.c.id == employee).values(values)
        running.backend.write(lambda connection: connection.execute(changed))
    badge = running.code("badge", employee).text
    return {"Pickup-Session": running.kiosk.post("/v1/sessions", json={"code": badge}).json()["token"]}


def give(running: Any, who: dict[str, str] | None, *, key: str = "", client: Any = None, **body: Any) -> Any:
    headers = {"Idempotency-Key": key or f"delegation-{next(NUMBERS)}", **(who or {})}
    asked = {"to": {"name": "Ola Nordmann", "phone": "+4799999999"}} | body
    return (client or running.kiosk).post(f"/v1/pickups/{ORDER}/delegations", json=asked, headers=headers)


# --- issue, print, revoke -----------------------------------------------------------------------------------------


def test_new_codes_open_and_are_kept_by_nobody(running: Any) -> None:
    ready(running)
    codes = issue(running, phone_last4="4417")
    assert opens(running, codes["token"])
    assert opens(running, codes["typed"], "typed")
    assert opens(running, codes["six_digits"] + "4417", "typed")
    assert not opens(running, codes["six_digits"] + "4418", "typed")
    texts = [codes["token"], codes["typed"], codes["typed"].replace("-", ""), codes["six_digits"]]
    for table in schema.metadata.sorted_tables:
        rows = str(running.backend.read(lambda connection, table=table: connection.execute(select(table)).all()))
        assert not [text for text in texts if f"'{text}'" in rows], table.name


def test_a_sheet_is_printed(running: Any) -> None:
    ready(running)
    answer = running.admin.post(f"/v1/admin/pickups/{ORDER}/codes/sheet", json={"phone_last4": "4417"})
    assert (answer.status_code, answer.headers["cache-control"]) == (201, "no-store")
    assert answer.headers["content-type"].startswith("text/html")
    assert "<svg" in answer.text
    assert "Henteskap Sentrum" in answer.text
    assert "4417" in answer.text


def test_a_kiosk_mints_no_codes(running: Any) -> None:
    ready(running)
    assert problem(running.kiosk.post(f"/v1/admin/pickups/{ORDER}/codes", json={})) == (401, "unauthorised")


@pytest.mark.parametrize("name", ["collected", "cancelled"])
def test_no_codes_for_what_is_over(running: Any, name: str) -> None:
    answer = running.admin.post(f"/v1/admin/pickups/{running.pickup(name)}/codes", json={})
    assert problem(answer) == (409, "pickup-closed")


def test_what_was_revoked_is_told(running: Any) -> None:
    ready(running)
    codes = issue(running)
    url = f"/v1/admin/credentials/{codes['token_id']}/revoke"
    assert [running.admin.post(url, params={"pickup": ORDER}).status_code for _ in range(2)] == [204, 204]
    assert not opens(running, codes["token"])
    assert opens(running, codes["typed"], "typed")
    (event,) = told(running, "code.revoked")
    assert (event["subject"], event["data"]["pickup"], event["data"]["by"]) == (codes["token_id"], ORDER, "operator")


# --- delegation ---------------------------------------------------------------------------------------------------


def test_the_buyer_lets_somebody_else_collect(running: Any) -> None:
    ready(running, **OURS)
    jonas = visit(running, "E-JONAS")
    answer = give(running, jonas, key="delegation-a", max_visits=2, parcels=["P1"])
    given = answer.json()
    assert answer.status_code == 201, answer.text
    assert (given["given_by"], given["to_name"], given["max_visits"], given["parcels"]) == (
        "E-JONAS",
        "Ola Nordmann",
        2,
        ["P1"],
    )
    assert opens(running, given["token"])
    assert opens(running, given["typed"], "typed")
    assert give(running, jonas, key="delegation-a", max_visits=2, parcels=["P1"]).content == answer.content
    assert problem(give(running, jonas, key="delegation-a"))[1] == "idempotency-key-reused"
    listed = running.kiosk.get(f"/v1/pickups/{ORDER}/delegations", headers=jonas).json()["delegations"]
    assert listed == [{name: value for name, value in given.items() if name not in {"token", "typed"}}]
    (event,) = told(running, "delegation.given")
    assert "Ola" not in str(event)


def test_a_kiosk_decides_on_a_delegates_codes_by_itself(running: Any) -> None:
    ready(running, **OURS)
    given = give(running, visit(running, "E-JONAS"), parcels=["P1"]).json()
    listed = running.kiosk.get("/v1/pickups", params={"site": 4}).json()
    assert "Ola" not in str(listed)
    (row,) = (row for row in listed["credentials"] if row["id"] == given["credential"])
    known = msgspec.convert(row, WireCredential).credential()
    signed = parse(given["token"].encode())
    assert signed is not None
    assert SignatureVerifier(running.secrets.public_keys).verify(signed)
    assert (signed.token.delegate, signed.token.credential) == (True, known.id)
    now = Moment(4, running.clock[0])
    parcels = (Parcel("P1", 1), Parcel("P2", 9))
    pickup = Pickup(ORDER, 4, PickupState.READY, parcels, known.not_before_utc, known.not_after_utc, 1, 1)
    for visits, expected in ((0, ("P1",)), (1, Reason.LIMIT_REACHED)):
        ledger = Ledger(visits=visits)
        by_token = decide_token(signed.token, now, pickup=pickup, listed=known, ledger=ledger)
        by_hand = decide_listed(known, now, pickup=pickup, ledger=ledger)
        if isinstance(expected, tuple):
            assert isinstance(by_token, Grant)
            assert isinstance(by_hand, Grant)
            assert tuple(one.id for one in by_token.parcels) == tuple(one.id for one in by_hand.parcels) == expected
        else:
            assert by_token == Refusal(expected)
            assert by_hand == Refusal(Reason.UNKNOWN)


def test_the_principal_hears_when_it_was_used(running: Any) -> None:
    ready(running, **OURS)
    given = give(running, visit(running, "E-JONAS")).json()
    hand_out(running, "P1", "handover-1", credential="c1")
    assert told(running, "delegation.used") == []
    hand_out(running, "P2", "handover-2", compartment=9, credential=given["credential"])
    (event,) = told(running, "delegation.used")
    assert (event["subject"], event["account"]) == (given["id"], "A-FJELLHEIM")
    data = event["data"]
    assert (data["customer"], data["given_by"], data["parcel"]) == ("C-1", "E-JONAS", "P2")
    assert "Ola" not in str(event)


@pytest.mark.parametrize(
    ("employee", "values", "answer"),
    [
        ("E-JONAS", {}, 201),
        ("E-AMINA", {}, 403),
        ("E-AMINA", {"collects_for": '["E-JONAS"]'}, 201),
        ("E-AMINA", {"role": "admin"}, 201),
        ("E-AMINA", {"role": "buyer"}, 403),
        ("E-INGRID", {}, 201),
        ("E-TORE", {"role": "admin"}, 404),
    ],
)
def test_it_is_for_whoever_may_collect_it_to_give_it_on(
    running: Any, employee: str, values: dict[str, Any], answer: int
) -> None:
    ready(running, **OURS)
    assert give(running, visit(running, employee, **values)).status_code == answer


def test_without_a_visit_only_the_operator_gives_it_on(running: Any) -> None:
    ready(running)
    assert problem(give(running, None)) == (403, "not-allowed")
    assert problem(running.kiosk.get(f"/v1/pickups/{ORDER}/delegations")) == (403, "not-allowed")
    given = give(running, None, client=running.admin).json()
    assert (given["given_by"], given["delegate_of"]) == ("operator", "")


@pytest.mark.parametrize(
    ("body", "code", "where"),
    [
        ({"not_after": "2026-12-24T12:00:00Z"}, "more-than-ones-own", "body.not_after"),
        ({"not_after": "2026-11-23T11:00:00Z"}, "invalid-request", "body.not_after"),
        ({"parcels": ["P1", "P3"]}, "more-than-ones-own", "body.parcels.1"),
        ({"to": {"employee": "E-TORE"}}, "employee-unknown", "body.to.employee"),
        ({"to": {"employee": "E-1", "name": "Ola"}}, "invalid-request", "body.to"),
        ({"to": {"name": "Ola", "phone": "99999999"}}, "invalid-request", "body.to.phone"),
        ({"max_visits": 0}, "invalid-request", "body.max_visits"),
    ],
)
def test_nobody_gives_more_than_they_have(running: Any, body: dict[str, Any], code: str, where: str) -> None:
    ready(running, **OURS)
    refused = give(running, visit(running, "E-JONAS"), **body)
    assert (problem(refused), field(refused)) == ((422, code), where)


def test_a_delegate_gives_on_only_what_may_be_given_on_and_no_more_than_that(running: Any) -> None:
    ready(running, **OURS)
    jonas, amina = visit(running, "E-JONAS"), visit(running, "E-AMINA")
    end = "2026-11-25T12:00:00Z"
    limits = {"to": {"employee": "E-AMINA"}, "max_visits": 2, "parcels": ["P1"], "not_after": end}
    give(running, jonas, **limits)
    assert problem(give(running, amina)) == (403, "not-allowed")
    parent = give(running, jonas, **limits, may_delegate=True).json()
    for body, where in (
        ({"max_visits": 3}, "body.max_visits"),
        ({"parcels": ["P2"]}, "body.parcels.0"),
        ({"not_after": "2026-11-26T12:00:00Z"}, "body.not_after"),
    ):
        refused = give(running, amina, **body)
        assert (problem(refused), field(refused)) == ((422, "more-than-ones-own"), where)
    child = give(running, amina).json()
    assert (child["delegate_of"], child["parcels"], child["not_after"]) == (parent["credential"], ["P1"], end)


def test_what_was_given_is_taken_back_with_all_that_was_made_from_it(running: Any) -> None:
    ready(running, **OURS)
    jonas, amina = visit(running, "E-JONAS"), visit(running, "E-AMINA")
    parent = give(running, jonas, to={"employee": "E-AMINA"}, may_delegate=True).json()
    child = give(running, amina).json()
    other = give(running, jonas).json()
    url = f"/v1/pickups/{ORDER}/delegations/{parent['id']}"
    assert [running.kiosk.delete(url, headers=jonas).status_code for _ in range(2)] == [204, 204]
    assert [opens(running, given["token"]) for given in (parent, child, other)] == [False, False, True]
    assert not opens(running, child["typed"], "typed")
    revoked = {event["subject"]: event["data"]["by"] for event in told(running, "code.revoked")}
    assert revoked == {parent["credential"]: "E-JONAS", child["credential"]: "E-JONAS"}
    listed = running.kiosk.get(f"/v1/pickups/{ORDER}/delegations", headers=jonas).json()["delegations"]
    assert {row["id"]: bool(row["ended_at"]) for row in listed} == {
        parent["id"]: True,
        child["id"]: True,
        other["id"]: False,
    }


def test_a_delegate_hands_it_back(running: Any) -> None:
    ready(running, **OURS)
    jonas, amina = visit(running, "E-JONAS"), visit(running, "E-AMINA")
    mine = give(running, jonas, to={"employee": "E-AMINA"}).json()
    others = give(running, jonas).json()
    url = f"/v1/pickups/{ORDER}/delegations/"
    assert problem(running.kiosk.delete(url + others["id"], headers=amina)) == (403, "not-allowed")
    assert running.kiosk.delete(url + mine["id"], headers=amina).status_code == 204
    assert not opens(running, mine["token"])
    assert problem(running.kiosk.delete(url + "G-nobody", headers=jonas)) == (404, "not-found")


@pytest.mark.parametrize("who", ["admin", "staff"])
def test_more_time_for_the_pickup_is_no_more_for_the_delegate(running: Any, who: str) -> None:
    ready(running, **OURS)
    given = give(running, visit(running, "E-JONAS"), not_after="2026-11-25T12:00:00Z").json()
    if who == "admin":
        running.admin.put(f"/v1/admin/pickups/{ORDER}/deadline", json={"not_after": "2026-12-24T12:00:00Z"})
    else:
        deed = Deed("S-1", ORDER, detail(running)["version"], running.clock[0])
        until = datetime(2026, 12, 24, 12, tzinfo=UTC)
        running.backend.write(lambda connection: extend(connection, deed, until))
    assert detail(running)["not_after"] == "2026-12-24T12:00:00Z"
    listed = running.kiosk.get("/v1/pickups", params={"site": 4}).json()["credentials"]
    assert [row["not_after"] for row in listed if row["id"] == given["credential"]] == ["2026-11-25T12:00:00Z"]


def test_a_customers_delegate_goes_with_the_code_it_was_made_from(running: Any) -> None:
    ready(running)
    codes = issue(running)
    answer = running.kiosk.post("/v1/pickups:resolve", json={"code": codes["typed"], "entry": "typed"})
    credential = answer.json()["credential"]["id"]
    given = give(running, None, client=running.admin, credential=credential).json()
    assert given["delegate_of"] == credential
    running.admin.post(f"/v1/admin/credentials/{credential}/revoke")
    assert not opens(running, given["token"])
    refused = give(running, None, client=running.admin, credential=credential)
    assert (problem(refused), field(refused)) == ((422, "credential-unknown"), "body.credential")


def test_only_so_many_may_collect_at_once(running: Any) -> None:
    ready(running)
    given = [give(running, None, client=running.admin) for _ in range(21)]
    assert [answer.status_code for answer in given] == 20 * [201] + [409]
    running.admin.delete(f"/v1/pickups/{ORDER}/delegations/{given[0].json()['id']}")
    assert give(running, None, client=running.admin).status_code == 201
    first = running.admin.get(f"/v1/pickups/{ORDER}/delegations", params={"limit": 20})
    assert len(running.admin.get(first.links["next"]["url"]).json()["delegations"]) == 1


# --- another key --------------------------------------------------------------------------------------------------


def test_while_a_key_is_changed_both_are_told_and_codes_of_both_open(running: Any) -> None:
    ready(running, **OURS)
    jonas = visit(running, "E-JONAS")
    old, given = issue(running), give(running, jonas, key="delegation-old").json()
    backend = running.backend
    changed = switched(with_next(running.secrets))
    changed_backend = replace(backend, secrets=changed, verifier=SignatureVerifier(changed.public_keys))
    running.backend_app.state.backend = changed_backend
    assert [key["kid"] for key in running.kiosk.get("/v1/site").json()["keys"]] == ["1", "2"]
    new = issue(running)
    assert [opens(running, text) for text in (old["token"], given["token"], new["token"])] == [True, True, True]
    assert problem(give(running, jonas, key="delegation-old")) == (409, "codes-gone")
    dropped = without(changed, 1)
    verifier = SignatureVerifier(dropped.public_keys)
    running.backend_app.state.backend = replace(changed_backend, secrets=dropped, verifier=verifier)
    assert [opens(running, text) for text in (old["token"], new["token"])] == [False, True]
    assert opens(running, old["typed"], "typed"), "what is typed was signed by nobody"
