"""What the backend does for somebody with a badge while they stand at the kiosk: at most one visit at a time.

Whoever showed a badge is signed in beside their journey: nothing that is handed out waits for it. The text of the badge
is held until the backend has answered and never again; token and answers are gone when the session is. A core that was
started anew has no visit, and only the badge begins one.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Final, TypeVar, assert_never

from kiosk.domain.decision import Reason, Refusal
from kiosk.domain.trade import (
    Approvals,
    Away,
    CreditOf,
    Decide,
    DeliveryOf,
    NotBought,
    NotOffered,
    Papers,
    PriceOf,
    Purchase,
    Question,
    Told,
    Visit,
    Visitor,
    WhatWaits,
    WhoVisits,
)
from kiosk.errors import BackendAwayError, BackendRefusedError
from kiosk.flows.effects import Check
from kiosk.flows.events import AccountTold, SignedIn
from kiosk.ports import Trade
from kiosk.services.patience import Patience

ANSWER_LIMIT_S: Final = 10.0
WELCOME_LIMIT_S: Final = 5.0
"""Of somebody for whom nothing waits here: well within `timing.ANSWER_S`."""

_NEEDS: Final[dict[type[Question], str]] = {
    WhoVisits: "sessions",
    WhatWaits: "accounts",
    Papers: "invoices",
    CreditOf: "accounts",
    PriceOf: "prices",
    DeliveryOf: "feasibility",
    Purchase: "purchases",
    Approvals: "purchases",
    Decide: "purchases",
}
_WRITES: Final = (Purchase, Decide)
_Remote = WhatWaits | Papers | CreditOf | PriceOf | DeliveryOf | Purchase | Approvals | Decide

log = logging.getLogger(__name__)
T = TypeVar("T")
Heard = Callable[[str, AccountTold], None]


@dataclass(eq=False)
class _Stay:
    """Who is here, and what they have asked. `over`: the backend knows the visit no more."""

    session: str
    signing_in: asyncio.Task[Visit | Away | NotOffered]
    over: bool = False
    reads: dict[type[Question], asyncio.Task[None]] = field(default_factory=dict)
    writes: dict[Question, asyncio.Task[None]] = field(default_factory=dict)


class Visits:
    """`offered` are the capabilities that the backend declares at the moment; `site` is the number of this one."""

    def __init__(self, trade: Trade, patience: Patience, offered: Callable[[], frozenset[str]], site: int = 0) -> None:
        self._trade = trade
        self._site = site
        self._patience = patience
        self._offered = offered
        self._stay: _Stay | None = None

    def start(self, tasks: asyncio.TaskGroup, heard: Heard) -> None:
        """Work in `tasks` from now on; `heard` is told (session, answer)."""
        self._tasks = tasks
        self._heard = heard

    async def welcome(self, session: str, shown: Check, person: SignedIn) -> SignedIn | Refusal:
        """Begin to sign the person in. Refused is only somebody for whom nothing waits here, and nothing elsewhere."""
        self._leave()
        signing_in = self._tasks.create_task(self._sign_in(shown, person))
        self._stay = _Stay(session, signing_in)
        if person.pickups:
            return person
        try:
            async with asyncio.timeout(WELCOME_LIMIT_S):
                visit = await asyncio.shield(signing_in)
        except TimeoutError:
            return Refusal(Reason.NO_PICKUPS)
        more = self._offered() & (set(_NEEDS.values()) - {"sessions", "feasibility"})
        return person if isinstance(visit, Visit) and more else Refusal(Reason.NO_PICKUPS)

    def adopt(self, session: str, visit: Visit) -> None:
        """The person has signed in without a badge."""
        self._leave()
        self._stay = _Stay(session, self._tasks.create_task(_signed_in(visit)))

    def ask(self, session: str, question: Question) -> None:
        """The answer is heard later, unless `session` is over by then. A newer question takes the place of an older
        one of its kind, but what decides something is sent once and heard to its end.
        """
        stay = self._stay if self._stay is not None and self._stay.session == session else None
        if _NEEDS[type(question)] not in self._offered():
            self._heard(session, AccountTold(question, NotOffered()))
        elif stay is None:
            self._heard(session, AccountTold(question, Away(badge_again=True)))
        elif isinstance(question, _WRITES):
            if question not in stay.writes:
                stay.writes[question] = self._tasks.create_task(self._decide(stay, question))
        else:
            if older := stay.reads.get(type(question)):
                older.cancel()
            stay.reads[type(question)] = self._tasks.create_task(self._answer(stay, question))

    def leave(self, session: str) -> None:
        """That session is over."""
        if self._stay is not None and self._stay.session == session:
            self._leave()

    def _leave(self) -> None:
        stay, self._stay = self._stay, None
        if stay is not None:
            for read in stay.reads.values():
                read.cancel()
            self._tasks.create_task(self._sign_out(stay))

    async def _sign_in(self, shown: Check, person: SignedIn) -> Visit | Away | NotOffered:
        """The number of a card is no badge: it proves nothing to a backend."""
        if "sessions" not in self._offered() or shown.entry != "scanned":
            return NotOffered()
        try:
            visit = await self._within(lambda: self._trade.sign_in(shown.code.decode()))
        except BackendAwayError:
            return Away(badge_again=True)
        except BackendRefusedError as error:
            log.warning("nobody can be signed in: %d %s", error.status, error.code)
            return NotOffered()
        if visit is None:
            return NotOffered()
        if (visit.account, visit.employee) != (person.account.id, person.employee.id):
            log.warning("the backend signed in somebody else than the list names")
            await self._end(visit)
            return NotOffered()
        return visit

    async def _decide(self, stay: _Stay, question: Question) -> None:
        try:
            await self._answer(stay, question)
        finally:
            del stay.writes[question]

    async def _answer(self, stay: _Stay, question: Question) -> None:
        visit = await asyncio.shield(stay.signing_in)
        answer = await self._asked(stay, visit, question) if isinstance(visit, Visit) else visit
        if stay is self._stay:
            self._heard(stay.session, AccountTold(question, answer))

    async def _asked(self, stay: _Stay, visit: Visit, question: Question) -> Told:
        if stay.over:
            return Away(badge_again=True)
        if isinstance(question, WhoVisits):
            return Visitor(visit.rights, visit.language, visit.reach, visit.default_reference)
        try:
            return await self._within(lambda: self._put(visit, question))
        except BackendAwayError:
            return Away()
        except BackendRefusedError as error:
            if error.status == HTTPStatus.UNAUTHORIZED:
                stay.over = True
                return Away(badge_again=True)
            if error.status not in {HTTPStatus.FORBIDDEN, HTTPStatus.NOT_FOUND}:
                log.warning("%s was refused: %d %s", type(question).__name__, error.status, error.code)
            return NotBought(error.code) if isinstance(question, (PriceOf, DeliveryOf, *_WRITES)) else NotOffered()

    async def _put(self, visit: Visit, question: _Remote) -> Told:
        trade = self._trade
        match question:
            case WhatWaits():
                return tuple(await trade.orders(visit))
            case Papers("invoices"):
                return tuple(await trade.invoices(visit))
            case Papers():
                return tuple(await trade.delivery_notes(visit))
            case CreditOf():
                return await trade.credit(visit)
            case PriceOf(lines):
                return await trade.quote(visit, lines)
            case DeliveryOf(lines):
                return await trade.deliverable(self._site, lines)
            case Purchase(buy):
                return await trade.buy(visit, buy)
            case Approvals():
                return tuple(await trade.to_approve(visit))
            case Decide(purchase, approve):
                return await trade.decide(visit, purchase, approve=approve)
            case _:
                assert_never(question)

    async def _within(self, ask: Callable[[], Awaitable[T]]) -> T:
        async def bounded() -> T:
            try:
                async with asyncio.timeout(ANSWER_LIMIT_S):
                    return await ask()
            except TimeoutError:
                raise BackendAwayError(f"no answer within {ANSWER_LIMIT_S:.0f} s") from None

        return await self._patience.for_somebody(bounded)

    async def _sign_out(self, stay: _Stay) -> None:
        visit = await asyncio.shield(stay.signing_in)
        await asyncio.gather(*stay.writes.values())
        if isinstance(visit, Visit) and not stay.over:
            await self._end(visit)

    async def _end(self, visit: Visit) -> None:
        """At best: the backend ends it by itself within minutes."""
        try:
            await self._within(lambda: self._trade.sign_out(visit))
        except (BackendAwayError, BackendRefusedError):
            log.info("a visit could not be signed out")


async def _signed_in(visit: Visit) -> Visit | Away | NotOffered:
    return visit
