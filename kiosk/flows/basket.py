"""The tradesperson puts goods into a basket, by label or article number, and is told this company's price.

No price is computed, guessed or kept here: what is shown is the answer to a question about exactly these lines. An
answer to other lines is dropped.
"""

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

from kiosk.domain.gtin import gtin14
from kiosk.domain.trade import Away, NotBought, NotOffered, PriceOf, Quote, Told
from kiosk.flows import goods
from kiosk.flows.effects import AskAccount, Effect
from kiosk.flows.events import AccountTold, Event, GoodsScanned, Pressed
from kiosk.flows.goods import MAX_LINES, Lines
from kiosk.flows.tradesperson import Home

MAX_ARTICLE: Final = 40
ARTICLE_SYMBOLS: Final = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZÆØÅ0123456789-./")


class Notice(StrEnum):
    """What became of the last thing that was scanned, typed or asked."""

    NONE = ""
    NO_LABEL = "no_label"
    """It was read, and is no article's number."""
    UNKNOWN = "unknown"
    NOT_SOLD = "not_sold"
    """The article is sold no more, or has no price for this company."""
    UNATTENDED = "unattended"
    FULL = "full"
    PRICES_CHANGED = "prices_changed"
    """Since they were told: they have to be agreed to anew."""


_NOTICES: Final = {
    "article-unknown": Notice.UNKNOWN,
    "article-ambiguous": Notice.UNKNOWN,
    "article-inactive": Notice.NOT_SOLD,
    "no-price": Notice.NOT_SOLD,
    "min-age": Notice.UNATTENDED,
}


class Prices(StrEnum):
    """What is known of the prices of what is in the basket now."""

    TOLD = "told"
    ASKED = "asked"
    AWAY = "away"
    BADGE_AGAIN = "badge_again"
    """The backend knows the visit no more."""
    NOT_OFFERED = "not_offered"


@dataclass(frozen=True, slots=True)
class Basket:
    """`quote` is about `lines` as they are, None until the backend has told it. `named`: what `notice` is about."""

    home: Home
    lines: Lines = ()
    quote: Quote | None = None
    prices: Prices = Prices.TOLD
    notice: Notice = Notice.NONE
    named: str = ""

    @property
    def can_be_bought(self) -> bool:
        """All of it has a price, and nothing in it needs staff. Who may buy is another question."""
        return self.quote is not None and not any(self.quote.unattended)


@dataclass(frozen=True, slots=True)
class ArticleNumber:
    """The number of an article whose label cannot be read, so far."""

    basket: Basket
    entered: str = ""
    error: str = ""


Shopping = Basket | ArticleNumber
Step = tuple[Shopping | Home, tuple[Effect, ...]]


def begin(home: Home) -> Step:
    """With what was left in the basket before."""
    return _changed(Basket(home), home.goods)


def step(state: Shopping, event: Event) -> Step:
    """Labels, touches and answers in; questions out. Back leads home."""
    match state, event:
        case Basket(), GoodsScanned(gtin):
            return _put_in(state, gtin) if gtin else (replace(state, notice=Notice.NO_LABEL, named=""), ())
        case Basket(), Pressed("more", key):
            return _changed(state, goods.with_quantity(state.lines, key, lambda quantity: quantity + 1))
        case Basket(), Pressed("fewer", key):
            return _changed(state, goods.with_quantity(state.lines, key, lambda quantity: quantity - 1))
        case Basket(), Pressed("ask_again"):
            return _changed(state, state.lines)
        case Basket(), Pressed("type_article"):
            return ArticleNumber(replace(state, notice=Notice.NONE)), ()
        case Basket(), Pressed("back"):
            return replace(state.home, goods=state.lines), ()
        case Basket(), AccountTold(PriceOf(asked), answer) if asked == goods.wanted(state.lines):
            return _told(state, answer)
        case ArticleNumber(), _:
            return _typing(state, event)
        case _:
            return state, ()


def without(basket: Basket, place: int, code: str) -> Step:
    """The backend does not sell this line: it leaves the basket, and the person is told which it was."""
    line = basket.lines[place]
    left = basket.lines[:place] + basket.lines[place + 1 :]
    return _changed(basket, left, _NOTICES.get(code, Notice.NOT_SOLD), line.name or line.wanted.sku or line.key)


def with_other_prices(basket: Basket) -> Step:
    """The prices that were told hold no more."""
    return _changed(basket, basket.lines, Notice.PRICES_CHANGED)


def place_of(field: str) -> int | None:
    """Which line a refusal names, as "lines.3.sku"."""
    first, _, rest = field.partition(".")
    number = rest.partition(".")[0]
    return int(number) if first == "lines" and number.isdecimal() and number.isascii() else None


def _put_in(basket: Basket, gtin: str, sku: str = "") -> Step:
    lines = goods.with_one_more(basket.lines, gtin, sku)
    if len(lines) > MAX_LINES:
        return replace(basket, notice=Notice.FULL, named=""), ()
    return _changed(basket, lines)


def _changed(basket: Basket, lines: Lines, notice: Notice = Notice.NONE, named: str = "") -> Step:
    prices = Prices.ASKED if lines else Prices.TOLD
    changed = replace(basket, lines=lines, quote=None, prices=prices, notice=notice, named=named)
    return changed, (AskAccount(PriceOf(goods.wanted(lines))),) if lines else ()


def _told(basket: Basket, answer: Told) -> Step:
    match answer:
        case Quote():
            return _priced(basket, answer)
        case NotBought(code, field):
            place = place_of(field)
            if place is not None and place < len(basket.lines):
                return without(basket, place, code)
            return replace(basket, prices=Prices.NOT_OFFERED), ()
        case Away(badge_again):
            return replace(basket, prices=Prices.BADGE_AGAIN if badge_again else Prices.AWAY), ()
        case NotOffered():
            return replace(basket, prices=Prices.NOT_OFFERED), ()
        case _:
            return basket, ()


def _priced(basket: Basket, quote: Quote) -> Step:
    lines = goods.named(basket.lines, quote)
    one_each = goods.merged(lines)
    if len(one_each) < len(lines):
        return _changed(basket, one_each, basket.notice, basket.named)
    return replace(basket, lines=lines, quote=quote, prices=Prices.TOLD), ()


def _typing(state: ArticleNumber, event: Event) -> Step:
    match event:
        case Pressed("key", symbol) if symbol in ARTICLE_SYMBOLS and len(symbol) == 1:
            return replace(state, entered=(state.entered + symbol)[:MAX_ARTICLE], error=""), ()
        case Pressed("erase"):
            return replace(state, entered=state.entered[:-1], error=""), ()
        case Pressed("submit") if state.entered:
            gtin = gtin14(state.entered)
            return _put_in(state.basket, gtin, "" if gtin else state.entered)
        case Pressed("submit"):
            return replace(state, error="missing"), ()
        case Pressed("back"):
            return state.basket, ()
        case AccountTold() | GoodsScanned():
            return _meanwhile(state, event)
        case _:
            return state, ()


def _meanwhile(state: ArticleNumber, event: AccountTold | GoodsScanned) -> Step:
    """What is told while somebody types is about the basket; a label that can be read after all ends the typing."""
    basket, effects = step(state.basket, event)
    assert isinstance(basket, Basket)
    return basket if isinstance(event, GoodsScanned) else replace(state, basket=basket), effects
