"""Goods into the basket, each with the backend's price."""

from dataclasses import replace

import pytest

from kiosk.domain.pricing import Wanted
from kiosk.domain.trade import Away, NotBought, NotOffered, PriceOf, Visitor, WhoVisits
from kiosk.flows.basket import Basket, Notice, Prices
from kiosk.flows.by_hand import ArticleNumber, Quantity
from kiosk.flows.events import AccountTold, CodeScanned, GoodsScanned, Pressed
from kiosk.flows.goods import MAX_LINES, MAX_QUANTITY
from kiosk.flows.session import Idle
from kiosk.flows.tradesperson import Home
from tests.helpers.shopping import BITS, DRILL, at_basket, buyer, questions, quote, told, typed


def test_a_label_adds_one_piece_the_same_again_one_more() -> None:
    script = at_basket().play(GoodsScanned(DRILL))
    assert questions(script) == [PriceOf((Wanted("", 1, DRILL),))]
    script.play(told(script), GoodsScanned(BITS), GoodsScanned(DRILL))
    assert questions(script) == [PriceOf((Wanted("SKU-1", 2, DRILL), Wanted("", 1, BITS)))]
    assert script.flow(Basket).quote is None


def test_prices_are_those_of_the_newest_question() -> None:
    script = at_basket().play(GoodsScanned(DRILL))
    (first,) = questions(script)
    script.play(Pressed("more", DRILL))
    (second,) = questions(script)
    assert isinstance(first, PriceOf)
    assert isinstance(second, PriceOf)
    script.play(AccountTold(first, quote(first.lines)))
    assert script.flow(Basket).quote is None
    script.play(AccountTold(second, quote(second.lines)))
    basket = script.flow(Basket)
    assert basket.quote is not None
    assert (basket.quote.lines[0].quantity, basket.prices, basket.lines[0].name) == (2, Prices.TOLD, "Article 1")
    script.play(AccountTold(first, Away()))
    assert script.flow(Basket).prices is Prices.TOLD


def test_fewer_than_one_removes_the_line_and_asks_nothing() -> None:
    script = at_basket().play(GoodsScanned(DRILL))
    script.play(told(script), Pressed("fewer", DRILL))
    assert script.flow(Basket).lines == ()
    assert questions(script) == []
    assert script.play(Pressed("fewer", DRILL)).flow(Basket).lines == ()


def test_not_more_of_a_line_than_the_contract_allows() -> None:
    script = at_basket().play(GoodsScanned(DRILL))
    (line,) = script.flow(Basket).lines
    full = replace(line, wanted=replace(line.wanted, quantity=MAX_QUANTITY))
    script.session = replace(script.session, flow=replace(script.flow(Basket), lines=(full,)))
    assert script.play(Pressed("more", DRILL)).flow(Basket).lines[0].wanted.quantity == MAX_QUANTITY


def test_a_basket_has_an_end() -> None:
    script = at_basket().play(*(GoodsScanned(f"{number:014}") for number in range(MAX_LINES + 1)))
    basket = script.flow(Basket)
    assert (len(basket.lines), basket.notice) == (MAX_LINES, Notice.FULL)


def test_what_is_no_label_is_said_and_changes_nothing() -> None:
    script = at_basket().play(GoodsScanned(DRILL))
    script.play(told(script), GoodsScanned(""))
    basket = script.flow(Basket)
    assert (basket.notice, len(basket.lines), basket.quote is None) == (Notice.NO_LABEL, 1, False)


@pytest.mark.parametrize(
    ("code", "notice"),
    [
        ("article-unknown", Notice.UNKNOWN),
        ("article-ambiguous", Notice.UNKNOWN),
        ("article-inactive", Notice.NOT_SOLD),
        ("no-price", Notice.NOT_SOLD),
    ],
)
def test_what_is_not_sold_leaves_the_basket_and_is_named(code: str, notice: Notice) -> None:
    script = at_basket().play(GoodsScanned(DRILL))
    script.play(told(script), GoodsScanned(BITS))
    script.play(told(script, NotBought(code, "lines.1.gtin")))
    basket = script.flow(Basket)
    assert (basket.notice, basket.named, [line.key for line in basket.lines]) == (notice, BITS, [DRILL])
    assert questions(script) == [PriceOf((Wanted("SKU-1", 1, DRILL),))]
    assert script.play(told(script)).flow(Basket).notice is notice


def test_a_refusal_of_no_line_is_no_price() -> None:
    script = at_basket().play(GoodsScanned(DRILL))
    script.play(told(script, NotBought("not-allowed")))
    assert script.flow(Basket).prices is Prices.NOT_OFFERED


@pytest.mark.parametrize(
    ("answer", "prices"),
    [(Away(), Prices.AWAY), (Away(badge_again=True), Prices.BADGE_AGAIN), (NotOffered(), Prices.NOT_OFFERED)],
)
def test_without_an_answer_the_lines_stay_and_nothing_can_be_bought(answer: Away | NotOffered, prices: Prices) -> None:
    script = at_basket().play(buyer(), GoodsScanned(DRILL))
    script.play(told(script), Pressed("more", DRILL))
    script.play(told(script, answer))
    basket = script.flow(Basket)
    assert (basket.prices, basket.quote, len(basket.lines), basket.can_be_bought) == (prices, None, 1, False)
    script.play(Pressed("checkout")).flow(Basket)
    script.play(Pressed("ask_again"))
    assert questions(script) == [PriceOf((Wanted("SKU-1", 2, DRILL),))]
    assert script.play(told(script)).flow(Basket).can_be_bought


def test_prices_are_for_all_buying_is_not() -> None:
    script = at_basket().play(AccountTold(WhoVisits(), Visitor(frozenset({"collect"}))), GoodsScanned(DRILL))
    script.play(told(script))
    assert script.flow(Basket).quote is not None
    script.play(Pressed("checkout")).flow(Basket)


def test_what_needs_staff_has_a_price_and_is_not_bought() -> None:
    script = at_basket().play(buyer(), GoodsScanned(DRILL))
    (question,) = questions(script)
    assert isinstance(question, PriceOf)
    answer = replace(quote(question.lines), unattended=("hazard",))
    script.play(AccountTold(question, answer), Pressed("checkout"))
    assert not script.flow(Basket).can_be_bought


def test_an_article_number_by_hand() -> None:
    script = at_basket().play(Pressed("type_article"), Pressed("submit"))
    assert script.flow(ArticleNumber).error == "missing"
    script.play(*typed("DRILL-18VX"), Pressed("erase"), Pressed("key", "a"), Pressed("submit"))
    assert questions(script) == [PriceOf((Wanted("DRILL-18V", 1),))]
    script.play(Pressed("type_article"), *typed("7090000000011"), Pressed("submit"))
    assert script.flow(Basket).lines[1].wanted == Wanted("", 1, "07090000000011")


def test_a_number_by_hand() -> None:
    script = at_basket().play(GoodsScanned(DRILL))
    script.play(told(script), Pressed("quantity", BITS))
    script.flow(Basket)
    script.play(Pressed("quantity", DRILL), Pressed("submit"))
    assert script.flow(Quantity).error == "missing"
    script.play(*typed("20x0001"), Pressed("submit"))
    assert (script.flow(Quantity).entered, script.flow(Quantity).error) == ("20000", "pattern")
    script.play(Pressed("erase"), Pressed("erase"), Pressed("submit"))
    assert questions(script) == [PriceOf((Wanted("SKU-1", 200, DRILL),))]
    script.play(Pressed("quantity", DRILL), *typed("0"), Pressed("submit"))
    assert script.flow(Basket).lines == ()


def test_typed_and_scanned_are_one_line_when_the_backend_says_so() -> None:
    script = at_basket().play(Pressed("type_article"), *typed("SKU-1"), Pressed("submit"))
    script.play(told(script), GoodsScanned(DRILL))
    (question,) = questions(script)
    assert isinstance(question, PriceOf)
    same = quote(question.lines)
    script.play(AccountTold(question, replace(same, lines=(same.lines[0], replace(same.lines[1], sku="SKU-1")))))
    assert questions(script) == [PriceOf((Wanted("SKU-1", 2, DRILL),))]


def test_a_label_while_somebody_types_is_taken() -> None:
    script = at_basket().play(Pressed("type_article"), *typed("AB"), GoodsScanned(DRILL))
    assert [line.key for line in script.flow(Basket).lines] == [DRILL]
    script.play(Pressed("quantity", DRILL), GoodsScanned(BITS))
    assert [line.key for line in script.flow(Basket).lines] == [DRILL, BITS]


def test_prices_that_come_while_somebody_types_are_kept() -> None:
    script = at_basket().play(GoodsScanned(DRILL))
    answer = told(script)
    script.play(Pressed("type_article"), answer)
    assert script.flow(ArticleNumber).basket.quote is not None
    assert script.play(Pressed("back")).flow(Basket).quote is not None


def test_home_keeps_the_basket_and_the_prices_are_asked_anew() -> None:
    script = at_basket().play(GoodsScanned(DRILL))
    script.play(told(script), Pressed("back"))
    assert len(script.flow(Home).goods) == 1
    script.play(Pressed("shop"))
    assert script.flow(Basket).quote is None
    assert PriceOf((Wanted("SKU-1", 1, DRILL),)) in questions(script)


def test_codes_are_for_other_screens_and_labels_for_this_one() -> None:
    before = at_basket().play(GoodsScanned(DRILL))
    session = before.session
    assert before.play(CodeScanned(b"PK1:X")).session == session
    home = at_basket().play(Pressed("back"))
    session = home.session
    assert home.play(GoodsScanned(DRILL)).session == session


def test_a_label_answers_the_warning() -> None:
    script = at_basket()
    script.session = replace(script.session, warned=True)
    script.play(GoodsScanned(DRILL))
    assert not script.session.warned
    assert "idle" in script.deadlines


def test_going_home_ends_it() -> None:
    at_basket().play(GoodsScanned(DRILL), Pressed("home")).flow(Idle)


def test_an_answer_that_is_none_changes_nothing() -> None:
    script = at_basket().play(GoodsScanned(DRILL))
    before = script.flow(Basket)
    assert script.play(told(script, ())).flow(Basket) == before
