"""The staff page's purchases: what companies bought at the kiosk, to be read by whoever has to prepare or send it."""

import re
from typing import Any, get_args

import pytest
from sqlalchemy import insert

from kiosk.backend import incidents, schema
from kiosk.backend.incidents import Incident
from kiosk.backend.models.prices import Source
from kiosk.backend.models.purchases import PurchaseConflict, PurchaseState
from kiosk.backend.staff.words import is_known
from tests.helpers.staff_page import StaffPage, text_of
from tests.helpers.trade import change, signed_in

AWAITING, PLACED, REJECTED, NORDVIKS, APPROVED = (f"PUR-DEMO-{number}" for number in range(1001, 1006))


def _set(running: Any, purchase: str, **values: Any) -> None:
    change(running, schema.purchases, purchase, **values)


def _listed(page: StaffPage, **params: Any) -> list[str]:
    """The purchases that the list leads to, in its order."""
    answer = page.client.get("/staff/purchases", params=params)
    assert answer.status_code == 200, answer.text[-2000:]
    return re.findall(r'href="/staff/purchases/([^"?]+)"', answer.text)


def test_whoever_is_not_signed_in_sees_none(running: Any) -> None:
    with StaffPage(running.url) as stranger:
        for path in ("/purchases", f"/purchases/{PLACED}"):
            answer = stranger.client.get(f"/staff{path}")
            assert (answer.status_code, answer.headers["Location"]) == (303, "/staff/sign-in")


def test_staff_see_what_was_bought_the_newest_first(running: Any, kari: StaffPage) -> None:
    assert _listed(kari) == [AWAITING, PLACED, REJECTED, NORDVIKS, APPROVED]
    assert 'href="/staff/purchases"' in kari.client.get("/staff/orders").text
    shown = kari.get("/purchases")
    assert (
        "NO-21001 22 Nov 2026, 19:00 A-FJELLHEIM E-JONAS Pickup: Henteskap Sentrum Awaiting approval "
        "NOK 6,370.00 Purchase order PO-4712 Project Brygga B, 3. etasje" in shown
    )
    assert "To the company's address Rejected NOK 3,247.50" in shown
    assert "A-NORDVIK E-TORE Pickup: Henteskap Sentrum Ordered NOK 5,725.00 Buyer reference Tore" in shown
    assert "Jonas" not in shown, "ids, and no names"


def test_the_other_language(running: Any, nora: StaffPage) -> None:
    assert "Venter på godkjenning kr 6 370,00 Innkjøpsordre PO-4712" in nora.get("/purchases")
    assert "Mengdepris" in nora.get(f"/purchases/{PLACED}")


def test_where_it_goes(running: Any, kari: StaffPage) -> None:
    _set(running, PLACED, delivery="site", site=5)
    _set(running, NORDVIKS, offline=1)
    _set(running, APPROVED, site=99)
    shown = kari.get("/purchases")
    assert "Pickup elsewhere: Henteskap Brygga" in shown
    assert "Taken at Henteskap Sentrum, without a network" in shown
    assert "Pickup: 99" in shown, "a site that is gone is still told"


def test_a_purchase_without_a_number_is_known_by_its_id(running: Any, kari: StaffPage) -> None:
    _set(running, PLACED, order_number="")
    assert f"{PLACED} 22 Nov 2026" in kari.get("/purchases")
    shown = kari.get(f"/purchases/{PLACED}")
    assert f"Purchase {PLACED}" in shown
    assert "Id of the purchase" not in shown, "once is enough"


def test_what_is_to_be_sent_waits_or_does_not_add_up(running: Any, kari: StaffPage) -> None:
    for purchase in (AWAITING, PLACED, APPROVED):
        _set(running, purchase, delivery="home")
    _set(running, NORDVIKS, conflict="credit-exceeded")
    assert _listed(kari, only="to_send") == [PLACED, APPROVED]
    assert _listed(kari, only="awaiting_approval") == [AWAITING]
    assert _listed(kari, only="conflicts") == [NORDVIKS]
    assert len(_listed(kari, only="nonsense")) == 5
    assert _listed(kari, only="to_send", q="PO-4713") == [PLACED]
    page = kari.client.get("/staff/purchases", params={"only": "to_send", "q": "PO"}).text
    assert '<option value="to_send" selected>' in page
    assert 'value="PO"' in page


@pytest.mark.parametrize(
    ("search", "found"),
    [
        ("no-21004", [NORDVIKS]),
        ("demo-1003", [REJECTED]),
        ("a-nordvik", [NORDVIKS]),
        (" e-amina ", [PLACED]),
        ("verksted", [PLACED]),
        ("po-4713", [PLACED]),
        ("øvre å", [APPROVED]),
        ("%", []),
        ("_", []),
        ("'; DROP TABLE purchases", []),
    ],
)
def test_purchases_are_found_by_what_people_call_them(
    running: Any, kari: StaffPage, search: str, found: list[str]
) -> None:
    _set(running, APPROVED, project="Øvre Ås")
    assert _listed(kari, q=search) == found


def test_purchases_come_page_by_page_without_gaps(
    running: Any, kari: StaffPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kiosk.backend.staff.queries.PAGE", 4)
    made = {"account": "A-FJELLHEIM", "site": 4, "state": "placed", "delivery": "home", "price_version": 1}
    with running.backend.engine.begin() as connection:
        for number in range(9):  # three of each moment
            at = {"placed_at": running.clock[0] + number // 3, "project": "Ås & Co"}
            connection.execute(insert(schema.purchases).values(id=f"buy-000{number}", version=1, **made, **at))
    _set(running, APPROVED, project="Ås & Co")  # found, and not to be sent
    _set(running, PLACED, delivery="home")  # to be sent, and not found
    seen: list[str] = []
    address = "/staff/purchases?q=%C3%A5s+%26&only=to_send"
    for _ in range(3):
        page = kari.client.get(address).text
        seen += re.findall(r'href="/staff/purchases/([^"?]+)"', page)
        more = re.search(r'href="([^"]+)" rel="next"', page)
        address = more[1].replace("&amp;", "&") if more else ""
    assert (seen, address) == ([f"buy-000{number}" for number in range(8, -1, -1)], "")


@pytest.mark.parametrize("after", ["x", "W10", "WyJ4IiwxXQ", "a" * 299])
def test_a_place_in_the_list_that_is_none_is_the_first(running: Any, kari: StaffPage, after: str) -> None:
    assert len(_listed(kari, after=after)) == 5


def test_one_purchase(running: Any, kari: StaffPage) -> None:
    _set(running, APPROVED, cost_centre="310", buyer_reference="Ingrid")
    shown = kari.get(f"/purchases/{APPROVED}")
    assert "Purchase NO-21005 Approved" in shown
    for fact in (
        "Delivery Pickup: Henteskap Sentrum",
        "Bought 21 Nov 2026, 19:00",
        "Company A-FJELLHEIM Buyer E-JONAS",
        "Purchase order PO-4712 Project Brygga B, 3. etasje Cost centre 310 Buyer reference Ingrid",
        "Decided by E-INGRID, 21 Nov 2026, 20:00",
        "Pickup None",
        f"Id of the purchase {APPROVED}",
        "BREAKER-16A 6 NOK 429.00 List price NOK 2,574.00",
        "Without VAT NOK 2,574.00 VAT NOK 643.50 With VAT NOK 3,217.50",
    ):
        assert fact in shown, fact
    assert "This is wrong" not in shown
    assert "has to approve" not in shown


@pytest.mark.parametrize("delivery", ["home", "here"])
def test_what_was_bought_a_moment_ago_is_there(running: Any, kari: StaffPage, delivery: str) -> None:
    body = {
        "lines": [{"sku": "BITS-32", "quantity": 2}],
        "price_list_version": running.kiosk.get("/v1/prices").json()["version"],
        "purchase_order": "PO-4712",
        "delivery": delivery,
    }
    headers = signed_in(running, "E-JONAS") | {"Idempotency-Key": "buy-0001"}
    bought = running.kiosk.post("/v1/purchases", json=body, headers=headers).raise_for_status().json()
    assert _listed(kari)[0] == "buy-0001"
    assert _listed(kari, only="to_send") == (["buy-0001"] if delivery == "home" else [])
    page = kari.client.get("/staff/purchases/buy-0001").text
    assert f"Purchase {bought['order_number']} Ordered" in text_of(page)
    assert "BITS-32 2 NOK 199.00 Campaign price NOK 398.00" in text_of(page)
    pickups = re.findall(r'href="(/staff/pickups/[^"]+)"', page)
    assert len(pickups) == (1 if delivery == "here" else 0)
    assert all(bought["order_number"] in kari.client.get(pickup).text for pickup in pickups)


def test_goods_stand_in_the_order_in_which_they_were_asked_for(running: Any, kari: StaffPage) -> None:
    shown = kari.get(f"/purchases/{AWAITING}")
    assert "DRILL-18V 2 NOK 1,649.00 Contract price NOK 3,298.00 Batteri 18 V 5 Ah BATTERY-5AH" in shown


def test_it_leads_to_its_pickup(running: Any, kari: StaffPage) -> None:
    pickup, other = running.pickup("one-parcel"), running.pickup("spare")
    change(running, schema.pickups, pickup, order_number="NO-21002")
    page = kari.client.get(f"/staff/purchases/{PLACED}").text
    assert re.findall(r'href="/staff/pickups/([^"]+)"', page) == [pickup]
    assert f"Pickup {pickup} Ready to be collected" in kari.get(f"/purchases/{PLACED}")
    _set(running, PLACED, order_number="")
    change(running, schema.pickups, other, order_number="")
    assert "/staff/pickups/" not in kari.client.get(f"/staff/purchases/{PLACED}").text, "no number is nobody's"


def test_nothing_is_looked_for_in_the_lockers_of_what_is_not_there(running: Any, kari: StaffPage) -> None:
    _set(running, PLACED, delivery="home")
    _set(running, NORDVIKS, offline=1)
    for purchase in (PLACED, NORDVIKS):
        assert "Pickup None" not in kari.get(f"/purchases/{purchase}")


def test_the_company_approves_and_nobody_here(running: Any, kari: StaffPage, mona: StaffPage) -> None:
    for page in (kari, mona):
        shown = page.get(f"/purchases/{AWAITING}")
        assert "Somebody of the company has to approve it at a kiosk. Nothing is ordered before that." in shown
        html = page.client.get(f"/staff/purchases/{AWAITING}").text
        assert re.findall(r'<form[^>]*action="([^"]+)"', html) == ["/staff/sign-out"]
        assert page.post(f"/purchases/{AWAITING}").status_code in {404, 405}
    _set(running, AWAITING, offline=1)
    assert "Nothing is ordered before that." not in kari.get(f"/purchases/{AWAITING}"), "it was taken"


def test_what_should_have_stopped_it_is_said_in_words(running: Any, kari: StaffPage, nora: StaffPage) -> None:
    _set(running, NORDVIKS, offline=1, conflict="min-age credit-exceeded something-new")
    shown = kari.get(f"/purchases/{NORDVIKS}")
    assert "Something is wrong" in shown
    assert "the age was not checked more than the company's credit something-new" in shown
    assert "alderen er ikke kontrollert mer enn bedriftens kreditt" in nora.get(f"/purchases/{NORDVIKS}")
    assert "Something is wrong" in kari.get("/purchases", only="conflicts")


def test_its_incident_says_so_and_leads_to_it(running: Any, kari: StaffPage) -> None:
    found = Incident("purchase_conflict", "/sites/4/kiosks/sentrum-1", NORDVIKS, "credit-exceeded")
    running.backend.write(lambda connection: incidents.report(connection, found, running.clock[0]))
    shown = kari.get("/incidents")
    assert "A purchase that should have been stopped" in shown
    assert "more than the company's credit" in shown
    assert f'href="/staff/purchases/{NORDVIKS}"' in kari.client.get("/staff/incidents").text


def test_every_code_has_its_words() -> None:
    codes = [("why", PurchaseConflict), ("purchase", PurchaseState), ("price", Source)]
    keys = [f"{prefix}.{code}" for prefix, kind in codes for code in get_args(kind)]
    assert len(keys) == 23
    assert [key for key in keys if not is_known(key)] == []


def test_goods_without_a_price_have_none(running: Any, kari: StaffPage) -> None:
    """Taken without a network, of an article that nobody knows."""
    _set(running, NORDVIKS, offline=1, conflict="article-unknown no-price", net_minor=0, vat_minor=0, currency="")
    lines = schema.purchase_lines
    values = {"source": "", "name": "", "unit_net_minor": 0, "sku": "NOTHING"}
    running.backend.write(
        lambda connection: connection.execute(lines.update().where(lines.c.purchase == NORDVIKS).values(values))
    )
    shown = kari.get(f"/purchases/{NORDVIKS}")
    assert "– NOTHING 20 – No price –" in shown
    assert "With VAT 0.00" in shown


def test_names_of_companies_are_one_step_away_for_managers_only(running: Any, kari: StaffPage, mona: StaffPage) -> None:
    link = 'href="/staff/companies/A-FJELLHEIM"'
    assert link in mona.client.get(f"/staff/purchases/{PLACED}").text
    assert link not in kari.client.get(f"/staff/purchases/{PLACED}").text


def test_what_was_written_into_the_data_is_text(running: Any, kari: StaffPage) -> None:
    evil = "<script>alert(1)</script>"
    of = {"order_number": evil, "project": evil, "employee": evil, "account": evil, "decided_by": evil}
    _set(running, PLACED, conflict=evil, currency=evil, **of)
    running.backend.write(lambda connection: connection.execute(schema.purchase_lines.update().values(name=evil)))
    for path in ("/purchases", f"/purchases/{PLACED}"):
        assert "<script" not in kari.client.get(f"/staff{path}").text
    assert "<script" not in kari.client.get("/staff/purchases", params={"q": evil, "only": evil}).text


@pytest.mark.parametrize("path", ["PUR-DEMO-9", "a%00b", "x" * 65, "%F0%9F", "a/b", "PUR-DEMO-1001/approve"])
def test_a_purchase_that_nobody_made(running: Any, kari: StaffPage, path: str) -> None:
    answer = kari.client.get(f"/staff/purchases/{path}")
    assert (answer.status_code, "There is no such thing." in answer.text) == (404, True)


@pytest.mark.parametrize("query", ["q=%00", "after=a%00", "only=%00"])
def test_nul_is_not_looked_for(running: Any, kari: StaffPage, query: str) -> None:
    assert kari.client.get(f"/staff/purchases?{query}").status_code == 404
