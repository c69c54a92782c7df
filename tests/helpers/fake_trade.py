"""A backend's trade with companies, as the test wants it. Satisfies kiosk.ports.Trade."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field

from kiosk.domain.pricing import Wanted
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

EVERYTHING = frozenset({"sessions", "accounts", "invoices", "prices", "purchases"})
TOKEN = "token-that-nobody-may-see"
PAGE = SignInPage("SIGN-IN-1", "https://login.example.com/go?code=ABCD-EFGH", "ABCD-EFGH", 300.0, 0.01)
ALL_RIGHTS = frozenset({"collect", "delegate", "buy", "approve", "administer"})


def visit(**values: object) -> Visit:
    """Of `flow_script.employee()`."""
    fields: dict[str, object] = {
        "id": "VISIT1",
        "token": TOKEN,
        "account": "A",
        "employee": "E-1",
        "rights": ALL_RIGHTS,
        "expires_utc": 9000.0,
    }
    return Visit(**{**fields, **values})  # type: ignore[arg-type]


def order(name: str = "ORDER001", **values: object) -> OrderUnderWay:
    """One parcel that lies ready at another site."""
    fields: dict[str, object] = {
        "id": name,
        "order_number": "10234",
        "state": "ready",
        "site_name": "Henteskap Brygga",
        "here": False,
        "parcels": 1,
        "not_after_utc": 9000.0,
    }
    return OrderUnderWay(**{**fields, **values})  # type: ignore[arg-type]


def document(number: str = "30415", **values: object) -> Document:
    """An invoice that is still to be paid."""
    fields: dict[str, object] = {
        "id": f"DOC-{number}",
        "kind": "invoice",
        "number": number,
        "issued_utc": 4000.0,
        "amount_minor": 149_900,
        "currency": "NOK",
        "settled": False,
        "links": (("application/pdf", f"https://shop.example/{number}.pdf"),),
    }
    return Document(**{**fields, **values})  # type: ignore[arg-type]


@dataclass
class FakeTrade:
    """Signs in `people` by badge. While `trouble` holds an error every call raises it; `asked` are the calls' names.

    `before_answer` is awaited in every call, `over` ends the visit: 401.
    """

    people: dict[str, Visit] = field(default_factory=lambda: {"B-1": visit()})
    under_way: tuple[OrderUnderWay, ...] = (order(),)
    credit_left: Credit = field(default_factory=lambda: Credit("NOK", 10_000, 90_000, stopped=False))
    bills: tuple[Document, ...] = (document(),)
    notes: tuple[Document, ...] = ()
    priced: Quote | NotBought = field(default_factory=lambda: NotBought("article-unknown", "lines.0.sku"))
    way: Deliverable | NotBought = field(default_factory=lambda: Deliverable(here=True, home=True))
    bought: Bought | NotBought = field(default_factory=lambda: NotBought("credit-exceeded"))
    waiting: tuple[Bought, ...] = ()
    decided: Bought | NotBought = field(default_factory=lambda: NotBought("already-decided"))
    page: SignInPage = PAGE
    by_phone: list[Visit | NotYet | None] = field(default_factory=list)
    trouble: BackendAwayError | BackendRefusedError | None = None
    over: bool = False
    asked: list[str] = field(default_factory=list)
    before_answer: Callable[[str], Awaitable[None]] | None = None

    async def sign_in(self, badge: str, pin: str = "") -> Visit | None:
        await self._answer("sign_in")
        assert not pin
        return self.people.get(badge)

    async def begin_sign_in(self) -> SignInPage:
        await self._answer("begin_sign_in")
        return self.page

    async def finish_sign_in(self, sign_in: str) -> Visit | NotYet | None:
        await self._answer(f"finish_sign_in {sign_in}")
        return self.by_phone.pop(0)

    async def sign_out(self, visit: Visit) -> None:
        await self._answer("sign_out", visit)

    async def orders(self, visit: Visit) -> Sequence[OrderUnderWay]:
        await self._answer("orders", visit)
        return self.under_way

    async def credit(self, visit: Visit) -> Credit:
        await self._answer("credit", visit)
        return self.credit_left

    async def invoices(self, visit: Visit) -> Sequence[Document]:
        await self._answer("invoices", visit)
        return self.bills

    async def delivery_notes(self, visit: Visit) -> Sequence[Document]:
        await self._answer("delivery_notes", visit)
        return self.notes

    async def quote(self, visit: Visit | None, lines: Sequence[Wanted]) -> Quote | NotBought:
        await self._answer(f"quote {len(lines)}", visit)
        return self.priced

    async def deliverable(self, site: int, lines: Sequence[Wanted]) -> Deliverable | NotBought:
        await self._answer(f"deliverable {site} {len(lines)}")
        return self.way

    async def buy(self, visit: Visit, buy: Buy) -> Bought | NotBought:
        await self._answer(f"buy {buy.id}", visit)
        return self.bought

    async def tell_taken(self, taken: Taken) -> Bought:
        await self._answer(f"tell_taken {taken.buy.id}")
        assert isinstance(self.bought, Bought)
        return self.bought

    async def to_approve(self, visit: Visit) -> Sequence[Bought]:
        await self._answer("to_approve", visit)
        return self.waiting

    async def decide(self, visit: Visit, purchase: str, *, approve: bool) -> Bought | NotBought:
        await self._answer(f"decide {purchase} {approve}", visit)
        return self.decided

    async def _answer(self, what: str, visit: Visit | None = None) -> None:
        self.asked.append(what)
        if self.before_answer is not None:
            await self.before_answer(what)
        if self.trouble is not None:
            raise self.trouble
        if self.over and visit is not None:
            raise BackendRefusedError(401, "session-over")
