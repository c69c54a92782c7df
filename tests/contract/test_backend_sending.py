"""What was bought to be brought home is sent by staff, who say so once. It is no longer under way after that."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import select

from kiosk.backend import schema
from kiosk.backend.models.purchases import PurchaseState
from tests.helpers.staff_page import StaffPage, text_of
from tests.helpers.trade import FJELLHEIM, change, signed_in, told

PLACED, APPROVED = "PUR-DEMO-1002", "PUR-DEMO-1005"
SENT = "Sent 23 Nov 2026, 13:00"


@pytest.fixture
def home(running: Any) -> str:
    """A purchase that is to be sent."""
    _set(running, PLACED, delivery="home")
    return PLACED


def _set(running: Any, purchase: str, **values: Any) -> None:
    change(running, schema.purchases, purchase, **values)


def _row(running: Any, purchase: str) -> Any:
    query = select(schema.purchases).where(schema.purchases.c.id == purchase)
    return running.backend.read(lambda connection: connection.execute(query).one())


def _send(page: StaffPage, purchase: str) -> Any:
    """Its button, as the page shows it now."""
    shown = page.client.get(f"/staff/purchases/{purchase}").text
    found = re.search(rf'action="/staff(/purchases/{purchase}/sent)".*?name="version" value="(\d+)"', shown, re.DOTALL)
    assert found, text_of(shown)
    return page.post(found[1], version=found[2])


def _audited(running: Any) -> list[tuple[str, str]]:
    table = schema.audit.c
    query = select(table.actor, table.subject).where(table.action == "purchase.sent").order_by(table.position)
    return [tuple(row) for row in running.backend.read(lambda connection: connection.execute(query).all())]


def _to_send(page: StaffPage) -> list[str]:
    answer = page.client.get("/staff/purchases", params={"only": "to_send"})
    return re.findall(r'href="/staff/purchases/([^"?]+)"', answer.text)


def _under_way(running: Any, employee: str) -> tuple[set[str], int]:
    headers = signed_in(running, employee)
    orders = running.kiosk.get(f"/v1/accounts/{FJELLHEIM}/orders?limit=200", headers=headers).json()["orders"]
    waiting = running.kiosk.get(f"/v1/accounts/{FJELLHEIM}", headers=headers).json()["waiting"]
    return {order["id"] for order in orders if order["kind"] == "purchase"}, waiting["to_come"]


@pytest.mark.parametrize("purchase", [PLACED, APPROVED])
def test_it_is_sent_once(running: Any, kari: StaffPage, purchase: str) -> None:
    _set(running, purchase, delivery="home")
    before = _row(running, purchase)
    answer = _send(kari, purchase)
    assert (answer.status_code, answer.headers["Location"]) == (303, f"/staff/purchases/{purchase}?done=sent")
    row = _row(running, purchase)
    assert (row.sent_at, row.version, row.state) == (running.clock[0], before.version + 1, before.state)
    assert _audited(running) == [("kari", purchase)]
    (event,) = told(running, "purchase.sent")
    assert (event["subject"], event["source"], event["account"]) == (purchase, "/sites/4", FJELLHEIM)
    assert {name: event["data"][name] for name in ("account", "customer", "order_number", "session", "state")} == {
        "account": FJELLHEIM,
        "customer": row.employee,
        "order_number": row.order_number,
        "session": row.session,
        "state": row.state,
    }


def test_the_same_again_changes_nothing(running: Any, kari: StaffPage, mona: StaffPage, home: str) -> None:
    version = _row(running, home).version
    _send(kari, home)
    once = _row(running, home)
    running.clock[0] += 60
    for page, told_version in ((kari, version), (mona, version), (mona, version + 1), (mona, "x")):
        answer = page.post(f"/purchases/{home}/sent", version=told_version)
        assert (answer.status_code, answer.headers["Location"]) == (303, f"/staff/purchases/{home}?done=sent")
    assert _row(running, home) == once
    assert _audited(running) == [("kari", home)]
    assert len(told(running, "purchase.sent")) == 1


def test_two_at_once_send_it_once(running: Any, kari: StaffPage, mona: StaffPage, home: str) -> None:
    version = _row(running, home).version
    pages = [kari, mona] * 4
    with ThreadPoolExecutor(len(pages)) as pool:
        answers = list(pool.map(lambda page: page.post(f"/purchases/{home}/sent", version=version), pages))
    assert [answer.status_code for answer in answers] == [303] * len(pages)
    assert (_row(running, home).version, len(_audited(running))) == (version + 1, 1)
    assert len(told(running, "purchase.sent")) == 1


def test_what_was_sent_is_no_longer_to_be_sent_and_says_when(running: Any, kari: StaffPage, home: str) -> None:
    _set(running, APPROVED, delivery="home")
    assert _to_send(kari) == [home, APPROVED]
    assert "To be sent to the company Say so once the goods are on their way" in kari.get(f"/purchases/{home}")
    assert SENT not in kari.get("/purchases")
    location = _send(kari, home).headers["Location"]
    shown = kari.client.get(location).text
    assert "Marked as sent." in text_of(shown)
    assert SENT in text_of(shown)
    assert re.findall(r'<form[^>]*action="([^"]+)"', shown) == ["/staff/sign-out"], "once"
    assert _to_send(kari) == [APPROVED]
    assert f"To the company's address Ordered {SENT}" in kari.get("/purchases")


def test_the_other_language(running: Any, nora: StaffPage, home: str) -> None:
    assert "Skal sendes til bedriften Si det når varene er på vei" in nora.get(f"/purchases/{home}")
    _send(nora, home)
    assert "Sendt 23.11.2026 kl. 13:00" in nora.get("/purchases")
    assert "Sendt 23.11.2026 kl. 13:00" in nora.get(f"/purchases/{home}", done="sent")


@pytest.mark.parametrize(
    ("delivery", "state"),
    [
        ("home", "awaiting_approval"),
        ("home", "rejected"),
        ("home", "cancelled"),
        ("here", "placed"),
        ("site", "approved"),
    ],
)
def test_nothing_else_is_sent(
    running: Any, kari: StaffPage, nora: StaffPage, delivery: str, state: PurchaseState
) -> None:
    _set(running, PLACED, delivery=delivery, state=state)
    before = _row(running, PLACED)
    shown = kari.client.get(f"/staff/purchases/{PLACED}").text
    assert "/sent" not in shown
    for page, words in ((kari, "Only what is ordered or approved"), (nora, "Bare det som er bestilt eller godkjent")):
        answer = page.post(f"/purchases/{PLACED}/sent", version=before.version)
        assert (answer.status_code, words in text_of(answer.text)) == (422, True)
    assert (_row(running, PLACED), _audited(running), told(running, "purchase.sent")) == (before, [], [])


@pytest.mark.parametrize("version", [{}, {"version": "0"}, {"version": "x"}, {"version": str(2**60)}, {"version": "2"}])
def test_a_form_of_another_version_sends_nothing(
    running: Any, kari: StaffPage, home: str, version: dict[str, str]
) -> None:
    answer = kari.post(f"/purchases/{home}/sent", **version)
    assert answer.status_code == 422
    assert "Somebody else has changed this meanwhile. Here it is as it is now." in text_of(answer.text)
    assert (_row(running, home).sent_at, _audited(running), told(running, "purchase.sent")) == (None, [], [])


def test_a_form_of_somebody_else_sends_nothing(running: Any, kari: StaffPage, home: str) -> None:
    version = _row(running, home).version
    assert kari.post(f"/purchases/{home}/sent", version=version, form_key="x").status_code == 403
    foreign = {"Sec-Fetch-Site": "cross-site"}
    data = {"form_key": kari.form_key, "version": str(version)}
    assert kari.client.post(f"/staff/purchases/{home}/sent", data=data, headers=foreign).status_code == 403
    with StaffPage(running.url) as stranger:
        answer = stranger.post(f"/purchases/{home}/sent", version=version)
        assert (answer.status_code, answer.headers.get("Location")) == (303, "/staff/sign-in")
    assert _row(running, home).sent_at is None


@pytest.mark.parametrize("path", ["PUR-DEMO-9", "a%00b", "x" * 65, "a/b"])
def test_a_purchase_that_nobody_made(running: Any, kari: StaffPage, path: str) -> None:
    answer = kari.post(f"/purchases/{path}/sent", version="1")
    assert (answer.status_code, "There is no such thing." in answer.text) == (404, True)
    assert kari.client.get(f"/staff/purchases/{PLACED}/sent").status_code == 405


def test_it_is_no_longer_under_way_for_the_company(running: Any, kari: StaffPage, home: str) -> None:
    buyer = _row(running, home).employee
    before = {who: _under_way(running, who) for who in (buyer, "E-INGRID")}
    assert all(home in orders for orders, _ in before.values())
    _send(kari, home)
    for who, (orders, to_come) in before.items():
        assert _under_way(running, who) == (orders - {home}, to_come - 1)


def test_the_purchase_says_when_it_was_sent(running: Any, kari: StaffPage, home: str) -> None:
    headers = signed_in(running, _row(running, home).employee)

    def read() -> Any:
        return running.kiosk.get(f"/v1/purchases/{home}", headers=headers).raise_for_status().json()

    before = read()
    _send(kari, home)
    after = read()
    assert (before["sent_at"], after["version"]) == (None, before["version"] + 1)
    assert datetime.fromisoformat(after["sent_at"]) == datetime.fromtimestamp(running.clock[0], UTC)
    listed = running.kiosk.get(f"/v1/accounts/{FJELLHEIM}/purchases", headers=headers).json()["purchases"]
    assert {one["id"]: one["sent_at"] for one in listed}[home] == after["sent_at"]


def test_the_audit_tells_it_in_words(running: Any, kari: StaffPage, mona: StaffPage, home: str) -> None:
    _send(kari, home)
    assert f"kari Marked a purchase as sent {home}" in mona.get("/audit")
