"""What somebody types for the basket: the number of an article whose label cannot be read, or how many of a line."""

from dataclasses import dataclass, replace
from typing import Final

from kiosk.domain.gtin import gtin14
from kiosk.flows import basket as shop
from kiosk.flows import goods
from kiosk.flows.basket import Basket, Notice
from kiosk.flows.effects import Effect
from kiosk.flows.events import AccountTold, Event, GoodsScanned, Pressed
from kiosk.flows.goods import MAX_QUANTITY
from kiosk.flows.tradesperson import Home

MAX_ARTICLE: Final = 40
ARTICLE_SYMBOLS: Final = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZÆØÅ0123456789-./")
MAX_DIGITS: Final = len(str(MAX_QUANTITY))
DIGITS: Final = frozenset("0123456789")


@dataclass(frozen=True, slots=True)
class ArticleNumber:
    """A SKU, or the digits below the lines of a label, so far."""

    basket: Basket
    entered: str = ""
    error: str = ""


@dataclass(frozen=True, slots=True)
class Quantity:
    """How many of a line (by its key) are wanted, so far."""

    basket: Basket
    key: str
    entered: str = ""
    error: str = ""


Typing = ArticleNumber | Quantity
Step = tuple[Typing | Basket | Home, tuple[Effect, ...]]


def begin(basket: Basket, event: Pressed) -> Typing | None:
    """What the person wants to type; None where it is nothing."""
    quiet = replace(basket, notice=Notice.NONE, named="")
    match event:
        case Pressed("type_article"):
            return ArticleNumber(quiet)
        case Pressed("quantity", key) if any(line.key == key for line in basket.lines):
            return Quantity(quiet, key)
        case _:
            return None


def step(state: Typing, event: Event) -> Step:
    """Keys in; at last the basket with what was typed. What is told meanwhile is about the basket, and a label that can
    be read after all ends the typing.
    """
    match event:
        case Pressed():
            return _pressed(state, event)
        case GoodsScanned():
            return shop.step(state.basket, event)
        case AccountTold():
            basket, effects = shop.step(state.basket, event)
            return (replace(state, basket=basket) if isinstance(basket, Basket) else basket), effects
        case _:
            return state, ()


def _pressed(state: Typing, event: Pressed) -> Step:
    match event:
        case Pressed("key", symbol) if len(symbol) == 1:
            return _typed(state, symbol), ()
        case Pressed("erase"):
            return replace(state, entered=state.entered[:-1], error=""), ()
        case Pressed("submit") if not state.entered:
            return replace(state, error="missing"), ()
        case Pressed("submit"):
            return _named(state) if isinstance(state, ArticleNumber) else _counted(state)
        case Pressed("back"):
            return state.basket, ()
        case _:
            return state, ()


def _typed(state: Typing, symbol: str) -> Typing:
    symbols, longest = (ARTICLE_SYMBOLS, MAX_ARTICLE) if isinstance(state, ArticleNumber) else (DIGITS, MAX_DIGITS)
    if symbol not in symbols:
        return state
    return replace(state, entered=(state.entered + symbol)[:longest], error="")


def _named(state: ArticleNumber) -> Step:
    gtin = gtin14(state.entered)
    return shop.put_in(state.basket, gtin, "" if gtin else state.entered)


def _counted(state: Quantity) -> Step:
    quantity = int(state.entered)
    if quantity > MAX_QUANTITY:
        return replace(state, error="pattern"), ()
    return shop.changed(state.basket, goods.with_quantity(state.basket.lines, state.key, lambda _: quantity))
