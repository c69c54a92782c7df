"""That the acts of buying notice when glass and books do not agree; that they are right is played in the day itself."""

from dataclasses import dataclass, field, replace
from typing import Any

import pytest

from kiosk.domain.trade import Bought
from kiosk.stage.books import Books
from kiosk.stage.buying import approves, buys
from kiosk.stage.hands import Screen, StageError
from kiosk.stage.player import Code
from tests.unit.kiosk.stage.test_player import Stage, on_stage

NUMBER, GROSS_MINOR = "58JJSMBSFG-PB7FN030WB", 206_125
WAITING = ("E-JONAS", "kr 3 185,00")


@dataclass(frozen=True)
class Page(Books):
    """Books with one purchase in them."""

    purchase: Bought = field(kw_only=True)

    async def purchases(self, badge: str) -> list[Bought]:
        assert badge == "INGRID"
        return [self.purchase]


def bought(**changes: Any) -> Bought:
    return replace(Bought(NUMBER, "placed", "E-JONAS", "", GROSS_MINOR, "NOK"), **changes)


async def buying(stage: Stage, purchase: Bought, receipt: str) -> None:
    stage.player.books = Page("", "", purchase=purchase)
    for name, text in (
        ("badge:E-JONAS", ""),
        ("badge:E-AMINA", ""),
        ("badge:E-INGRID", "INGRID"),
        ("goods:DRILL-18V", ""),
    ):
        stage.player.codes[name] = Code(name, name, None, text, "", "", "")
    stage.happen("answer", "account")
    stage.glass.screens = [
        Screen("account", 1, (), frozenset()),
        Screen("basket", 2, (), frozenset()),
        Screen("basket", 3, ("kr 2 061,25", "kr 1 649,00 · din avtalepris"), frozenset()),
        Screen("reference", 4, ("PO-4712",), frozenset()),
        Screen("checkout", 5, ("kr 2 061,25 med mva.", "Hent på Sentrum", "Innkjøpsordre: PO-4712"), frozenset()),
        Screen("purchase", 6, ("Takk, det er bestilt", receipt, "kr 2 061,25 med mva."), frozenset()),
        Screen("purchase", 7, ("Takk, det er bestilt", receipt, "kr 2 061,25 med mva."), frozenset()),
        Screen("idle", 8, (), frozenset()),
    ]
    await buys(stage.player)


@pytest.mark.parametrize(
    ("purchase", "receipt"),
    [(bought(), "58JJSMBSFG-\u200bPB7FN030WB"), (bought(order_number="12345-67890"), "12345 67890")],
)
def test_a_purchase_as_it_should_be(purchase: Bought, receipt: str) -> None:
    stage = on_stage(lambda stage: buying(stage, purchase, receipt))
    assert stage.glass.taps == ["action-shop", "action-checkout", "action-submit", "action-buy", "action-home"]


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"state": "awaiting_approval"}, "newest purchase is awaiting_approval, 206125, by E-JONAS; not placed"),
        ({"gross_minor": 249_875}, "newest purchase is placed, 249875"),
        ({"employee": "E-AMINA"}, "by E-AMINA; not placed"),
        ({"id": "ANOTHER-ONE"}, "does not show the number of the purchase, ANOTHER-ONE"),
        ({"order_number": "12345-67891", "id": "ANOTHER-ONE"}, "12345-67891 or ANOTHER-ONE"),
    ],
)
def test_what_the_books_say_otherwise_is_wrong(changes: dict[str, Any], why: str) -> None:
    with pytest.raises(StageError, match=why):
        on_stage(lambda stage: buying(stage, bought(**changes), "58JJSMBSFG-PB7FN030WB"))


def test_an_approval_that_the_shop_has_not_heard_is_wrong() -> None:
    async def scenario(stage: Stage) -> None:
        stage.player.books = Page("", "", purchase=bought(state="awaiting_approval", gross_minor=318_500))
        stage.player.codes["badge:E-AMINA"] = Code("", "", None, "", "", "", "")
        stage.player.codes["badge:E-INGRID"] = Code("", "", None, "INGRID", "", "", "")
        stage.happen("answer", "account")
        stage.glass.screens = [
            Screen("account", 1, (), frozenset()),
            Screen("approval", 2, WAITING, frozenset()),
            Screen("approval", 3, (*WAITING, "Godkjent. Det er bestilt nå."), frozenset()),
        ]
        await approves(stage.player)

    with pytest.raises(StageError, match="awaiting_approval, 318500, by E-JONAS; not approved"):
        on_stage(scenario)
