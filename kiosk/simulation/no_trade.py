"""Trade with companies in a simulated town: the shop offers none, so nobody asks, and whoever does gets nothing."""

from collections.abc import Sequence
from typing import NoReturn

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
from kiosk.errors import BackendAwayError


def _away() -> NoReturn:
    raise BackendAwayError("this shop has no trade with companies")


class NoTrade:
    """Satisfies `kiosk.ports.Trade`: always away."""

    async def sign_in(self, badge: str, pin: str = "") -> Visit | None:  # noqa: ARG002 the port's
        _away()

    async def begin_sign_in(self) -> SignInPage:
        _away()

    async def finish_sign_in(self, sign_in: str) -> Visit | NotYet | None:  # noqa: ARG002 the port's
        _away()

    async def sign_out(self, visit: Visit) -> None:  # noqa: ARG002 the port's
        _away()

    async def orders(self, visit: Visit) -> Sequence[OrderUnderWay]:  # noqa: ARG002 the port's
        _away()

    async def credit(self, visit: Visit) -> Credit:  # noqa: ARG002 the port's
        _away()

    async def invoices(self, visit: Visit) -> Sequence[Document]:  # noqa: ARG002 the port's
        _away()

    async def delivery_notes(self, visit: Visit) -> Sequence[Document]:  # noqa: ARG002 the port's
        _away()

    async def quote(self, visit: Visit | None, lines: Sequence[Wanted]) -> Quote | NotBought:  # noqa: ARG002 the port's
        _away()

    async def deliverable(self, site: int, lines: Sequence[Wanted]) -> Deliverable | NotBought:  # noqa: ARG002 the port's
        _away()

    async def buy(self, visit: Visit, buy: Buy) -> Bought | NotBought:  # noqa: ARG002 the port's
        _away()

    async def tell_taken(self, taken: Taken) -> Bought:  # noqa: ARG002 the port's
        _away()

    async def to_approve(self, visit: Visit) -> Sequence[Bought]:  # noqa: ARG002 the port's
        _away()

    async def decide(self, visit: Visit, purchase: str, *, approve: bool) -> Bought | NotBought:  # noqa: ARG002 the port's
        _away()
