"""What the screens of buying show. Pure."""

from typing import Literal, cast

from kiosk.domain.trade import Bought
from kiosk.flows import basket as shop
from kiosk.flows import goods
from kiosk.flows.basket import ArticleNumber, Basket
from kiosk.flows.checkout import FIELDS, Asking, Buying, Checkout, Receipt, own_field
from kiosk.flows.shopping import Shopping
from kiosk.flows.tradesperson import MAX_REFERENCE
from kiosk.flows.visiting import Visiting
from kiosk.messages import (
    Amount,
    BasketLine,
    BasketScreen,
    CheckoutScreen,
    PurchaseScreen,
    ReferenceGiven,
    ReferenceKind,
    ReferenceScreen,
)
from kiosk.services.facts import Facts

_Error = Literal["", "pattern", "missing"]
Screen = BasketScreen | CheckoutScreen | PurchaseScreen | ReferenceScreen
_KIND: dict[str, ReferenceKind] = {
    "purchase_order": "purchase_order",
    "project": "job",
    "cost_centre": "cost_centre",
    "buyer_reference": "buyer_reference",
}


def basket_screen(flow: Shopping, visiting: Visiting, facts: Facts) -> Screen:
    """The screen of whoever is buying."""
    match flow:
        case Basket():
            return _basket(flow, facts, may_buy=_may_buy(visiting, facts))
        case ArticleNumber(_, entered, error):
            return ReferenceScreen("article", True, entered, shop.MAX_ARTICLE, cast("_Error", error), purpose="buy")
        case Checkout():
            return _checkout(flow)
        case Asking(_, field, required, entered, error):
            return ReferenceScreen(_KIND[field], required, entered, MAX_REFERENCE, cast("_Error", error), purpose="buy")
        case Buying():
            return _buying(flow)
        case Receipt():
            return _receipt(flow)


def basket_actions(flow: Shopping, visiting: Visiting, facts: Facts) -> list[str]:
    """The intents that do something now, `language` and `help` left out."""
    match flow:
        case Basket():
            again = ["ask_again"] if flow.prices is shop.Prices.AWAY else []
            changes = ["more", "fewer"] if flow.lines else []
            buys = ["checkout"] if flow.can_be_bought and _may_buy(visiting, facts) else []
            return ["type_article", *changes, *again, *buys, "back", "home"]
        case ArticleNumber() | Asking():
            return ["key", "erase", "submit", "back", "home"]
        case Checkout():
            ways = ["deliver"] if flow.way is not None and flow.way.here and flow.way.home else []
            again = ["ask_again"] if flow.away else []
            buys = ["buy"] if flow.can_buy else []
            return [*ways, *again, "change_reference", *buys, "back"]
        case Buying(waiting=True):
            return []
        case Buying():
            again = [] if flow.badge_again else ["ask_again"]
            return [*again, *([] if flow.doubtful else ["back"]), "home"]
        case Receipt():
            return ["back", "home"]


def _may_buy(visiting: Visiting, facts: Facts) -> bool:
    return visiting.may("buy") and "purchases" in facts.capabilities


def _basket(flow: Basket, facts: Facts, *, may_buy: bool) -> BasketScreen:
    return BasketScreen(
        company=flow.home.signed_in.account.name,
        lines=tuple(_line(flow, place) for place in range(len(flow.lines))),
        amount=_amount(flow),
        prices=flow.prices.value,
        notice=flow.notice.value,
        named=flow.named,
        may_buy=may_buy,
        camera_ok=facts.camera_ok,
        full=len(flow.lines) >= goods.MAX_LINES,
    )


def _line(flow: Basket, place: int) -> BasketLine:
    line, quote = flow.lines[place], flow.quote
    number = line.wanted.sku or line.wanted.gtin
    if quote is None:
        return BasketLine(line.key, line.name, number, line.wanted.quantity)
    priced = quote.lines[place]
    return BasketLine(
        key=line.key,
        name=line.name,
        number=number,
        quantity=line.wanted.quantity,
        unit_minor=priced.unit_net_minor,
        sum_minor=priced.net_minor,
        source=cast('Literal["", "list", "contract", "quantity", "campaign"]', priced.source or ""),
        unattended=cast('Literal["", "hazard", "min_age"]', quote.unattended[place] if quote.unattended else ""),
    )


def _amount(flow: Basket) -> Amount | None:
    quote = flow.quote
    if quote is None:
        return None
    return Amount(quote.currency, quote.net_minor, quote.vat_minor, quote.gross_minor)


def _checkout(flow: Checkout) -> CheckoutScreen:
    amount, way = _amount(flow.basket), flow.way
    assert amount is not None
    given = tuple(
        ReferenceGiven(_KIND[field], text)
        for field in FIELDS
        if (text := getattr(flow.given, field)) or field == own_field(flow.basket)
    )
    return CheckoutScreen(
        company=flow.basket.home.signed_in.account.name,
        pieces=sum(line.wanted.quantity for line in flow.basket.lines),
        amount=amount,
        state="away" if flow.away else "asked" if way is None else "told",
        can_here=way is not None and way.here,
        can_home=way is not None and way.home,
        chosen="home" if flow.home else "here",
        reasons=way.reasons if way is not None else (),
        references=given,
    )


def _buying(flow: Buying) -> PurchaseScreen:
    state: Literal["sent", "doubtful", "not_sent"] = "doubtful" if flow.doubtful else "not_sent"
    return PurchaseScreen("sent" if flow.waiting else state, receipt=flow.buy.id, badge_again=flow.badge_again)


def _receipt(flow: Receipt) -> PurchaseScreen:
    result = flow.result
    if not isinstance(result, Bought):
        return PurchaseScreen("refused", code=result.code)
    return PurchaseScreen(
        state=cast('Literal["placed", "awaiting_approval"]', _states(result.state)),
        receipt=result.order_number or result.id,
        gross_minor=result.gross_minor,
        currency=result.currency,
        to_home=flow.to_home,
    )


def _states(state: str) -> str:
    """One that somebody has approved in the meantime is placed."""
    return "awaiting_approval" if state == "awaiting_approval" else "placed"
