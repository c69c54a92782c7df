"""Purchases on account: within the company's terms, above a limit with somebody's word, or without a network."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import select

from kiosk.backend import schema
from kiosk.backend.context import key_hash
from tests.helpers.trade import (
    FJELLHEIM,
    NORDVIK,
    VERSION,
    account,
    buy,
    change,
    pages,
    problem,
    signed_in,
    told,
    wanted,
)

BITS_GROSS = 24_875
"""One BITS-32 of the campaign, with VAT."""


def _taken(running: Any, key: str = "buy-0001", *lines: tuple[str, int], **values: Any) -> Any:
    given = {"offline": True, "at": "2026-11-20T02:00:00Z", "employee": "E-JONAS"}
    return buy(running, key, "", *lines, **(given | values))


def _used(running: Any, name: str = FJELLHEIM) -> int:
    column = schema.accounts.c.credit_used_minor
    query = select(column).where(schema.accounts.c.id == name)
    used: int = running.backend.read(lambda connection: connection.execute(query).scalar_one())
    return used


def _incidents(running: Any) -> list[tuple[str, str, str]]:
    rows = running.admin.get("/v1/admin/incidents").raise_for_status().json()
    return [(row["kind"], row["subject"], row["reason"]) for row in rows]


def _decide(running: Any, verdict: str, who: str, purchase: str = "PUR-DEMO-1001") -> Any:
    return running.kiosk.post(f"/v1/purchases/{purchase}:{verdict}", headers=signed_in(running, who))


def test_a_purchase_reserves_credit_and_is_told(running: Any) -> None:
    before = _used(running)
    answer = buy(running, "buy-0001", "E-JONAS", ("BITS-32", 2), project="Skolegata 14")
    assert answer.status_code == 201
    bought = answer.json()
    assert (bought["id"], bought["state"], bought["conflicts"]) == ("buy-0001", "placed", [])
    assert (bought["net_minor"], bought["vat_minor"], bought["gross_minor"]) == (39_800, 9_950, 49_750)
    assert bought["lines"][0]["source"] == "campaign"
    assert (bought["account"], bought["employee"], bought["customer"]) == (FJELLHEIM, "E-JONAS", "E-JONAS")
    assert (bought["site"], bought["kiosk"], bought["project"]) == (4, "sentrum-1", "Skolegata 14")
    assert _used(running) == before + 49_750
    (event,) = told(running, "purchase.placed")
    assert (event["subject"], event["account"], event["source"]) == ("buy-0001", FJELLHEIM, "/sites/4")
    assert event["data"]["session"] == bought["session"] != ""
    again = running.kiosk.get("/v1/purchases/buy-0001", headers=signed_in(running, "E-JONAS"))
    assert again.json() == bought


def test_a_repetition_gets_the_first_answer_and_reserves_nothing(running: Any) -> None:
    first = buy(running)
    used = _used(running)
    assert buy(running).json() == first.json()
    assert (_used(running), len(told(running, "purchase.placed"))) == (used, 1)
    problem(buy(running, "buy-0001", "E-JONAS", ("BITS-32", 2)), 422, "idempotency-key-reused")
    problem(buy(running, "buy-0001", "E-AMINA"), 422, "idempotency-key-reused")
    running.clock[0] += 60 * 86_400
    buy(running, "buy-0002").raise_for_status()  # old answers are forgotten
    assert buy(running).json() == first.json()
    problem(buy(running, "buy-0001", "E-JONAS", ("BITS-32", 3)), 422, "idempotency-key-reused")


def test_the_key_of_another_kiosk(running: Any) -> None:
    buy(running).raise_for_status()
    other = {"name": "sentrum-2", "site": 4, "key_hash": key_hash("other")}
    running.backend.write(lambda connection: connection.execute(schema.kiosks.insert().values(other)))
    headers = {"Authorization": "Bearer other", "Idempotency-Key": "buy-0001"}
    body = wanted(offline=True, at="2026-11-20T02:00:00Z", employee="E-JONAS")
    problem(running.kiosk.post("/v1/purchases", json=body, headers=headers), 422, "idempotency-key-reused")


def test_somebody_has_to_have_signed_in(running: Any) -> None:
    problem(buy(running, "buy-0001", ""), 401, "session-over")
    problem(buy(running, "buy-0001", "E-LIV"), 403, "not-allowed")


@pytest.mark.parametrize(
    ("values", "code", "field"),
    [
        ({"purchase_order": ""}, "reference-required", "body.purchase_order"),
        ({"purchase_order": "4712"}, "reference-malformed", "body.purchase_order"),
        ({"price_list_version": 7}, "price-version-unknown", "body.price_list_version"),
        ({"lines": [{"sku": "DRILL-12V", "quantity": 1}]}, "article-inactive", "body.lines.0.sku"),
        ({"lines": [{"sku": "NOTHING", "quantity": 1}]}, "article-unknown", "body.lines.0.sku"),
        ({"delivery": "site", "site": 99}, "site-unknown", "body.site"),
        ({"delivery": "site"}, "invalid-request", "body"),
        ({"offline": True}, "invalid-request", "body"),
        ({"lines": []}, "invalid-request", "body.lines"),
        ({"lines": [{"sku": "BITS-32", "quantity": 0}]}, "invalid-request", "body.lines.0.quantity"),
    ],
)
def test_what_is_wrong_is_named_and_reserves_nothing(running: Any, values: Any, code: str, field: str) -> None:
    used = _used(running)
    problem(buy(running, **values), 422, code, field)
    assert _used(running) == used
    assert told(running, "purchase.placed") == []


def test_rules_for_project_and_cost_centre(running: Any) -> None:
    account(running, project_rule="required", cost_centre_rule="required")
    problem(buy(running), 422, "reference-required", "body.project")
    problem(buy(running, project="P"), 422, "reference-required", "body.cost_centre")
    assert buy(running, project="P", cost_centre="C").status_code == 201


def test_an_electronic_invoice_needs_a_reference(running: Any) -> None:
    """Peppol BIS Billing 3.0, rule PEPPOL-EN16931-R003."""
    refused = buy(running, "buy-0001", "E-TORE", purchase_order="")
    problem(refused, 422, "peppol-reference-required", "body.buyer_reference")
    assert buy(running, "buy-0001", "E-TORE", purchase_order="", buyer_reference="Tore").status_code == 201
    account(running, NORDVIK, buyer_reference="Avdeling 3")
    standing = buy(running, "buy-0002", "E-TORE", purchase_order="")
    assert standing.raise_for_status().json()["buyer_reference"] == "Avdeling 3"


def test_what_may_be_sold_to_grown_ups_only(running: Any) -> None:
    problem(buy(running, "buy-0001", "E-JONAS", ("KNIFE-PRO", 1)), 403, "min-age", "body.lines.0.sku")
    assert buy(running, "buy-0001", "E-JONAS", ("KNIFE-PRO", 1), proven_age=18).status_code == 201


def test_credit_that_is_stopped_or_used_up(running: Any) -> None:
    problem(buy(running, "buy-0001", "E-RUNE"), 403, "credit-stopped")
    account(running, credit_limit_minor=BITS_GROSS, credit_used_minor=1)
    problem(buy(running), 403, "credit-exceeded")
    account(running, credit_used_minor=0)
    assert buy(running).status_code == 201
    problem(buy(running, "buy-0002"), 403, "credit-exceeded")


def test_of_two_that_together_exceed_the_credit_one_is_refused(running: Any) -> None:
    account(running, credit_limit_minor=3 * BITS_GROSS, credit_used_minor=0)
    sessions = [signed_in(running, who) for who in ("E-JONAS", "E-AMINA")] * 4

    def buy(place: int) -> int:
        headers = sessions[place] | {"Idempotency-Key": f"buy-{place:04}"}
        status: int = running.kiosk.post("/v1/purchases", json=wanted(), headers=headers).status_code
        return status

    with ThreadPoolExecutor(8) as threads:
        statuses = sorted(threads.map(buy, range(8)))
    assert statuses == [201] * 3 + [403] * 5
    assert _used(running) == 3 * BITS_GROSS
    assert len(told(running, "purchase.placed")) == 3


def test_the_same_purchase_sent_by_many_at_once_is_one(running: Any) -> None:
    used = _used(running)
    headers = signed_in(running, "E-JONAS") | {"Idempotency-Key": "buy-0001"}

    def buy(_: int) -> tuple[int, Any]:
        answer = running.kiosk.post("/v1/purchases", json=wanted(), headers=headers)
        return answer.status_code, answer.json()

    with ThreadPoolExecutor(6) as threads:
        answers = list(threads.map(buy, range(6)))
    assert all(answer == answers[0] for answer in answers)
    assert answers[0][0] == 201
    assert _used(running) == used + BITS_GROSS


@pytest.mark.parametrize(
    ("who", "quantity", "state"),
    [
        ("E-JONAS", 1, "placed"),
        ("E-JONAS", 2, "awaiting_approval"),
        ("E-AMINA", 3, "placed"),
        ("E-AMINA", 4, "awaiting_approval"),
    ],
)
def test_above_a_limit_somebody_has_to_approve(running: Any, who: str, quantity: int, state: str) -> None:
    """A drill is 1,649.00 for this company; Jonas may spend 2,000.00 and everybody 5,000.00."""
    bought = buy(running, "buy-0001", who, ("DRILL-18V", quantity)).raise_for_status().json()
    assert bought["state"] == state
    assert told(running, "purchase.placed")[0]["data"]["state"] == state


def test_an_older_version_holds_as_long_as_was_promised(running: Any) -> None:
    body = {"valid_until": "2027-01-01T00:00:00Z", "prices": [{"sku": "BITS-32", "net_minor": 100, "currency": "NOK"}]}
    newer = running.admin.post("/v1/admin/prices", json=body).raise_for_status().json()["version"]
    old = buy(running).raise_for_status().json()
    assert (old["price_list_version"], old["net_minor"]) == (VERSION, 19_900)
    new = buy(running, "buy-0002", price_list_version=newer).raise_for_status().json()
    assert (new["price_list_version"], new["net_minor"]) == (newer, 100)
    running.clock[0] = datetime(2026, 12, 24, tzinfo=UTC).timestamp()
    problem(buy(running, "buy-0003"), 422, "price-version-unknown", "body.price_list_version")
    running.clock[0] = datetime(2027, 6, 1, tzinfo=UTC).timestamp()
    assert buy(running, "buy-0003", price_list_version=newer).status_code == 201


def test_to_another_site_and_home(running: Any) -> None:
    there = buy(running, delivery="site", site=5).raise_for_status().json()
    assert (there["delivery"], there["site"]) == ("site", 5)
    assert told(running, "purchase.placed") == []  # it is for the feed of the other site
    home = buy(running, "buy-0002", delivery="home").raise_for_status().json()
    assert (home["delivery"], home["site"]) == ("home", None)


def test_a_purchase_without_a_network_is_priced_as_it_was_then(running: Any) -> None:
    """The drill cost 100.00 more and there was no campaign."""
    month_ago = VERSION - 30 * 86_400
    lines = [("BITS-32", 1), ("DRILL-18V", 1)]
    change(running, schema.employees, "E-JONAS", purchase_limit_minor=None)
    taken = _taken(running, "buy-0001", *lines, price_list_version=month_ago).raise_for_status().json()
    assert [(line["unit_net_minor"], line["source"]) for line in taken["lines"]] == [
        (24_900, "list"),
        (164_900, "contract"),
    ]
    assert (taken["placed_at"], taken["offline"], taken["conflicts"]) == ("2026-11-20T02:00:00Z", True, [])
    assert (taken["account"], taken["session"], taken["state"]) == (FJELLHEIM, "", "placed")
    assert _taken(running, "buy-0001", *lines, price_list_version=month_ago).json() == taken


@pytest.mark.parametrize(
    ("values", "terms", "conflict"),
    [
        ({"purchase_order": ""}, {}, "reference-required"),
        ({"purchase_order": "x"}, {}, "reference-malformed"),
        ({"price_list_version": 7}, {}, "price-version-unknown"),
        ({"employee": "E-LIV"}, {}, "not-allowed"),
        ({"employee": "E-NOBODY", "purchase_order": ""}, {}, "employee-unknown"),
        ({"employee": "E-TEKNIKER"}, {}, "employee-unknown"),
        ({}, {"credit_stopped": 1}, "credit-stopped"),
        ({}, {"credit_limit_minor": 10}, "credit-exceeded"),
        ({"lines": [{"sku": "NOTHING", "quantity": 2}]}, {}, "article-unknown"),
        ({"lines": [{"sku": "DRILL-12V", "quantity": 1}]}, {}, "article-inactive"),
        ({"lines": [{"sku": "KNIFE-PRO", "quantity": 1}]}, {}, "min-age"),
    ],
)
def test_goods_that_are_gone_are_written_down(running: Any, values: Any, terms: Any, conflict: str) -> None:
    if terms:
        account(running, **terms)
    used = _used(running)
    answer = _taken(running, **values)
    assert answer.status_code == 201
    taken = answer.json()
    assert taken["conflicts"] == [conflict]
    assert _incidents(running) == [("purchase_conflict", "buy-0001", conflict)]
    owed = taken["gross_minor"] if taken["account"] == FJELLHEIM else 0
    assert _used(running) == used + owed
    assert told(running, "purchase.placed")[0]["data"]["conflicts"] == [conflict]


def test_a_clock_that_is_ahead_buys_nothing_tomorrow(running: Any) -> None:
    taken = _taken(running, at="2031-01-01T00:00:00Z").raise_for_status().json()
    assert datetime.fromisoformat(taken["placed_at"]).timestamp() == running.clock[0]
    assert _taken(running, "buy-0002", at="0001-01-01T00:00:00Z").json()["placed_at"] == "1970-01-01T00:00:00Z"


def test_somebody_else_approves(running: Any) -> None:
    problem(_decide(running, "approve", "E-JONAS"), 403, "not-allowed")
    problem(_decide(running, "approve", "E-TORE"), 404, "not-found")
    problem(_decide(running, "approve", "E-INGRID", "PUR-NONE"), 404, "not-found")
    used = _used(running)
    approved = _decide(running, "approve", "E-AMINA").raise_for_status().json()
    assert (approved["state"], approved["decided_by"], approved["version"]) == ("approved", "E-AMINA", 2)
    assert _decide(running, "approve", "E-INGRID").json() == approved
    problem(_decide(running, "reject", "E-INGRID"), 422, "already-decided")
    problem(_decide(running, "approve", "E-INGRID", "PUR-DEMO-1002"), 422, "already-decided")
    assert _used(running) == used
    (event,) = told(running, "purchase.approved")
    assert (event["subject"], event["data"]["customer"]) == ("PUR-DEMO-1001", "E-JONAS")


def test_nobody_approves_their_own(running: Any) -> None:
    buy(running, "buy-0001", "E-AMINA", ("DRILL-18V", 4)).raise_for_status()
    problem(_decide(running, "approve", "E-AMINA", "buy-0001"), 403, "own-purchase")
    problem(_decide(running, "reject", "E-AMINA", "buy-0001"), 403, "own-purchase")
    assert _decide(running, "approve", "E-INGRID", "buy-0001").status_code == 200


def test_a_rejection_gives_the_credit_back(running: Any) -> None:
    used = _used(running)
    rejected = _decide(running, "reject", "E-AMINA").raise_for_status().json()
    assert rejected["state"] == "rejected"
    assert _used(running) == used - rejected["gross_minor"]
    assert _decide(running, "reject", "E-INGRID").json() == rejected
    assert _used(running) == used - rejected["gross_minor"]
    assert len(told(running, "purchase.rejected")) == 1


def test_goods_that_are_gone_stay_owed_when_rejected(running: Any) -> None:
    _taken(running, "buy-0001", ("DRILL-18V", 2)).raise_for_status()
    used = _used(running)
    rejected = _decide(running, "reject", "E-AMINA", "buy-0001").raise_for_status().json()
    assert rejected["conflicts"] == ["rejected-when-taken"]
    assert _used(running) == used
    assert _incidents(running) == [("purchase_conflict", "buy-0001", "rejected-when-taken")]


def test_nothing_is_approved_while_the_credit_is_stopped(running: Any) -> None:
    account(running, credit_stopped=1)
    problem(_decide(running, "approve", "E-AMINA"), 403, "credit-stopped")
    assert _decide(running, "reject", "E-AMINA").status_code == 200


def test_of_two_opposite_decisions_one_counts(running: Any) -> None:
    sessions = {who: signed_in(running, who) for who in ("E-AMINA", "E-INGRID")}
    used = _used(running)

    def decide(part: tuple[str, str]) -> tuple[int, Any]:
        answer = running.kiosk.post(f"/v1/purchases/PUR-DEMO-1001:{part[0]}", headers=sessions[part[1]])
        return answer.status_code, answer.json()

    with ThreadPoolExecutor(4) as threads:
        parts = [("approve", "E-AMINA"), ("reject", "E-INGRID")] * 3
        answers = list(threads.map(decide, parts))
    assert sorted(status for status, _ in answers) == [200] * 3 + [422] * 3
    (state,) = {answer["state"] for status, answer in answers if status == 200}
    gross = next(answer["gross_minor"] for status, answer in answers if status == 200)
    assert _used(running) == used - (gross if state == "rejected" else 0)


def test_who_sees_which_purchases(running: Any) -> None:
    path = f"/v1/accounts/{FJELLHEIM}/purchases"
    mine = pages(running, path, "purchases", signed_in(running, "E-JONAS"))
    assert [row["id"] for row in mine] == ["PUR-DEMO-1001", "PUR-DEMO-1003", "PUR-DEMO-1005"]
    everybodys = pages(running, path, "purchases", signed_in(running, "E-AMINA"))
    assert [row["id"] for row in everybodys] == [f"PUR-DEMO-100{place}" for place in (1, 2, 3, 5)]
    waiting = pages(running, f"{path}?state=awaiting_approval", "purchases", signed_in(running, "E-AMINA"))
    assert [row["id"] for row in waiting] == ["PUR-DEMO-1001"]
    for who, status in (("E-JONAS", 404), ("E-AMINA", 200), ("E-TORE", 404)):
        answer = running.kiosk.get("/v1/purchases/PUR-DEMO-1002", headers=signed_in(running, who))
        assert answer.status_code == status
