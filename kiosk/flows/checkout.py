"""The tradesperson buys what is in the basket, on account: how it comes, on which references, and what became of it.

One decision has one id. It is sent again only by the same decision, so that nothing is bought twice, and an answer that
did not come is told as that.
"""

import re
from dataclasses import dataclass, replace
from typing import Final, assert_never

from kiosk.domain.account import ReferenceKind, ReferenceRule
from kiosk.domain.purchasing import References
from kiosk.domain.record import Entry, Kind
from kiosk.domain.trade import (
    Away,
    Bought,
    Buy,
    Deliverable,
    DeliveryOf,
    NotBought,
    NotOffered,
    Purchase,
    Told,
    WhatWaits,
)
from kiosk.flows import basket as shop
from kiosk.flows import goods
from kiosk.flows.basket import Basket
from kiosk.flows.effects import AskAccount, Effect, Record
from kiosk.flows.events import AccountTold, Event, Pressed
from kiosk.flows.tradesperson import MAX_REFERENCE, REFERENCE_SYMBOLS, Home
from kiosk.flows.visiting import Visiting

_FIELD: Final = {
    ReferenceKind.PURCHASE_ORDER: "purchase_order",
    ReferenceKind.JOB: "project",
    ReferenceKind.COST_CENTRE: "cost_centre",
}
_WANTED: Final = frozenset({"reference-required", "peppol-reference-required", "reference-malformed"})
NOTHING: Final = References()
FIELDS: Final = ("purchase_order", "project", "cost_centre", "buyer_reference")


@dataclass(frozen=True, slots=True)
class Checkout:
    """One touch from buying. `way` None: nobody has said yet how it can come; `away`: nobody answers.

    `usual`: the reference that this person gives as a rule.
    """

    basket: Basket
    given: References = NOTHING
    way: Deliverable | None = None
    home: bool = False
    away: bool = False
    usual: str = ""

    @property
    def can_buy(self) -> bool:
        """The way that is chosen is one."""
        return self.way is not None and (self.way.home if self.home else self.way.here)


@dataclass(frozen=True, slots=True)
class Asking:
    """A reference that the company, the backend or the person wants, so far. `suggested`: nobody has typed it."""

    checkout: Checkout
    field: str
    required: bool
    entered: str = ""
    error: str = ""
    suggested: bool = False


@dataclass(frozen=True, slots=True)
class Buying:
    """The purchase was sent. `waiting` for the answer; else none came. `doubtful`: it may have been bought."""

    checkout: Checkout
    buy: Buy
    waiting: bool = True
    doubtful: bool = False
    badge_again: bool = False


@dataclass(frozen=True, slots=True)
class Receipt:
    """What became of it."""

    home: Home
    result: Bought | NotBought
    to_home: bool = False


Paying = Checkout | Asking | Buying | Receipt
Step = tuple[Paying | Basket | Home, tuple[Effect, ...]]


def begin(basket: Basket, visiting: Visiting) -> Step:
    """The company's own reference first, where its rule wants one. Nothing for those who do not buy."""
    visitor = visiting.visitor
    if not basket.can_be_bought or visitor is None or not visiting.may("buy"):
        return basket, ()
    account = basket.home.signed_in.account
    checkout = Checkout(basket, usual=visitor.default_reference)
    question = AskAccount(DeliveryOf(goods.wanted(basket.lines)))
    if account.reference_rule is ReferenceRule.NONE:
        return checkout, (question,)
    return _asking(checkout, own_field(basket)), (question,)


def own_field(basket: Basket) -> str:
    """Which reference the company calls its own."""
    return _FIELD[basket.home.signed_in.account.reference_kind]


def step(session: str, state: Paying, event: Event, fresh_id: str) -> Step:
    """Touches and answers in; at last one purchase. `fresh_id` makes the id of a decision that this event is."""
    match state:
        case Checkout():
            return _checkout(session, state, event, fresh_id)
        case Asking():
            return _typing(state, event)
        case Buying():
            return _buying(session, state, event)
        case Receipt(home):
            return (home, (AskAccount(WhatWaits()),)) if event == Pressed("back") else (state, ())
        case _:
            assert_never(state)


def _checkout(session: str, state: Checkout, event: Event, fresh_id: str) -> Step:
    match event:
        case AccountTold(DeliveryOf(asked), answer) if asked == goods.wanted(state.basket.lines):
            return _deliverable(state, answer)
        case Pressed("deliver", "here") if state.way is not None and state.way.here:
            return replace(state, home=False), ()
        case Pressed("deliver", "home") if state.way is not None and state.way.home:
            return replace(state, home=True), ()
        case Pressed("ask_again") if state.away:
            return replace(state, away=False), (AskAccount(DeliveryOf(goods.wanted(state.basket.lines))),)
        case Pressed("change_reference"):
            return _asking(state, own_field(state.basket)), ()
        case Pressed("buy") if state.can_buy and state.basket.quote is not None:
            return _buy(session, state, f"{session}-{fresh_id}")
        case Pressed("back"):
            return state.basket, ()
        case _:
            return state, ()


def _deliverable(state: Checkout, answer: Told) -> Step:
    match answer:
        case Deliverable():
            return replace(state, way=answer, home=not answer.here and answer.home, away=False), ()
        case NotOffered():
            # Nobody says what fits: whoever takes the purchase does.
            return replace(state, way=Deliverable(here=True, home=True), away=False), ()
        case NotBought(code, field):
            place = shop.place_of(field)
            if place is not None and place < len(state.basket.lines):
                return shop.without(state.basket, place, code)
            return replace(state, away=True), ()
        case _:
            return replace(state, away=True), ()


def _buy(session: str, state: Checkout, decision: str) -> Step:
    quote = state.basket.quote
    assert quote is not None
    buy = Buy(decision, goods.wanted(state.basket.lines), quote.version, state.given, home=state.home)
    actor = state.basket.home.signed_in.employee.id
    asked = Entry.of(Kind.PURCHASE_ASKED, session, send=False, purchase=decision, actor=actor)
    return Buying(state, buy), (Record(asked), AskAccount(Purchase(buy)))


def _buying(session: str, state: Buying, event: Event) -> Step:
    match event:
        case AccountTold(Purchase(buy), answer) if buy.id == state.buy.id and state.waiting:
            return _answered(session, state, answer)
        case Pressed("ask_again") if not state.waiting and not state.badge_again:
            return replace(state, waiting=True), (AskAccount(Purchase(state.buy)),)
        case Pressed("back") if not state.waiting and not state.doubtful:
            return state.checkout, ()
        case _:
            return state, ()


def _answered(session: str, state: Buying, answer: Told) -> Step:
    match answer:
        case Bought():
            told = Record(_told(session, state.buy.id, answer.state))
            return Receipt(replace(state.checkout.basket.home, goods=()), answer, state.buy.home), (told,)
        case NotBought(code):
            after, effects = _refused(state, answer)
            return after, (Record(_told(session, state.buy.id, code)), *effects)
        case Away(badge_again):
            # That the visit is over is said before anything is sent, or instead of doing it.
            doubtful = state.doubtful or not badge_again
            return replace(state, waiting=False, doubtful=doubtful, badge_again=badge_again), ()
        case _:
            return replace(state, waiting=False), ()


def _told(session: str, purchase: str, outcome: str) -> Entry:
    return Entry.of(Kind.PURCHASE_TOLD, session, send=False, purchase=purchase, outcome=outcome)


def _refused(state: Buying, answer: NotBought) -> Step:
    """What the person can mend leads back to where it is mended."""
    checkout, basket, place = state.checkout, state.checkout.basket, shop.place_of(answer.field)
    if answer.code in _WANTED and answer.field in FIELDS:
        error = "pattern" if answer.code == "reference-malformed" else ""
        return replace(_asking(checkout, answer.field), required=True, error=error), ()
    if answer.code == "price-version-unknown":
        return shop.with_other_prices(basket)
    if place is not None and place < len(basket.lines):
        return shop.without(basket, place, answer.code)
    return Receipt(replace(basket.home, goods=basket.lines), answer), ()


def _asking(checkout: Checkout, field: str) -> Asking:
    """What was given before is there again; else what this person usually gives, where it may be that."""
    account = checkout.basket.home.signed_in.account
    own = field == own_field(checkout.basket)
    usual = checkout.usual if own else ""
    entered = getattr(checkout.given, field) or (usual if re.fullmatch(account.reference_pattern, usual) else "")
    required = own and account.reference_rule is ReferenceRule.REQUIRED
    return Asking(checkout, field, required, entered, suggested=bool(entered))


def _typing(state: Asking, event: Event) -> Step:
    match event:
        case Pressed("key", symbol) if symbol in REFERENCE_SYMBOLS and len(symbol) == 1:
            before = "" if state.suggested else state.entered
            return replace(state, entered=(before + symbol)[:MAX_REFERENCE], error="", suggested=False), ()
        case Pressed("erase"):
            left = "" if state.suggested else state.entered[:-1]
            return replace(state, entered=left, error="", suggested=False), ()
        case Pressed("submit"):
            return _submit(state)
        case Pressed("back"):
            return state.checkout.basket, ()
        case AccountTold(DeliveryOf(asked), answer) if asked == goods.wanted(state.checkout.basket.lines):
            after, effects = _deliverable(state.checkout, answer)
            return (replace(state, checkout=after), effects) if isinstance(after, Checkout) else (after, effects)
        case _:
            return state, ()


def _submit(state: Asking) -> Step:
    basket, reference = state.checkout.basket, state.entered.strip()
    if not reference and state.required:
        return replace(state, error="missing"), ()
    pattern = basket.home.signed_in.account.reference_pattern if state.field == own_field(basket) else ""
    if reference and pattern and not re.fullmatch(pattern, reference):
        return replace(state, error="pattern"), ()
    return replace(state.checkout, given=replace(state.checkout.given, **{state.field: reference})), ()
