"""Trade with servers that answer something else than was asked."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from kiosk.commerce.trade import MAX_PAGES, HttpTrade
from kiosk.domain.pricing import Wanted
from kiosk.domain.trade import Buy, Deliverable, NotBought, Quote, Visit
from kiosk.errors import BackendAwayError, BackendRefusedError

VISIT = Visit("s1", "t" * 32, "A-1", "E-1", frozenset({"buy"}), 0.0)
LINES = (Wanted("X", 2),)
LINE = {"sku": "X", "name": "X", "quantity": 2, "unit_net_minor": 50, "vat_permille": 250, "source": "list"}
QUOTE = {
    "account": "A-1",
    "currency": "NOK",
    "price_list_version": 7,
    "valid_until": "2026-11-29T00:00:00Z",
    "lines": [LINE],
    "net_minor": 100,
    "vat_minor": 25,
}
PURCHASE = {
    "id": "buy-0001",
    "account": "A-1",
    "employee": "E-1",
    "order_number": "",
    "state": "placed",
    "gross_minor": 125,
    "currency": "NOK",
}
BUY = Buy("buy-0001", LINES, 7)
Call = Callable[[HttpTrade], Awaitable[Any]]


def ask(status: int, body: object, call: Call) -> tuple[Any, list[str]]:
    """What `call` makes of a server that always answers this; and the lines of the requests."""
    asked = []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        asked.append((await reader.readuntil(b"\r\n")).decode().strip())
        await reader.readuntil(b"\r\n\r\n")
        text = json.dumps(body).encode()
        writer.write(b"HTTP/1.1 %d X\r\nContent-Length: %d\r\nConnection: close\r\n\r\n" % (status, len(text)) + text)
        await writer.drain()
        writer.close()
        await writer.wait_closed()

    async def run() -> Any:
        server = await asyncio.start_server(serve, "127.0.0.1", 0)
        async with server:
            url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
            async with HttpTrade(url, bearer_key="k") as trade:
                return await call(trade)

    return asyncio.run(run()), asked


def quote(trade: HttpTrade) -> Awaitable[Quote | NotBought]:
    return trade.quote(VISIT, LINES)


def test_a_quote_that_adds_up_is_taken() -> None:
    found, _ = ask(200, QUOTE, quote)
    assert (found.version, found.gross_minor, found.names) == (7, 125, ("X",))


@pytest.mark.parametrize(
    "change",
    [
        {"account": "A-2"},
        {"lines": [LINE | {"sku": "Y"}]},
        {"lines": [LINE | {"quantity": 1}]},
        {"lines": [LINE, LINE]},
        {"net_minor": 99},
        {"vat_minor": 24},
        {"currency": "kroner"},
        {"lines": [LINE | {"source": "guess"}]},
        {"lines": [LINE | {"unit_net_minor": -1}]},
    ],
)
def test_a_quote_that_is_not_the_one_asked_for_is_not_believed(change: dict[str, Any]) -> None:
    with pytest.raises(BackendAwayError):
        ask(200, QUOTE | change, quote)


def test_a_label_s_price_is_the_price_of_that_label() -> None:
    asked = (Wanted("", 2, "07090000000011"),)
    told = QUOTE | {"lines": [LINE | {"gtin": "07090000000011", "unattended": "hazard"}]}
    found, _ = ask(200, told, lambda trade: trade.quote(VISIT, asked))
    assert (found.lines[0].sku, found.unattended) == ("X", ("hazard",))
    for other in ("", "07090000000028"):
        with pytest.raises(BackendAwayError):
            ask(200, QUOTE | {"lines": [LINE | {"gtin": other}]}, lambda trade: trade.quote(VISIT, asked))


def test_whether_goods_fit_is_about_this_site() -> None:
    told = {"site": 4, "feasible": False, "reasons": ["too_large"], "fallbacks": [{"kind": "home"}]}
    found, _ = ask(200, told, lambda trade: trade.deliverable(4, LINES))
    assert found == Deliverable(here=False, home=True, reasons=("too_large",))
    with pytest.raises(BackendAwayError):
        ask(200, told, lambda trade: trade.deliverable(5, LINES))


@pytest.mark.parametrize("change", [{"id": "buy-0002"}, {"employee": "E-2"}, {"state": "paid"}])
def test_a_purchase_that_is_not_the_one_sent_is_not_believed(change: dict[str, Any]) -> None:
    ask(201, PURCHASE, lambda trade: trade.buy(VISIT, BUY))
    with pytest.raises(BackendAwayError):
        ask(201, PURCHASE | change, lambda trade: trade.buy(VISIT, BUY))


@pytest.mark.parametrize("change", [{"id": "p-2"}, {"account": "A-2"}])
def test_a_decision_about_something_else_is_not_believed(change: dict[str, Any]) -> None:
    with pytest.raises(BackendAwayError):
        ask(200, PURCHASE | {"id": "p-1"} | change, lambda trade: trade.decide(VISIT, "p-1", approve=True))


def test_pages_come_to_an_end() -> None:
    order = {
        "id": "p1",
        "order_number": "1",
        "state": "ready",
        "site_name": "S",
        "here": True,
        "parcels": 1,
    }
    found, asked = ask(200, {"orders": [order], "next": "again"}, lambda trade: trade.orders(VISIT))
    assert len(found) == len(asked) == MAX_PAGES
    assert asked[0] == "GET /v1/accounts/A-1/orders?limit=50 HTTP/1.1"
    assert "after=again" in asked[1]


def test_a_refusal_is_an_outcome_or_an_error() -> None:
    problem = {"type": "urn:openluke:problem:credit-exceeded"}
    assert ask(403, problem, quote)[0] == NotBought("credit-exceeded")
    problem = {"type": "urn:openluke:problem:no-price", "errors": [{"field": "body.lines.0.sku", "problem": "x"}]}
    assert ask(422, problem, quote)[0] == NotBought("no-price", "lines.0.sku")
    for status, code in ((422, "invalid-request"), (422, "idempotency-key-reused"), (401, "session-over")):
        with pytest.raises(BackendRefusedError, match=code):
            ask(status, {"type": f"urn:openluke:problem:{code}"}, quote)


def test_documents_lead_to_the_web_only() -> None:
    link = {"type": "application/pdf", "href": "file:///etc/passwd"}
    document = {
        "id": "d1",
        "kind": "invoice",
        "number": "1",
        "issued_at": "2026-11-29T00:00:00Z",
        "amount_minor": 1,
        "currency": "NOK",
        "settled": False,
        "links": [link],
    }
    with pytest.raises(BackendAwayError):
        ask(200, {"documents": [document]}, lambda trade: trade.invoices(VISIT))
