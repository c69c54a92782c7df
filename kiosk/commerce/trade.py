"""Trade over the Pickup API: the core's `ports.Trade`.

Nothing is believed because it was asked for: a purchase has to be the one that was sent, a quote has to be about the
lines that were asked and to add up, and pages come to an end.
"""

from collections.abc import AsyncIterator, Sequence
from datetime import UTC, datetime
from http import HTTPStatus
from types import TracebackType
from typing import Any, Final, Self, TypeVar
from urllib.parse import quote as quoted

from kiosk.commerce import wire_trade as wire
from kiosk.commerce.link import HttpLink, read_answer, retry_after_s
from kiosk.domain.pricing import Wanted, total
from kiosk.domain.trade import (
    Bought,
    Buy,
    Credit,
    Deliverable,
    Document,
    NotBought,
    NotYet,
    OrderUnderWay,
    Quote,
    SignInPage,
    Taken,
    Visit,
)
from kiosk.errors import BackendAwayError, BackendRefusedError

MAX_PAGES: Final = 20
"""More than anybody reads at a kiosk."""
PAGE: Final = 50
_AGAIN_S: Final = 5.0
"""Where the backend does not say when (RFC 8628 section 3.2)."""
_BUGS: Final = frozenset({"invalid-request", "idempotency-key-reused"})
"""Refusals that say something of the program and nothing of the purchase."""

Page = TypeVar("Page", wire.WireOrders, wire.WireDocuments, wire.WirePurchases)


class HttpTrade:
    """Every call raises BackendAwayError or BackendRefusedError; 401 `session-over`: the person has to sign in anew."""

    def __init__(self, url: str, *, bearer_key: str) -> None:
        self._link = HttpLink(url, {"Authorization": f"Bearer {bearer_key}"})

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._link.__aexit__(kind, error, trace)

    async def sign_in(self, badge: str, pin: str = "") -> Visit | None:
        """None for a badge that is not good, whatever is wrong with it."""
        try:
            session = await self._link.call(wire.WireSession, "POST", "/v1/sessions", body={"code": badge, "pin": pin})
        except BackendRefusedError as error:
            if error.code == "session-refused":
                return None
            raise
        return session.visit()

    async def begin_sign_in(self) -> SignInPage:
        """Somebody wants to sign in with their phone. The one that was begun before is over."""
        return (await self._link.call(wire.WireSignIn, "POST", "/v1/sign-ins")).page()

    async def finish_sign_in(self, sign_in: str) -> Visit | NotYet | None:
        """What became of it; None when nothing will, for whatever reason."""
        reply = await self._link.exchange("POST", f"/v1/sign-ins/{quoted(sign_in, safe='')}:finish")
        if reply.status == HTTPStatus.ACCEPTED:
            return NotYet(retry_after_s(reply) or _AGAIN_S)
        try:
            return read_answer(wire.WireSession, reply).visit()
        except BackendRefusedError as error:
            if error.code == "session-refused":
                return None
            raise

    async def sign_out(self, visit: Visit) -> None:
        """The person has left. A visit that is over already is no error."""
        reply = await self._link.exchange("DELETE", "/v1/sessions/current", headers=_of(visit))
        if not reply.ok and reply.status != 401:
            raise BackendRefusedError(reply.status, "not-signed-out")

    async def orders(self, visit: Visit) -> Sequence[OrderUnderWay]:
        """What is under way for this person, at every site."""
        pages = self._pages(wire.WireOrders, visit, "orders")
        return [order.order() async for page in pages for order in page.orders]

    async def credit(self, visit: Visit) -> Credit:
        """Only for those who may buy."""
        found = await self._link.call(wire.WireCredit, "GET", _account(visit, "credit"), headers=_of(visit))
        return found.credit()

    async def invoices(self, visit: Visit) -> Sequence[Document]:
        """Invoices and credit notes, newest first. Only for those who may buy."""
        return await self._documents(visit, "invoices")

    async def delivery_notes(self, visit: Visit) -> Sequence[Document]:
        """Newest first."""
        return await self._documents(visit, "delivery-notes")

    async def quote(self, visit: Visit | None, lines: Sequence[Wanted]) -> Quote | NotBought:
        """What it costs the company, or without a visit everybody."""
        body = {"lines": _lines(lines)}
        headers = _of(visit) if visit is not None else {}
        try:
            found = await self._link.call(wire.WireQuote, "POST", "/v1/quotes:price", body=body, headers=headers)
        except BackendRefusedError as error:
            return _not_bought(error)
        return _checked(found, lines, visit.account if visit is not None else "")

    async def deliverable(self, site: int, lines: Sequence[Wanted]) -> Deliverable | NotBought:
        """Whether the bank of a site can take it, named by SKU, and whether a carrier may bring it."""
        body = {"site": site, "lines": _lines(lines)}
        try:
            found = await self._link.call(wire.WireFeasibility, "POST", "/v1/feasibility:check", body=body)
        except BackendRefusedError as error:
            return _not_bought(error)
        if found.site != site:
            raise BackendAwayError("the answer is about another site")
        return found.deliverable()

    async def buy(self, visit: Visit, buy: Buy) -> Bought | NotBought:
        """Idempotent by `buy.id`."""
        try:
            found = await self._purchase(buy, _body(buy), _of(visit))
        except BackendRefusedError as error:
            return _not_bought(error)
        return _answers(found, buy, visit.employee)

    async def tell_taken(self, taken: Taken) -> Bought:
        """A purchase that was made without a network: never refused. Idempotent by its id."""
        late = {"offline": True, "at": _rfc3339(taken.at_utc), "employee": taken.employee}
        return _answers(await self._purchase(taken.buy, _body(taken.buy) | late, {}), taken.buy, taken.employee)

    async def to_approve(self, visit: Visit) -> Sequence[Bought]:
        """Purchases that wait for somebody's word, newest first; one's own among them, which somebody else decides."""
        pages = self._pages(wire.WirePurchases, visit, "purchases", state="awaiting_approval")
        return [purchase.bought() async for page in pages for purchase in page.purchases]

    async def decide(self, visit: Visit, purchase: str, *, approve: bool) -> Bought | NotBought:
        """The first word counts; `already-decided` where somebody has said another one."""
        path = f"/v1/purchases/{quoted(purchase, safe='')}:{'approve' if approve else 'reject'}"
        try:
            found = await self._link.call(wire.WirePurchase, "POST", path, headers=_of(visit))
        except BackendRefusedError as error:
            return _not_bought(error)
        if (found.id, found.account) != (purchase, visit.account):
            raise BackendAwayError("the answer is about another purchase")
        return found.bought()

    async def _purchase(self, buy: Buy, body: dict[str, Any], headers: dict[str, str]) -> wire.WirePurchase:
        keyed = headers | {"Idempotency-Key": buy.id}
        return await self._link.call(wire.WirePurchase, "POST", "/v1/purchases", body=body, headers=keyed)

    async def _documents(self, visit: Visit, what: str) -> Sequence[Document]:
        pages = self._pages(wire.WireDocuments, visit, what)
        return [document.document() async for page in pages for document in page.documents]

    async def _pages(self, kind: type[Page], visit: Visit, what: str, **filters: str) -> AsyncIterator[Page]:
        after = ""
        for _ in range(MAX_PAGES):
            params = {"limit": str(PAGE), **filters} | ({"after": after} if after else {})
            page = await self._link.call(kind, "GET", _account(visit, what), params=params, headers=_of(visit))
            yield page
            after = page.next
            if not after:
                return


def _of(visit: Visit) -> dict[str, str]:
    return {"Pickup-Session": visit.token}


def _account(visit: Visit, what: str) -> str:
    return f"/v1/accounts/{quoted(visit.account, safe='')}/{what}"


def _lines(lines: Sequence[Wanted]) -> list[dict[str, Any]]:
    return [
        {"sku": line.sku, "quantity": line.quantity} if line.sku else {"gtin": line.gtin, "quantity": line.quantity}
        for line in lines
    ]


def _body(buy: Buy) -> dict[str, Any]:
    given = buy.references
    return {
        "lines": _lines(buy.lines),
        "price_list_version": buy.version,
        "delivery": "home" if buy.home else "here" if buy.site is None else "site",
        "site": buy.site,
        "purchase_order": given.purchase_order,
        "project": given.project,
        "cost_centre": given.cost_centre,
        "buyer_reference": given.buyer_reference,
        "proven_age": buy.proven_age,
    }


def _checked(found: wire.WireQuote, asked: Sequence[Wanted], account: str) -> Quote:
    lines = tuple(line.priced() for line in found.lines)
    if len(lines) != len(asked) or not all(map(_is_about, found.lines, asked)):
        raise BackendAwayError("the quote is about other lines")
    amount = total(lines)
    if found.account != account or (found.net_minor, found.vat_minor) != (amount.net_minor, amount.vat_minor):
        raise BackendAwayError("the quote is for somebody else, or does not add up")
    names = tuple(line.name for line in found.lines)
    until_utc = found.valid_until.timestamp()
    return Quote(
        version=found.price_list_version,
        currency=found.currency,
        valid_until_utc=until_utc,
        lines=lines,
        names=names,
        net_minor=found.net_minor,
        vat_minor=found.vat_minor,
        unattended=tuple(line.unattended for line in found.lines),
    )


def _is_about(line: wire.WireQuotedLine, asked: Wanted) -> bool:
    named = line.sku == asked.sku if asked.sku else line.gtin == asked.gtin
    return named and line.quantity == asked.quantity


def _answers(found: wire.WirePurchase, buy: Buy, employee: str) -> Bought:
    if (found.id, found.employee) != (buy.id, employee):
        raise BackendAwayError("the answer is about another purchase")
    return found.bought()


def _not_bought(error: BackendRefusedError) -> NotBought:
    """A business outcome where it is one."""
    if error.status in {403, 422} and error.code not in _BUGS:
        return NotBought(error.code, error.field.removeprefix("body."))
    raise error


def _rfc3339(utc_s: float) -> str:
    return datetime.fromtimestamp(utc_s, UTC).isoformat().replace("+00:00", "Z")
