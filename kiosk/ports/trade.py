"""The Pickup API for people of companies."""

from collections.abc import Sequence
from typing import Protocol

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


class Trade(Protocol):
    """Somebody from a company at the kiosk. Every call raises BackendAwayError or BackendRefusedError, nothing else.

    Of these 401 `session-over` means that the person has to sign in anew. What cannot be bought is an answer.
    """

    async def sign_in(self, badge: str, pin: str = "") -> Visit | None:
        """None for a badge that is not good, whatever is wrong with it."""
        ...

    async def begin_sign_in(self) -> SignInPage:
        """Somebody wants to sign in with their phone. The one that was begun before is over."""
        ...

    async def finish_sign_in(self, sign_in: str) -> Visit | NotYet | None:
        """What became of it; None when nothing will, for whatever reason."""
        ...

    async def sign_out(self, visit: Visit) -> None:
        """The person has left."""
        ...

    async def orders(self, visit: Visit) -> Sequence[OrderUnderWay]:
        """What is under way for this person, here and elsewhere."""
        ...

    async def credit(self, visit: Visit) -> Credit:
        """What may still be bought on account."""
        ...

    async def invoices(self, visit: Visit) -> Sequence[Document]:
        """Copies of invoices and credit notes, newest first."""
        ...

    async def delivery_notes(self, visit: Visit) -> Sequence[Document]:
        """Copies, newest first."""
        ...

    async def quote(self, visit: Visit | None, lines: Sequence[Wanted]) -> Quote | NotBought:
        """What it costs the company, or without a visit everybody."""
        ...

    async def deliverable(self, site: int, lines: Sequence[Wanted]) -> Deliverable | NotBought:
        """Whether the bank of a site can take it, and whether a carrier may bring it."""
        ...

    async def buy(self, visit: Visit, buy: Buy) -> Bought | NotBought:
        """Idempotent by `buy.id`."""
        ...

    async def tell_taken(self, taken: Taken) -> Bought:
        """A purchase whose goods were taken without a network: never refused. Idempotent by its id."""
        ...

    async def to_approve(self, visit: Visit) -> Sequence[Bought]:
        """Purchases that wait for somebody's word, newest first."""
        ...

    async def decide(self, visit: Visit, purchase: str, *, approve: bool) -> Bought | NotBought:
        """The first word counts."""
        ...
