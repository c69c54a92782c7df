"""Somebody from a company who buys at the kiosk, for tests of flows and services."""

from kiosk.domain.account import ReferenceRule
from kiosk.domain.pricing import Priced, Source, Wanted, total
from kiosk.domain.trade import Deliverable, DeliveryOf, PriceOf, Question, Quote, Told, Visitor, WhoVisits
from kiosk.flows.effects import AskAccount
from kiosk.flows.events import AccountTold, Answered, CodeScanned, GoodsScanned, Pressed, SignedIn
from tests.helpers.flow_script import Script, account, employee, pickup

DRILL, BITS = "07090000000011", "07090000000035"
RIGHTS = frozenset({"collect", "delegate", "buy"})
WAITS = pickup(7, id="MINE0001", buyer_employee="E-1")


def typed(text: str) -> list[Pressed]:
    """Key by key."""
    return [Pressed("key", symbol) for symbol in text]


def at_basket(rule: ReferenceRule = ReferenceRule.NONE) -> Script:
    """Somebody with a badge on the empty basket."""
    answer = SignedIn("badge", employee(), account(rule), (WAITS,))
    return Script().play(CodeScanned(b"BADGE-X"), Answered(answer), Pressed("shop"))


def buyer(default_reference: str = "") -> AccountTold:
    """The backend says that this person buys."""
    return AccountTold(WhoVisits(), Visitor(RIGHTS, default_reference=default_reference))


def questions(script: Script) -> list[Question]:
    """What the last event asked, `WhoVisits` left out."""
    asked = [effect.question for effect in script.effects if isinstance(effect, AskAccount)]
    return [question for question in asked if not isinstance(question, WhoVisits)]


def quote(lines: tuple[Wanted, ...], version: int = 7) -> Quote:
    """Article n has SKU-n and costs n hundred; the first at a contract price."""
    skus = [line.sku or f"SKU-{place}" for place, line in enumerate(lines, 1)]
    priced = tuple(
        Priced(sku, line.quantity, 10_000 * place, 250, Source.CONTRACT if place == 1 else Source.LIST)
        for place, (sku, line) in enumerate(zip(skus, lines, strict=True), 1)
    )
    names = tuple(f"Article {place}" for place in range(1, len(lines) + 1))
    amount = total(priced)
    return Quote(version, "NOK", 9000.0, priced, names, amount.net_minor, amount.vat_minor, ("",) * len(lines))


def told(script: Script, answer: Told | None = None) -> AccountTold:
    """The answer to what the last event asked: a quote where none is given."""
    (question,) = questions(script)
    if answer is None:
        assert isinstance(question, PriceOf)
        answer = quote(question.lines)
    return AccountTold(question, answer)


def at_checkout(rule: ReferenceRule = ReferenceRule.NONE, *, reference: str = "", way: Told | None = None) -> Script:
    """Somebody who may buy, with a drill in the basket that has its price."""
    script = at_basket(rule).play(buyer(reference), GoodsScanned(DRILL))
    script.play(told(script), Pressed("checkout"))
    (question,) = questions(script)
    assert isinstance(question, DeliveryOf)
    return script.play(AccountTold(question, way or Deliverable(here=True, home=True)))
