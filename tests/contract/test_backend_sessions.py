"""Visits of people from companies: a badge becomes a token that is good for a while, at one kiosk."""

from typing import Any

import pytest
from sqlalchemy import update

from kiosk.backend import schema
from kiosk.domain import digest


def _begin(running: Any, code: str, pin: str = "") -> Any:
    return running.kiosk.post("/v1/sessions", json={"code": code, "pin": pin})


def _badge(running: Any) -> str:
    return str(running.code("badge", "E-INGRID").text)


def _set(running: Any, table: Any, where: Any, **values: Any) -> None:
    running.backend.write(lambda connection: connection.execute(update(table).where(where).values(values)))


def test_a_badge_tells_who_it_is_and_what_they_may(running: Any) -> None:
    _set(
        running,
        schema.employees,
        schema.employees.c.id == "E-INGRID",
        role="buyer",
        language="nn",
        reach=1,
        default_reference="PO-1",
    )
    answer = _begin(running, _badge(running))
    assert answer.status_code == 201
    assert answer.json()["person"] == {
        "id": "E-INGRID",
        "account": "A-FJELLHEIM",
        "rights": ["collect", "delegate", "buy"],
        "language": "nn",
        "reach": True,
        "default_reference": "PO-1",
    }
    token = {"Pickup-Session": answer.json()["token"]}
    assert running.kiosk.delete("/v1/sessions/current", headers=token).status_code == 204
    again = running.kiosk.delete("/v1/sessions/current", headers=token)
    assert (again.status_code, again.json()["type"]) == (401, "urn:openluke:problem:session-over")


def test_the_token_is_kept_by_nobody(running: Any) -> None:
    token = _begin(running, _badge(running)).json()["token"]
    rows = running.backend.read(lambda connection: connection.execute(schema.sessions.select()).all())
    assert len(rows) == 1
    assert token not in str(rows)


def test_a_session_ends_by_itself(running: Any) -> None:
    token = _begin(running, _badge(running)).json()["token"]
    running.clock[0] += 15 * 60 + 1
    assert running.kiosk.delete("/v1/sessions/current", headers={"Pickup-Session": token}).status_code == 401


@pytest.mark.parametrize("who", ["unknown", "technician", "left", "revoked", "pin"])
def test_all_that_is_wrong_gets_one_answer(running: Any, who: str) -> None:
    code = {"unknown": "BADGE-NOBODY", "technician": running.code("technician", "E-TEKNIKER").text}
    people = schema.employees
    if who == "left":
        _set(running, people, people.c.id == "E-INGRID", active=0)
    if who == "revoked":
        _set(running, schema.credentials, schema.credentials.c.subject == "E-INGRID", revoked=1)
    if who == "pin":
        text = digest.technician_pin("E-INGRID", "1234")
        pin = digest.digest(running.secrets.site.key, text)
        _set(running, people, people.c.id == "E-INGRID", pin_digest=pin)
        assert _begin(running, _badge(running), "1234").status_code == 201
    refused = _begin(running, code.get(who, _badge(running)))
    assert (refused.status_code, refused.json()["type"]) == (401, "urn:openluke:problem:session-refused")


def test_somebody_who_left_the_company_is_out_at_once(running: Any) -> None:
    token = _begin(running, _badge(running)).json()["token"]
    _set(running, schema.employees, schema.employees.c.id == "E-INGRID", active=0)
    assert running.kiosk.delete("/v1/sessions/current", headers={"Pickup-Session": token}).status_code == 401


def test_kiosks_are_told_who_collects_for_whom(running: Any) -> None:
    _set(running, schema.employees, schema.employees.c.id == "E-JONAS", collects_for='["E-AMINA"]')
    listed = running.kiosk.get("/v1/pickups", params={"site": 4}).json()["employees"]
    assert {row["id"]: row["collects_for"] for row in listed if row["collects_for"]} == {"E-JONAS": ["E-AMINA"]}
