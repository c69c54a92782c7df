"""Buying at the kiosk, from the account's home and back to it: basket, then checkout."""

from typing import Final, assert_never

from kiosk.flows import basket, checkout
from kiosk.flows.basket import ArticleNumber, Basket
from kiosk.flows.checkout import Asking, Buying, Checkout, Receipt
from kiosk.flows.effects import Effect
from kiosk.flows.events import Event, Pressed
from kiosk.flows.tradesperson import Home
from kiosk.flows.visiting import Visiting

Shopping = Basket | ArticleNumber | Checkout | Asking | Buying | Receipt
SHOPPING: Final = (Basket, ArticleNumber, Checkout, Asking, Buying, Receipt)
LISTENING: Final = (Basket, ArticleNumber)
"""Where labels of goods are looked for."""
Step = tuple[Shopping | Home, tuple[Effect, ...]]


def begin(home: Home) -> Step:
    """From the account's home."""
    return basket.begin(home)


def step(session: str, state: Shopping, event: Event, fresh_id: str, visiting: Visiting) -> Step:
    """`fresh_id` makes the id of a decision that this event is."""
    match state:
        case Basket() if event == Pressed("checkout"):
            return checkout.begin(state, visiting)
        case Basket() | ArticleNumber():
            return basket.step(state, event)
        case Checkout() | Asking() | Buying() | Receipt():
            return checkout.step(session, state, event, fresh_id)
        case _:
            assert_never(state)


def home_of(state: Shopping) -> Home:
    """What is left of it after a restart: the home, without what was in the basket."""
    match state:
        case Basket(home) | Receipt(home):
            return home
        case ArticleNumber(held) | Checkout(held):
            return held.home
        case Asking(paying) | Buying(paying):
            return paying.basket.home
        case _:
            assert_never(state)
