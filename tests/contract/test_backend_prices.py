"""What goods cost: quotes, versions of prices, and what kiosks keep of them."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.contract.conftest import NOON
from tests.helpers.trade import account, problem, signed_in, told

DAY = timedelta(days=1)
LATER = (NOON + 30 * DAY).isoformat()
TAPE = {"sku": "TAPE-60", "name": "Tape", "vat_permille": 250}
BITS = {"sku": "BITS-32", "net_minor": 20_000, "currency": "NOK"}


def _quote(running: Any, *lines: tuple[str, int], who: str = "") -> Any:
    body = {"lines": [{"sku": sku, "quantity": quantity} for sku, quantity in lines]}
    headers = signed_in(running, who) if who else {}
    return running.kiosk.post("/v1/quotes:price", json=body, headers=headers)


def _publish(running: Any, **body: Any) -> Any:
    return running.admin.post("/v1/admin/prices", json={"valid_until": LATER} | body)


def _prices(running: Any, changed_after: int = 0, limit: int = 500) -> tuple[int, bool, dict[str, Any]]:
    found: dict[str, Any] = {}
    url = f"/v1/prices?changed_after={changed_after}&limit={limit}"
    while True:
        answer = running.kiosk.get(url).raise_for_status()
        page = answer.json()
        assert len(page["articles"]) <= limit
        assert answer.headers["ETag"]
        found |= {article["sku"]: article for article in page["articles"]}
        if "Link" not in answer.headers:
            return page["version"], page["full"], found
        url = answer.headers["Link"][1:].partition(">")[0]


@pytest.mark.parametrize(
    ("who", "sku", "quantity", "expected"),
    [
        ("", "DRILL-18V", 1, (199_900, "list")),
        ("E-JONAS", "DRILL-18V", 1, (164_900, "contract")),
        ("E-TORE", "DRILL-18V", 1, (199_900, "list")),
        ("", "BREAKER-16A", 9, (42_900, "list")),
        ("", "BREAKER-16A", 10, (37_900, "quantity")),
        ("E-JONAS", "BITS-32", 1, (19_900, "campaign")),
        ("E-TORE", "SCREW-5X90", 20, (22_900, "contract")),
    ],
)
def test_the_best_price_and_where_it_comes_from(
    running: Any, who: str, sku: str, quantity: int, expected: tuple[int, str]
) -> None:
    quote = _quote(running, (sku, quantity), who=who).raise_for_status().json()
    (line,) = quote["lines"]
    assert (line["unit_net_minor"], line["source"]) == expected
    assert line["net_minor"] == expected[0] * quantity
    assert quote["account"] == {"": "", "E-JONAS": "A-FJELLHEIM", "E-TORE": "A-NORDVIK"}[who]
    assert (quote["currency"], quote["price_list_version"]) == ("NOK", int(NOON.timestamp()) - 12 * 3600)


def test_vat_for_each_rate_on_the_sum(running: Any) -> None:
    food = {"sku": "COFFEE", "name": "Kaffe", "vat_permille": 150}
    price = {"sku": "COFFEE", "net_minor": 3_333, "currency": "NOK"}
    _publish(running, articles=[food], prices=[price]).raise_for_status()
    quote = _quote(running, ("COFFEE", 1), ("BRACKET-90", 3), ("COFFEE", 2)).raise_for_status().json()
    assert quote["rates"] == [
        {"vat_permille": 150, "net_minor": 9_999, "vat_minor": 1_500},
        {"vat_permille": 250, "net_minor": 5_670, "vat_minor": 1_418},
    ]
    assert (quote["net_minor"], quote["vat_minor"], quote["gross_minor"]) == (15_669, 2_918, 18_587)
    assert [line["unit_gross_minor"] for line in quote["lines"]] == [3_833, 2_363, 3_833]


@pytest.mark.parametrize(("sku", "code"), [("NOTHING", "article-unknown"), ("DRILL-12V", "article-inactive")])
def test_a_line_that_cannot_be_sold_is_named(running: Any, sku: str, code: str) -> None:
    problem(_quote(running, ("BITS-32", 1), (sku, 1)), 422, code, "body.lines.1.sku")


def _of_label(running: Any, *numbers: str, who: str = "") -> Any:
    body = {"lines": [{"gtin": number, "quantity": 1} for number in numbers]}
    return running.kiosk.post("/v1/quotes:price", json=body, headers=signed_in(running, who) if who else {})


@pytest.mark.parametrize("number", ["7090000000011", "07090000000011"])
def test_a_line_may_be_named_by_its_label(running: Any, number: str) -> None:
    (line,) = _of_label(running, number, who="E-JONAS").raise_for_status().json()["lines"]
    assert (line["sku"], line["gtin"], line["source"]) == ("DRILL-18V", number, "contract")
    (by_sku,) = _quote(running, ("DRILL-18V", 1), who="E-JONAS").json()["lines"]
    assert by_sku == line | {"gtin": ""}


def test_a_label_that_nobody_can_price_is_named(running: Any) -> None:
    problem(_of_label(running, "7090000000011", "4006381333931"), 422, "article-unknown", "body.lines.1.gtin")
    problem(_of_label(running, "7090000000141"), 422, "article-inactive", "body.lines.0.gtin")
    problem(_of_label(running, "709"), 422, "invalid-request", "body.lines.0.gtin")
    both = {"lines": [{"sku": "DRILL-18V", "gtin": "7090000000011", "quantity": 1}]}
    problem(running.kiosk.post("/v1/quotes:price", json=both), 422, "invalid-request", "body.lines.0")


def test_of_several_articles_with_one_number_the_one_that_is_sold_counts(running: Any) -> None:
    twin = TAPE | {"sku": "TAPE-61", "gtin": "07090000000080"}
    price = {"sku": "TAPE-61", "net_minor": 20_000, "currency": "NOK"}
    _publish(running, articles=[twin], prices=[price]).raise_for_status()
    problem(_of_label(running, "7090000000080"), 422, "article-ambiguous", "body.lines.0.gtin")
    _publish(running, articles=[TAPE | {"gtin": "7090000000080", "active": False}]).raise_for_status()
    assert _of_label(running, "7090000000080").json()["lines"][0]["sku"] == "TAPE-61"


def test_a_quote_says_what_nobody_gets_without_staff(running: Any) -> None:
    lines = _quote(running, ("DRILL-18V", 1), ("GAS-300", 1), ("KNIFE-PRO", 1)).json()["lines"]
    assert [line["unattended"] for line in lines] == ["", "hazard", "min_age"]
    for site, kept in ((5, "hazard"), (4, "")):
        running.admin.put(f"/v1/admin/sites/{site}/rules", json={"hazards": ["2.1"]}).raise_for_status()
        assert _quote(running, ("GAS-300", 1)).json()["lines"][0]["unattended"] == kept


def test_no_price_in_the_companys_currency(running: Any) -> None:
    account(running, currency="SEK")
    problem(_quote(running, ("BITS-32", 1), who="E-JONAS"), 422, "no-price", "body.lines.0.sku")
    assert _quote(running, ("BITS-32", 1)).status_code == 200


def test_a_price_holds_as_long_as_a_visit(running: Any) -> None:
    until = _quote(running, ("BITS-32", 1)).json()["valid_until"]
    assert datetime.fromisoformat(until) == datetime(2026, 12, 23, tzinfo=UTC)
    running.clock[0] += 90 * 86_400
    until = _quote(running, ("BITS-32", 1)).json()["valid_until"]
    assert datetime.fromisoformat(until).timestamp() == running.clock[0] + 900


def test_a_session_that_is_over_is_not_taken_for_nobody(running: Any) -> None:
    headers = signed_in(running, "E-JONAS")
    running.clock[0] += 16 * 60
    body = {"lines": [{"sku": "BITS-32", "quantity": 1}]}
    problem(running.kiosk.post("/v1/quotes:price", json=body, headers=headers), 401, "session-over")


def test_a_publication_is_a_version_and_an_event(running: Any) -> None:
    answer = _publish(running, prices=[BITS | {"source": "campaign"}])
    assert (answer.status_code, answer.json()["began"], answer.json()["ended"]) == (201, 1, 1)
    version = answer.json()["version"]
    assert version == int(NOON.timestamp())
    assert _quote(running, ("BITS-32", 1)).json()["lines"][0]["unit_net_minor"] == 20_000
    (event,) = told(running, "prices.changed")
    assert (event["subject"], event["data"]) == (str(version), {"version": version})
    again = _publish(running, prices=[BITS | {"source": "campaign"}]).json()
    assert again == {"version": version + 1, "began": 0, "ended": 0}


def test_prices_end_by_name_or_where_the_list_is_whole(running: Any) -> None:
    assert _publish(running, ended=[{"sku": "BITS-32", "source": "campaign"}]).json()["ended"] == 1
    assert _quote(running, ("BITS-32", 1)).json()["lines"][0]["source"] == "list"
    assert _publish(running, prices=[BITS], whole=True).json()["ended"] > 10
    problem(_quote(running, ("DRILL-18V", 1)), 422, "no-price", "body.lines.0.sku")


@pytest.mark.parametrize(
    ("body", "code", "field"),
    [
        ({"prices": [BITS, BITS | {"sku": "NOTHING"}]}, "article-unknown", "body.prices.1.sku"),
        (
            {"prices": [BITS | {"account": "A-X", "source": "contract"}]},
            "account-unknown",
            "body.prices.0.account",
        ),
        ({"prices": [BITS, BITS]}, "invalid-request", "body.prices.1"),
        ({"articles": [TAPE, TAPE]}, "invalid-request", "body.articles.1.sku"),
        ({"prices": [BITS | {"net_minor": -1}]}, "invalid-request", "body.prices.0.net_minor"),
        ({"prices": [BITS | {"source": "contract"}]}, "invalid-request", "body.prices.0"),
        ({"valid_until": "2900-01-01T00:00:00Z"}, "invalid-request", "body.valid_until"),
    ],
)
def test_a_publication_with_an_error_is_refused_whole(running: Any, body: Any, code: str, field: str) -> None:
    before = _prices(running)
    problem(_publish(running, **body), 422, code, field)
    assert _prices(running) == before


def _table(running: Any, text: str, encoding: str = "utf-8") -> Any:
    headers = {"Content-Type": "text/csv"}
    params = {"valid_until": LATER}
    return running.admin.post("/v1/admin/prices.csv", content=text.encode(encoding), params=params, headers=headers)


def test_prices_from_a_table(running: Any) -> None:
    rows = "sku,account,min_quantity,source,net_minor,currency\r\nBITS-32,,1,list,18000,NOK\r\n"
    assert _table(running, rows + "BITS-32,A-NORDVIK,5,contract,15000,NOK\r\n").json()["began"] == 2
    assert _quote(running, ("BITS-32", 5), who="E-TORE").json()["lines"][0]["unit_net_minor"] == 15_000
    from_a_spreadsheet = "\ufeffsku;net_minor;currency\nBITS-32;17000;NOK\n"
    assert _table(running, from_a_spreadsheet).json()["began"] == 1
    assert _quote(running, ("BITS-32", 1)).json()["lines"][0]["unit_net_minor"] == 17_000


@pytest.mark.parametrize(
    ("text", "code", "field"),
    [
        ("sku,net_minor\nBITS-32,1\n", "invalid-request", "line 1"),
        ("sku,net_minor,currency,colour\n", "invalid-request", "line 1"),
        ("", "invalid-request", "body"),
        ('sku,net_minor,"currency\n', "invalid-request", "line 1"),
        (
            "sku,net_minor,currency\nBITS-32,1,NOK\nBITS-32,1.50,NOK\n",
            "invalid-request",
            "line 3, net_minor",
        ),
        ("sku,net_minor,currency\nBITS-32,1,kr\n", "invalid-request", "line 2, currency"),
        ("sku,net_minor,currency\nBITS-32,1,NOK,4\n", "invalid-request", "line 2"),
        ("sku,net_minor,currency\nNOTHING,1,NOK\n", "article-unknown", "body.prices.0.sku"),
    ],
)
def test_a_table_with_an_error_names_the_line(running: Any, text: str, code: str, field: str) -> None:
    problem(_table(running, text), 422, code, field)


def test_a_table_in_another_encoding(running: Any) -> None:
    problem(_table(running, "sku,net_minor,currency\nBLÅ,1,NOK\n", "latin-1"), 422, "invalid-request", "body")


def test_publishing_is_for_the_operator(running: Any) -> None:
    assert running.kiosk.post("/v1/admin/prices", json={"valid_until": LATER}).status_code == 401


def test_a_kiosk_keeps_all_prices_page_by_page(running: Any) -> None:
    version, full, whole = _prices(running)
    assert full
    assert _prices(running, limit=3) == (version, full, whole)
    assert whole["BREAKER-16A"] == {
        "sku": "BREAKER-16A",
        "gtin": "7090000000059",
        "name": "Jordfeilautomat 16 A",
        "unit": "stk",
        "vat_permille": 250,
        "prices": [
            {"net_minor": 42_900, "currency": "NOK"},
            {"net_minor": 37_900, "currency": "NOK", "min_quantity": 10, "source": "quantity"},
        ],
    }
    assert whole["KNIFE-PRO"]["min_age"] == 18
    assert whole["DRILL-12V"]["active"] is False


def test_a_kiosk_is_told_what_changed(running: Any) -> None:
    version, _, before = _prices(running)
    assert _prices(running, version) == (version, False, {})
    _publish(running, prices=[BITS], articles=[TAPE], ended=[{"sku": "BREAKER-16A"}]).raise_for_status()
    newer, full, changed = _prices(running, version, limit=1)
    assert (full, set(changed)) == (False, {"BITS-32", "TAPE-60", "BREAKER-16A"})
    assert [price["source"] for price in changed["BREAKER-16A"]["prices"]] == ["quantity"]
    assert before | changed == _prices(running)[2]
    assert newer > version


def test_a_version_of_another_database_gets_everything(running: Any) -> None:
    version, _, whole = _prices(running)
    for foreign in (version - 1, version + 10**6):
        assert _prices(running, foreign) == (version, True, whole)


def test_a_cursor_with_a_number_that_no_database_holds(running: Any) -> None:
    after = "WzEwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAsIDEsICJ4Il0"  # [10**30, 1, "x"]
    problem(running.kiosk.get("/v1/prices", params={"after": after}), 422, "invalid-cursor", "query.after")


def test_pages_are_of_one_version_whatever_is_published_meanwhile(running: Any) -> None:
    first = running.kiosk.get("/v1/prices", params={"limit": 2})
    _publish(running, prices=[BITS | {"sku": "SCREW-5X90", "net_minor": 1}]).raise_for_status()
    second = running.kiosk.get(first.headers["Link"][1:].partition(">")[0].replace("limit=2", "limit=500"))
    assert second.json()["version"] == first.json()["version"]
    screws = next(row for row in second.json()["articles"] if row["sku"] == "SCREW-5X90")
    assert 1 not in [price["net_minor"] for price in screws["prices"]]
    newest = running.kiosk.get("/v1/prices")
    assert newest.headers["ETag"] == second.headers["ETag"] != first.headers["ETag"]


def test_nothing_new_is_304(running: Any) -> None:
    tag = running.kiosk.get("/v1/prices").headers["ETag"]
    again = running.kiosk.get("/v1/prices", headers={"If-None-Match": tag})
    assert (again.status_code, again.headers["ETag"]) == (304, tag)
    _publish(running).raise_for_status()
    assert running.kiosk.get("/v1/prices", headers={"If-None-Match": tag}).status_code == 200
