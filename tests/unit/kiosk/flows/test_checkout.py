"""From the basket to a purchase on account."""

from dataclasses import replace

import pytest

from kiosk.domain.account import ReferenceKind, ReferenceRule
from kiosk.domain.pricing import Wanted
from kiosk.domain.record import Kind
from kiosk.domain.trade import (
    Away,
    Bought,
    Buy,
    Deliverable,
    DeliveryOf,
    NotBought,
    NotOffered,
    PriceOf,
    Purchase,
    Told,
    WhatWaits,
)
from kiosk.flows import shopping
from kiosk.flows.basket import Basket, Notice
from kiosk.flows.checkout import Asking, Buying, Checkout, Receipt
from kiosk.flows.effects import AskAccount, Record
from kiosk.flows.events import AccountTold, Pressed
from kiosk.flows.tradesperson import Home
from tests.helpers.every_flow import FLOWS, PERSON
from tests.helpers.flow_script import Script
from tests.helpers.shopping import DRILL, at_checkout, questions, told, typed

BUYING = {name: flow for name, flow in FLOWS.items() if isinstance(flow, shopping.SHOPPING)}
LINES = (Wanted("SKU-1", 1, DRILL),)


def bought(script: Script, state: str = "placed") -> Bought:
    buy = script.flow(Buying).buy
    return Bought(buy.id, state, "E-1", "NO-1001", 12_500, "NOK")


def sent(script: Script) -> Buy:
    (question,) = questions(script)
    assert isinstance(question, Purchase)
    return question.buy


def at_buying() -> Script:
    return at_checkout().play(Pressed("buy"))


def test_bought_for_here_with_one_id_that_is_written_down_first() -> None:
    script = at_buying()
    buy = sent(script)
    assert (buy.lines, buy.version, buy.home, buy.site) == (LINES, 7, False, None)
    asked, question = (effect for effect in script.effects if isinstance(effect, Record | AskAccount))
    assert isinstance(asked, Record)
    assert isinstance(question, AskAccount)
    assert (asked.entry.kind, asked.entry.send) == (Kind.PURCHASE_ASKED, False)
    assert asked.entry.body == {"purchase": buy.id, "actor": "E-1"}
    script.play(told(script, bought(script)))
    receipt = script.flow(Receipt)
    assert isinstance(receipt.result, Bought)
    assert receipt.result.order_number == "NO-1001"
    assert script.entries[-1].body == {"purchase": buy.id, "outcome": "placed"}


def test_a_second_touch_buys_nothing_more() -> None:
    script = at_buying()
    first = script.flow(Buying)
    assert script.play(Pressed("buy"), Pressed("buy")).flow(Buying) == first
    assert questions(script) == []
    script.play(Pressed("back"), Pressed("ask_again")).flow(Buying)


def test_two_decisions_have_two_ids() -> None:
    script = at_buying()
    first = sent(script)
    script.play(told(script, NotBought("reference-required", "purchase_order")))
    script.play(*typed("PO-4711"), Pressed("submit"), Pressed("buy"))
    assert sent(script).id != first.id
    assert sent(script).references.purchase_order == "PO-4711"


def test_without_an_answer_the_same_purchase_is_asked_about_again() -> None:
    script = at_buying()
    first = sent(script)
    script.play(told(script, Away()))
    buying = script.flow(Buying)
    assert (buying.waiting, buying.doubtful) == (False, True)
    script.play(Pressed("back")).flow(Buying)
    script.play(Pressed("ask_again"))
    assert sent(script) == first
    script.play(told(script, bought(script)))
    script.flow(Receipt)


def test_a_visit_that_is_over_has_bought_nothing_unless_it_was_sent_before() -> None:
    script = at_buying()
    script.play(told(script, Away(badge_again=True)))
    buying = script.flow(Buying)
    assert (buying.doubtful, buying.badge_again) == (False, True)
    script.play(Pressed("ask_again"))
    assert questions(script) == []
    script.play(Pressed("back")).flow(Checkout)
    script = at_buying()
    script.play(told(script, Away()), Pressed("ask_again"))
    script.play(told(script, Away(badge_again=True)))
    assert script.flow(Buying).doubtful


def test_an_answer_to_another_purchase_is_dropped() -> None:
    script = at_buying()
    other = Purchase(replace(sent(script), id="S0-S0"))
    script.play(AccountTold(other, bought(script)))
    assert script.flow(Buying).waiting


@pytest.mark.parametrize(
    ("rule", "kind", "field"),
    [
        (ReferenceRule.REQUIRED, ReferenceKind.PURCHASE_ORDER, "purchase_order"),
        (ReferenceRule.ASKED, ReferenceKind.JOB, "project"),
        (ReferenceRule.ASKED, ReferenceKind.COST_CENTRE, "cost_centre"),
    ],
)
def test_the_company_s_own_reference_is_asked_by_its_rule(rule: ReferenceRule, kind: ReferenceKind, field: str) -> None:
    script = at_checkout(rule)
    asking = script.flow(Asking)
    account = replace(asking.checkout.basket.home.signed_in.account, reference_kind=kind)
    signed_in = replace(asking.checkout.basket.home.signed_in, account=account)
    home = replace(asking.checkout.basket.home, signed_in=signed_in)
    script.session = replace(script.session, flow=replace(asking.checkout.basket, home=home))
    script.play(Pressed("checkout"))
    assert (script.flow(Asking).field, script.flow(Asking).required) == (field, rule is ReferenceRule.REQUIRED)
    script.play(Pressed("submit"))
    if rule is ReferenceRule.REQUIRED:
        assert script.flow(Asking).error == "missing"
        script.play(*typed("PO-1"), Pressed("submit"))
        assert script.flow(Asking).error == "pattern"
        script.play(*typed("234"))
    else:
        script.play(Pressed("change_reference"), *typed("PO-1234"))
    script.play(Pressed("submit"))
    assert getattr(script.flow(Checkout).given, field) == "PO-1234"


def test_what_this_person_usually_gives_stands_there_already() -> None:
    assert at_checkout(ReferenceRule.REQUIRED, reference="PO-4712").flow(Asking).entered == "PO-4712"
    assert at_checkout(ReferenceRule.REQUIRED, reference="no order").flow(Asking).entered == ""
    script = at_checkout(ReferenceRule.REQUIRED, reference="PO-4712").play(*typed("PO"))
    assert script.flow(Asking).entered == "PO"
    script = at_checkout(ReferenceRule.REQUIRED, reference="PO-4712").play(Pressed("erase"))
    assert script.flow(Asking).entered == ""


@pytest.mark.parametrize(
    ("code", "field", "error"),
    [
        ("reference-required", "project", ""),
        ("reference-required", "cost_centre", ""),
        ("reference-malformed", "purchase_order", "pattern"),
        ("peppol-reference-required", "buyer_reference", ""),
    ],
)
def test_a_refused_reference_leads_to_exactly_that_question(code: str, field: str, error: str) -> None:
    script = at_buying()
    script.play(told(script, NotBought(code, field)))
    asking = script.flow(Asking)
    assert (asking.field, asking.required, asking.error) == (field, True, error)
    script.play(Pressed("submit"))
    assert script.flow(Asking).error == "missing"
    script.play(Pressed("back")).flow(Basket)


def test_prices_that_hold_no_more_are_told_and_agreed_to_anew() -> None:
    script = at_buying()
    script.play(told(script, NotBought("price-version-unknown", "price_list_version")))
    assert questions(script) == [PriceOf(LINES)]
    assert (script.flow(Basket).notice, script.flow(Basket).can_be_bought) == (Notice.PRICES_CHANGED, False)
    script.play(told(script))
    assert (script.flow(Basket).notice, script.flow(Basket).can_be_bought) == (Notice.PRICES_CHANGED, True)


def test_a_line_that_is_refused_leaves_the_basket() -> None:
    script = at_buying()
    script.play(told(script, NotBought("min-age", "lines.0.sku")))
    basket = script.flow(Basket)
    assert (basket.lines, basket.notice, basket.named) == ((), Notice.UNATTENDED, "Article 1")


@pytest.mark.parametrize("code", ["credit-exceeded", "credit-stopped", "not-allowed"])
def test_what_nobody_here_can_mend_is_told_and_the_basket_stays(code: str) -> None:
    script = at_buying()
    script.play(told(script, NotBought(code)))
    assert script.flow(Receipt).result == NotBought(code)
    assert script.entries[-1].body["outcome"] == code
    script.play(Pressed("back"))
    assert len(script.flow(Home).goods) == 1


def test_what_was_bought_leaves_the_basket_and_the_home_is_asked_anew() -> None:
    script = at_buying()
    script.play(told(script, bought(script, "awaiting_approval")), Pressed("back"))
    assert script.flow(Home).goods == ()
    assert questions(script) == [WhatWaits()]


@pytest.mark.parametrize(
    ("way", "can_buy", "home"),
    [
        (Deliverable(here=True, home=True), True, False),
        (Deliverable(here=False, home=True, reasons=("too_large",)), True, True),
        (Deliverable(here=False, home=False, reasons=("hazard",)), False, False),
        (NotOffered(), True, False),
        (Away(), False, False),
    ],
)
def test_how_it_comes(way: Told, can_buy: bool, home: bool) -> None:
    checkout = at_checkout(way=way).flow(Checkout)
    assert (checkout.can_buy, checkout.home) == (can_buy, home)


def test_home_is_chosen_only_where_it_is_offered() -> None:
    script = at_checkout(way=Deliverable(here=True, home=False)).play(Pressed("deliver", "home"), Pressed("buy"))
    assert not sent(script).home
    script = at_checkout().play(Pressed("deliver", "home"), Pressed("buy"))
    assert sent(script).home
    script.play(told(script, bought(script)))
    assert script.flow(Receipt).to_home


def test_nothing_is_bought_before_it_is_known_how_it_comes() -> None:
    script = at_checkout(way=Away()).play(Pressed("buy"))
    script.flow(Checkout)
    script.play(Pressed("ask_again"))
    assert questions(script) == [DeliveryOf(LINES)]
    script.play(told(script, Deliverable(here=True, home=False)))
    assert script.flow(Checkout).can_buy


def test_an_article_that_was_taken_out_of_sale_meanwhile() -> None:
    script = at_checkout(way=NotBought("article-unknown", "lines.0.sku"))
    assert script.flow(Basket).notice is Notice.UNKNOWN


def test_back_leads_to_the_basket_with_its_prices() -> None:
    assert at_checkout().play(Pressed("back")).flow(Basket).quote is not None


def test_it_is_sent_to_the_company_or_waits_here() -> None:
    script = at_checkout()
    assert script.play(Pressed("deliver", "home")).flow(Checkout).home
    assert not script.play(Pressed("deliver", "here")).flow(Checkout).home
    only_here = at_checkout(way=Deliverable(here=True, home=False))
    assert not only_here.play(Pressed("deliver", "home")).flow(Checkout).home


@pytest.mark.parametrize("field", ["lines.9.sku", "", "lines.x"])
def test_a_refusal_that_names_no_line_of_the_basket_is_asked_again(field: str) -> None:
    script = at_checkout(way=NotBought("article-unknown", field))
    assert script.flow(Checkout).away


def test_an_answer_that_is_none_leaves_the_purchase_to_be_asked_for_again() -> None:
    script = at_buying()
    script.play(told(script, ()))
    assert not script.flow(Buying).waiting
    assert not script.flow(Buying).doubtful


def test_nothing_but_the_way_home_leads_from_a_receipt() -> None:
    script = at_buying()
    script.play(told(script, bought(script)))
    receipt = script.flow(Receipt)
    assert script.play(Pressed("buy")).flow(Receipt) == receipt


@pytest.mark.parametrize("name", BUYING)
def test_a_restart_leads_home_from_everywhere(name: str) -> None:
    flow = BUYING[name]
    assert isinstance(flow, shopping.SHOPPING)
    home = shopping.home_of(flow)
    assert isinstance(home, Home)
    assert home.signed_in == PERSON
