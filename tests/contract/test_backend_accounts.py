"""A company at the kiosk: what it has agreed, what waits for it, and who of it may do what."""

from typing import Any

import pytest
from sqlalchemy import select

from kiosk.backend import schema
from tests.helpers.trade import FJELLHEIM, account, change, pages, problem, signed_in, told

MANDATE = {"collects_for": ["E-JONAS", "E-AMINA"], "everybody": False}


def _get(running: Any, path: str, employee: str) -> Any:
    return running.kiosk.get(f"/v1/accounts/{path}", headers=signed_in(running, employee))


def test_the_company_of_the_session_and_no_other(running: Any) -> None:
    found = _get(running, FJELLHEIM, "E-JONAS").raise_for_status().json()
    assert (found["name"], found["rights"]) == ("Fjellheim Elektro AS", ["collect", "delegate", "buy"])
    assert found["default_reference"] == "PO-4712"
    assert found["references"] == {
        "kind": "purchase_order",
        "rule": "required",
        "pattern": "PO-[0-9]{4,6}",
        "project": "asked",
        "cost_centre": "none",
        "buyer_reference": "",
        "electronic_invoice": False,
    }


@pytest.mark.parametrize(
    "path",
    ["", "/credit", "/invoices", "/delivery-notes", "/orders", "/employees", "/employees/E-JONAS", "/purchases"],
)
def test_another_companys_things_are_not_there(running: Any, path: str) -> None:
    problem(_get(running, f"A-NORDVIK{path}", "E-INGRID"), 404, "not-found")
    problem(running.kiosk.get(f"/v1/accounts/{FJELLHEIM}{path}"), 401, "session-over")


def test_what_waits_here_and_elsewhere(running: Any) -> None:
    jonas = _get(running, FJELLHEIM, "E-JONAS").json()["waiting"]
    assert jonas == {"here": 1, "elsewhere": 1, "to_come": 2, "to_approve": 0}
    ingrid = _get(running, FJELLHEIM, "E-INGRID").json()["waiting"]
    assert ingrid == {"here": 3, "elsewhere": 1, "to_come": 3, "to_approve": 1}
    liv = _get(running, "A-NORDVIK", "E-LIV").json()["waiting"]
    assert liv == {"here": 1, "elsewhere": 0, "to_come": 1, "to_approve": 0}
    change(running, schema.employees, "E-LIV", collects_for='["E-TORE"]')
    liv = _get(running, "A-NORDVIK", "E-LIV").json()["waiting"]
    assert liv == {"here": 2, "elsewhere": 0, "to_come": 2, "to_approve": 0}


def test_orders_at_every_site_without_a_code(running: Any) -> None:
    path, headers = f"/v1/accounts/{FJELLHEIM}/orders", signed_in(running, "E-JONAS")
    orders = pages(running, path, "orders", headers)
    here = [order for order in orders if order["here"]]
    assert [
        (order["project"], order["parcels"], order["site_name"]) for order in here if order["kind"] == "pickup"
    ] == [("Brygga B, 3. etasje", 1, "Henteskap Sentrum")]
    elsewhere = [order for order in orders if not order["here"]]
    assert [(order["site"], order["site_name"], order["state"]) for order in elsewhere] == [
        (5, "Henteskap Brygga", "ready")
    ]
    assert [order["state"] for order in orders if order["kind"] == "purchase"] == ["awaiting_approval", "approved"]
    assert all(order["employee"] == order["customer"] == "E-JONAS" for order in orders)
    assert all(order["order_number"].startswith("NO-") for order in orders)
    everything = pages(running, path, "orders", signed_in(running, "E-INGRID"), limit=3)
    assert {order["employee"] for order in everything} == {"E-INGRID", "E-JONAS", "E-AMINA"}
    assert len({order["id"] for order in everything}) == len(everything) == 7
    text = str(everything)
    assert not [code.text for code in running.seed.codes if code.text in text]


def test_a_purchase_that_became_a_pickup_is_told_once(running: Any) -> None:
    headers = signed_in(running, "E-AMINA")
    orders = pages(running, f"/v1/accounts/{FJELLHEIM}/orders", "orders", headers, limit=50)
    assert "PUR-DEMO-1002" in {order["id"] for order in orders}
    change(running, schema.purchases, "PUR-DEMO-1002", shop_order="gid-1")
    pickup = next(order["id"] for order in orders if order["kind"] == "pickup")
    change(running, schema.pickups, pickup, shop_order="gid-1")
    again = pages(running, f"/v1/accounts/{FJELLHEIM}/orders", "orders", headers, limit=50)
    assert {order["id"] for order in orders} - {order["id"] for order in again} == {"PUR-DEMO-1002"}


def test_credit_is_for_those_who_buy(running: Any) -> None:
    account(running, credit_limit_minor=1000, credit_used_minor=300)
    credit = _get(running, f"{FJELLHEIM}/credit", "E-JONAS").raise_for_status().json()
    assert credit == {
        "currency": "NOK",
        "limit_minor": 1000,
        "used_minor": 300,
        "available_minor": 700,
        "stopped": False,
    }
    problem(_get(running, "A-NORDVIK/credit", "E-LIV"), 403, "not-allowed")
    sundet = _get(running, "A-SUNDET/credit", "E-RUNE").json()
    assert (sundet["stopped"], sundet["available_minor"]) == (True, 0)


def test_copies_of_documents_newest_first(running: Any) -> None:
    headers = signed_in(running, "E-JONAS")
    invoices = pages(running, f"/v1/accounts/{FJELLHEIM}/invoices", "documents", headers)
    assert [row["id"] for row in invoices] == ["CRN-20171", "INV-20164", "INV-20117"]
    assert [link["type"] for link in invoices[1]["links"]] == ["application/pdf", "application/xml"]
    assert invoices[1]["links"][0]["href"].startswith("https://")
    credit_notes = pages(running, f"/v1/accounts/{FJELLHEIM}/invoices?kind=credit_note", "documents", headers, 1)
    assert [row["id"] for row in credit_notes] == ["CRN-20171"]
    notes = pages(running, f"/v1/accounts/{FJELLHEIM}/delivery-notes", "documents", headers, 1)
    assert [row["id"] for row in notes] == ["DLN-30420", "DLN-30421"]
    problem(_get(running, "A-NORDVIK/invoices", "E-LIV"), 403, "not-allowed")
    assert _get(running, "A-NORDVIK/delivery-notes", "E-LIV").status_code == 200


@pytest.mark.parametrize("after", ["e30", "W10", "WzEsMl0", "bm9uc2Vuc2U", "WyJhXHUwMDAwYiJd", "WyJcdWQ4MDAiXQ"])
def test_a_cursor_that_nobody_wrote(running: Any, after: str) -> None:
    path = f"/v1/accounts/{FJELLHEIM}/employees?after={after}"
    problem(running.kiosk.get(path, headers=signed_in(running, "E-JONAS")), 422, "invalid-cursor", "query.after")


def test_colleagues_and_what_each_may_do(running: Any) -> None:
    path = f"/v1/accounts/{FJELLHEIM}/employees"
    seen = pages(running, path, "employees", signed_in(running, "E-JONAS"))
    assert [row["id"] for row in seen] == ["E-AMINA", "E-INGRID", "E-JONAS"]
    assert {row["mandate"] is None for row in seen} == {True}
    jonas = pages(running, path, "employees", signed_in(running, "E-INGRID"))[2]
    assert jonas["mandate"] == {
        "role": "buyer",
        "purchase_limit_minor": 200_000,
        "collects_for": [],
        "everybody": False,
    }


def _put(running: Any, body: Any, employee: str = "E-JONAS", who: str = "E-INGRID", tag: str = "*") -> Any:
    headers = signed_in(running, who) | ({"If-Match": tag} if tag else {})
    return running.kiosk.put(f"/v1/accounts/{FJELLHEIM}/employees/{employee}/mandate", json=body, headers=headers)


def _listed(running: Any, cursor: str = "") -> Any:
    params = {"site": 4} | ({"changed_after": cursor} if cursor else {})
    return running.kiosk.get("/v1/pickups", params=params).raise_for_status().json()


def test_an_administrator_says_who_collects_for_whom(running: Any) -> None:
    cursor = _listed(running)["cursor"]
    before = running.kiosk.get(f"/v1/accounts/{FJELLHEIM}/employees/E-JONAS", headers=signed_in(running, "E-INGRID"))
    answer = _put(running, MANDATE | {"everybody": True}, tag=before.headers["ETag"]).raise_for_status()
    assert answer.json()["mandate"]["collects_for"] == ["E-AMINA", "E-JONAS"]
    assert answer.headers["ETag"] != before.headers["ETag"]
    (row,) = _listed(running, cursor)["employees"]
    assert (row["id"], row["may_collect_for_company"], row["version"]) == ("E-JONAS", True, answer.json()["version"])
    (event,) = told(running, "employee.changed")
    assert (event["subject"], event["account"], event["data"]["what"]) == ("E-JONAS", FJELLHEIM, "mandate")
    audit = running.backend.read(lambda connection: connection.execute(select(schema.audit)).all())
    assert [(row.actor, row.action, row.subject) for row in audit] == [
        ("employee:E-INGRID", "employee.mandate", "E-JONAS")
    ]
    problem(_put(running, MANDATE, tag=before.headers["ETag"]), 412, "version-changed")
    problem(_put(running, MANDATE, tag=""), 428, "version-required")


def test_the_same_mandate_again_changes_nothing(running: Any) -> None:
    first = _put(running, MANDATE).raise_for_status().json()
    assert _put(running, MANDATE).raise_for_status().json() == first
    assert len(told(running, "employee.changed")) == 1


@pytest.mark.parametrize("name", ["E-TORE", "E-NOBODY", "E-TEKNIKER"])
def test_a_mandate_for_somebody_who_is_not_of_the_company(running: Any, name: str) -> None:
    body = {"collects_for": ["E-AMINA", name], "everybody": False}
    problem(_put(running, body), 422, "employee-unknown", "body.collects_for.1")


def test_a_text_that_no_database_holds(running: Any) -> None:
    problem(_put(running, MANDATE | {"collects_for": ["E\0"]}), 422, "invalid-request", "body.collects_for")


def test_mandates_are_for_administrators_and_for_the_own_people(running: Any) -> None:
    problem(_put(running, MANDATE, who="E-AMINA"), 403, "not-allowed")
    problem(_put(running, MANDATE, employee="E-TORE"), 404, "not-found")
    problem(_put(running, MANDATE, employee="E-TEKNIKER"), 404, "not-found")


def _do(running: Any, command: str, employee: str = "E-JONAS", who: str = "E-INGRID", body: Any = None) -> Any:
    path = f"/v1/accounts/{FJELLHEIM}/employees/{employee}:{command}"
    return running.kiosk.post(path, headers=signed_in(running, who), json=body)


def test_somebody_leaves_and_comes_back(running: Any) -> None:
    token = signed_in(running, "E-JONAS")
    assert _do(running, "deactivate").raise_for_status().json()["active"] is False
    assert running.kiosk.get(f"/v1/accounts/{FJELLHEIM}", headers=token).status_code == 401
    badge = running.code("badge", "E-JONAS").text
    assert running.kiosk.post("/v1/sessions", json={"code": badge}).status_code == 401
    assert [row["active"] for row in _listed(running)["employees"] if row["id"] == "E-JONAS"] == [False]
    assert _do(running, "deactivate").status_code == 200
    assert _do(running, "activate").raise_for_status().json()["active"] is True
    assert running.kiosk.get(f"/v1/accounts/{FJELLHEIM}", headers=token).status_code == 200
    assert [event["data"]["what"] for event in told(running, "employee.changed")] == ["deactivated", "activated"]


def test_role_and_limit(running: Any) -> None:
    assert (
        _do(running, "set-role", body={"role": "approver"}).raise_for_status().json()["mandate"]["role"] == "approver"
    )
    limit = {"purchase_limit_minor": None}
    assert _do(running, "set-purchase-limit", body=limit).json()["mandate"]["purchase_limit_minor"] is None
    problem(_do(running, "set-role", body={"role": "king"}), 422, "invalid-request", "body.role")
    problem(_do(running, "set-purchase-limit", body={}), 422, "invalid-request", "body.purchase_limit_minor")


@pytest.mark.parametrize(("command", "body"), [("deactivate", None), ("set-role", {"role": "buyer"})])
def test_a_company_keeps_an_administrator(running: Any, command: str, body: Any) -> None:
    problem(_do(running, command, employee="E-INGRID", body=body), 403, "not-oneself")
    problem(_do(running, command, who="E-JONAS", employee="E-AMINA", body=body), 403, "not-allowed")
