"""One customer in every channel: events carry the shop's identifiers, and nothing by which a person is known."""

import json
import logging
from typing import Any

import pytest
from sqlalchemy import select

from kiosk.backend import schema
from tests.helpers.trade import FJELLHEIM, signed_in

IDENTIFIERS = {"account", "customer", "order_number", "session"}
TYPED = "Kari Nordmann 98765432"
"""What somebody may type into a field for a reference."""


def _all_that_happens(running: Any) -> None:
    """Every command of trade once, by people with names."""
    ingrid, jonas, amina = (signed_in(running, who) for who in ("E-INGRID", "E-JONAS", "E-AMINA"))
    kiosk, admin = running.kiosk, running.admin
    people = f"/v1/accounts/{FJELLHEIM}/employees"
    mandate = {"collects_for": ["E-AMINA"], "everybody": True}
    kiosk.put(f"{people}/E-JONAS/mandate", json=mandate, headers=ingrid | {"If-Match": "*"}).raise_for_status()
    kiosk.post(f"{people}/E-JONAS:set-role", json={"role": "approver"}, headers=ingrid).raise_for_status()
    body = {
        "lines": [{"sku": "DRILL-18V", "quantity": 2}],
        "price_list_version": 7,
        "purchase_order": "PO-4712",
        "project": TYPED,
        "cost_centre": TYPED,
        "buyer_reference": TYPED,
    }
    version = kiosk.get("/v1/prices").json()["version"]
    for key in ("buy-0001", "buy-0002"):
        headers = jonas | {"Idempotency-Key": key}
        bought = kiosk.post("/v1/purchases", json=body | {"price_list_version": version}, headers=headers)
        assert bought.raise_for_status().json()["state"] == "awaiting_approval"
    kiosk.post("/v1/purchases/buy-0001:approve", headers=amina).raise_for_status()
    kiosk.post("/v1/purchases/buy-0002:reject", headers=amina).raise_for_status()
    gone = {"offline": True, "at": "2026-11-20T02:00:00Z", "employee": "E-JONAS"}
    kiosk.post("/v1/purchases", json=body | gone, headers={"Idempotency-Key": "buy-0003"}).raise_for_status()
    admin.post("/v1/admin/prices", json={"valid_until": "2027-01-01T00:00:00Z"}).raise_for_status()


def _persons(running: Any) -> set[str]:
    people = running.backend.read(
        lambda connection: connection.execute(select(schema.employees.c.name)).scalars().all()
    )
    words = {word for name in people for word in name.split()}
    companies = {"Fjellheim", "Nordvik Bygg", "Elektro"}
    secrets = {code.text for code in running.seed.codes}
    return words | companies | secrets | set(TYPED.split())


def test_events_join_by_identifiers_and_tell_no_names(running: Any) -> None:
    _all_that_happens(running)
    events = running.kiosk.get("/v1/events", params={"limit": 500}).raise_for_status().json()["events"]
    kinds = {event["type"].removeprefix("no.openluke.") for event in events}
    trade = {"employee.changed", "purchase.placed", "purchase.approved", "purchase.rejected", "prices.changed"}
    assert kinds == trade | {"pickup.changed"}
    for event in events:
        if not event["type"].endswith("prices.changed"):
            assert set(event["data"]) >= IDENTIFIERS
            assert event["account"] == event["data"]["account"] == FJELLHEIM
            assert event["data"]["customer"] == "E-JONAS"
    text = json.dumps(events, ensure_ascii=False)
    assert [word for word in _persons(running) if word in text] == []


def test_a_visit_is_the_same_in_its_events_and_its_answers(running: Any) -> None:
    _all_that_happens(running)
    events = running.kiosk.get("/v1/events", params={"limit": 500}).json()["events"]
    placed = {event["subject"]: event["data"] for event in events if event["type"].endswith("purchase.placed")}
    assert placed["buy-0001"]["session"] == placed["buy-0002"]["session"] != ""
    assert placed["buy-0003"]["session"] == ""
    approved = next(event for event in events if event["type"].endswith("purchase.approved"))
    assert approved["data"]["session"] == placed["buy-0001"]["session"]
    answer = running.kiosk.get("/v1/purchases/buy-0001", headers=signed_in(running, "E-JONAS")).json()
    assert {name: answer[name] for name in IDENTIFIERS} == {name: placed["buy-0001"][name] for name in IDENTIFIERS}


def test_audit_and_log_hold_no_names(running: Any, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        _all_that_happens(running)
    rows = running.backend.read(lambda connection: connection.execute(select(schema.audit)).all())
    assert {row.action for row in rows} == {
        "employee.mandate",
        "employee.role",
        "purchase.approved",
        "purchase.rejected",
    }
    text = str(rows) + "\n".join(record.getMessage() for record in caplog.records if record.name.startswith("kiosk"))
    assert [word for word in _persons(running) if word in text] == []
