"""The core's port of trade against the embedded backend over a real loopback port."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any, TypeVar

import pytest

from kiosk.commerce.trade import HttpTrade
from kiosk.domain.pricing import Source, Wanted
from kiosk.domain.purchasing import References
from kiosk.domain.trade import Bought, Buy, Deliverable, NotBought, Quote, Taken, Visit
from kiosk.errors import BackendAwayError, BackendRefusedError
from kiosk.ports import Trade
from tests.helpers.trade import account

Result = TypeVar("Result")
LINES = (Wanted("DRILL-18V", 1),)


def talk(running: Any, who: str, about: Callable[[Trade, Visit], Awaitable[Result]]) -> Result:
    async def run() -> Result:
        async with HttpTrade(running.url, bearer_key=running.secrets.kiosk.bearer_key) as trade:
            port: Trade = trade
            visit = await port.sign_in(running.code("badge", who).text)
            assert visit is not None
            return await about(port, visit)

    return asyncio.run(run())


def _buy(quote: Quote, key: str = "buy-0001", **values: Any) -> Buy:
    wanted = tuple(Wanted(line.sku, line.quantity) for line in quote.lines)
    return Buy(key, wanted, quote.version, References(purchase_order="PO-4712"), **values)


def test_a_visit_begins_and_ends(running: Any) -> None:
    async def about(trade: Trade, visit: Visit) -> Visit:
        assert await trade.sign_in("BADGE-NOBODY") is None
        assert await trade.orders(visit)
        await trade.sign_out(visit)
        await trade.sign_out(visit)
        with pytest.raises(BackendRefusedError) as over:
            await trade.orders(visit)
        assert (over.value.status, over.value.code) == (401, "session-over")
        return visit

    visit = talk(running, "E-JONAS", about)
    assert (visit.account, visit.employee, visit.language) == ("A-FJELLHEIM", "E-JONAS", "nn")
    assert visit.rights == {"collect", "delegate", "buy"}
    assert visit.default_reference == "PO-4712"
    assert visit.expires_utc == running.clock[0] + 15 * 60
    assert visit.token not in repr(visit)


def test_a_label_has_a_price_and_goods_a_way(running: Any) -> None:
    async def about(trade: Trade, visit: Visit) -> None:
        quote = await trade.quote(visit, (Wanted("", 2, "07090000000011"), Wanted("GAS-300", 1)))
        assert isinstance(quote, Quote)
        assert [line.sku for line in quote.lines] == ["DRILL-18V", "GAS-300"]
        assert quote.unattended == ("", "hazard")
        assert await trade.quote(visit, (Wanted("", 1, "4006381333931"),)) == NotBought(
            "article-unknown", "lines.0.gtin"
        )
        assert await trade.deliverable(4, LINES) == Deliverable(here=True, home=True)
        assert await trade.deliverable(4, (Wanted("LADDER-3M", 1),)) == Deliverable(
            here=False, home=True, reasons=("too_large",)
        )
        assert await trade.deliverable(4, (Wanted("NOTHING", 1),)) == NotBought("article-unknown", "lines.0.sku")

    talk(running, "E-JONAS", about)


def test_from_a_quote_to_a_purchase(running: Any) -> None:
    async def about(trade: Trade, visit: Visit) -> Quote:
        before = await trade.credit(visit)
        quote = await trade.quote(visit, LINES)
        assert isinstance(quote, Quote)
        bought = await trade.buy(visit, _buy(quote))
        assert isinstance(bought, Bought)
        assert bought.order_number
        assert bought == Bought("buy-0001", "placed", "E-JONAS", bought.order_number, quote.gross_minor, "NOK")
        assert await trade.buy(visit, _buy(quote)) == bought
        after = await trade.credit(visit)
        assert before.available_minor is not None
        assert after.available_minor == before.available_minor - quote.gross_minor
        assert bought.order_number in [order.order_number for order in await trade.orders(visit)]
        return quote

    quote = talk(running, "E-JONAS", about)
    assert [(line.unit_net_minor, line.source) for line in quote.lines] == [(164_900, Source.CONTRACT)]
    assert quote.names == ("Drill 18 V",)


def test_why_not_is_an_answer(running: Any) -> None:
    async def about(trade: Trade, visit: Visit) -> None:
        assert await trade.quote(visit, (Wanted("NOTHING", 1),)) == NotBought("article-unknown", "lines.0.sku")
        quote = await trade.quote(None, LINES)
        assert isinstance(quote, Quote)
        assert [line.source for line in quote.lines] == [Source.LIST]
        without = replace(_buy(quote), references=References())
        assert await trade.buy(visit, without) == NotBought("reference-required", "purchase_order")
        account(running, credit_limit_minor=0)
        assert await trade.buy(visit, _buy(quote)) == NotBought("credit-exceeded")
        with pytest.raises(BackendRefusedError, match="invalid-request"):
            await trade.quote(visit, ())

    talk(running, "E-JONAS", about)


def test_somebody_approves_at_the_kiosk(running: Any) -> None:
    async def about(trade: Trade, visit: Visit) -> None:
        (waiting,) = await trade.to_approve(visit)
        assert (waiting.id, waiting.employee) == ("PUR-DEMO-1001", "E-JONAS")
        approved = await trade.decide(visit, waiting.id, approve=True)
        assert isinstance(approved, Bought)
        assert approved.state == "approved"
        assert await trade.decide(visit, waiting.id, approve=False) == NotBought("already-decided")
        assert await trade.to_approve(visit) == []

    talk(running, "E-AMINA", about)


def test_what_was_taken_without_a_network(running: Any) -> None:
    async def about(trade: Trade, visit: Visit) -> None:
        buy = Buy("buy-0001", LINES, 7)
        bought = await trade.tell_taken(Taken(buy, "E-JONAS", running.clock[0] - 3 * 86_400))
        assert bought.conflicts == ("price-version-unknown", "reference-required")
        assert await trade.tell_taken(Taken(buy, "E-JONAS", running.clock[0] - 3 * 86_400)) == bought

    talk(running, "E-JONAS", about)


def test_documents_and_what_waits_elsewhere(running: Any) -> None:
    async def about(trade: Trade, visit: Visit) -> None:
        invoices = await trade.invoices(visit)
        assert [document.kind for document in invoices] == ["credit_note", "invoice", "invoice"]
        assert invoices[0].links[0][0] == "application/pdf"
        assert [document.id for document in await trade.delivery_notes(visit)] == ["DLN-30420", "DLN-30421"]
        elsewhere = [order for order in await trade.orders(visit) if not order.here]
        assert [(order.site_name, order.state, order.parcels) for order in elsewhere] == [
            ("Henteskap Brygga", "ready", 1)
        ]

    talk(running, "E-JONAS", about)


def test_nobody_answers(running: Any) -> None:
    async def run() -> None:
        async with HttpTrade("http://127.0.0.1:9", bearer_key="x") as trade:
            with pytest.raises(BackendAwayError):
                await trade.quote(None, LINES)

    asyncio.run(run())
