"""What the screens of buying say."""

import msgspec
import pytest

from kiosk import messages as m
from tests.ui.fixtures import site, view
from ui.languages import Languages
from ui.viewmodels.basket import BasketViewModel
from ui.viewmodels.checkout import CheckoutViewModel
from ui.viewmodels.purchase import PurchaseViewModel

SPACE = "\u00a0"


@pytest.fixture(params=["nb", "en"])
def language(qapp, request):
    languages = Languages(qapp)
    languages.speak(request.param)
    yield request.param
    languages.remove()


@pytest.fixture
def english(qapp):
    languages = Languages(qapp)
    languages.speak("en")
    yield
    languages.remove()


def shown(model, name, **changes):
    given = view(name, "en")
    model.update(msgspec.structs.replace(given, screen=msgspec.structs.replace(given.screen, **changes)), site())
    return model


def rows(model):
    return [model.rows._rows[number] for number in range(len(model.rows))]


def test_each_price_says_where_it_comes_from(english):
    basket = shown(BasketViewModel(), "basket")
    assert [row.price.replace(SPACE, " ") for row in reversed(rows(basket))] == [
        "NOK 1,649.00 · your contract price",
        "NOK 379.00 · quantity price",
        "NOK 199.00 · campaign price",
        "NOK 215.00 · list price",
    ]
    assert basket.headline.replace(SPACE, " ") == "NOK 8,371.25"
    assert "NOK 6,697.00" in basket.hint.replace(SPACE, " ")
    assert "10 pieces" in rows(basket)[2].spoken


@pytest.mark.parametrize("name", ["basket_asked", "basket_away", "basket_badge_again"])
def test_no_amount_where_nobody_confirmed_one(language, name):
    basket = shown(BasketViewModel(), name)
    said = " ".join([basket.headline, basket.hint, *(row.price + row.sum + row.spoken for row in rows(basket))])
    assert not any(currency in said for currency in ("kr", "NOK"))


def test_the_newest_line_stands_first(english):
    assert rows(shown(BasketViewModel(), "basket"))[0].title == "Vindsperretape 60 mm × 25 m"


@pytest.mark.parametrize("notice", m.BasketScreen.__annotations__["notice"].__args__)
def test_every_notice_has_words_and_names_its_article(language, notice):
    said = shown(BasketViewModel(), "basket", notice=notice, named="04006381333931").notice
    assert bool(said) == bool(notice)
    assert ("04006381333931" in said) == (notice in {"unknown", "not_sold", "unattended"})


def test_what_needs_staff_is_said_at_the_line_and_why_nothing_can_be_bought(english):
    basket = shown(BasketViewModel(), "basket_unattended")
    assert rows(basket)[0].refused
    assert "Dangerous goods" in rows(basket)[0].price
    assert "Take out" in basket.notice
    assert shown(BasketViewModel(), "basket_unattended", may_buy=False).notice == ""


def test_whoever_may_not_buy_is_told_who_may(english):
    assert shown(BasketViewModel(), "basket_prices_only").advice
    assert not shown(BasketViewModel(), "basket").advice


def test_without_a_camera_nobody_is_asked_to_hold_anything_up(language):
    basket = shown(BasketViewModel(), "basket_empty_no_camera")
    assert not basket.aims
    assert basket.headline != shown(BasketViewModel(), "basket_empty").headline


@pytest.mark.parametrize(
    "reason", ["hazard", "min_age", "too_large", "too_heavy", "temperature", "no_free_door", "not_measured", "new"]
)
def test_every_reason_why_not_here_has_words(language, reason):
    checkout = shown(CheckoutViewModel(), "checkout_home", reasons=(reason,))
    here = checkout.ways._rows[0]
    assert here.detail
    assert not here.offered
    assert checkout.ways._rows[1].selected


def test_what_goes_on_the_invoice_is_named(english):
    assert shown(CheckoutViewModel(), "checkout_home").references == "Purchase order: none\nJob: Skolegata 14"
    assert shown(CheckoutViewModel(), "checkout").buyLabel.replace(SPACE, " ") == "Buy for NOK 8,371.25"


@pytest.mark.parametrize("code", ["credit-exceeded", "credit-stopped", "not-allowed", "something-new"])
def test_every_refusal_has_words_of_its_own(language, code):
    said = shown(PurchaseViewModel(), "purchase_refused", code=code).advice
    others = {shown(PurchaseViewModel(), "purchase_refused", code=other).advice for other in ("credit-exceeded", "x")}
    assert said
    assert (said in others) == (code in {"credit-exceeded", "something-new"})


def test_a_purchase_nobody_knows_of_has_a_number_and_no_thanks(english):
    doubtful = shown(PurchaseViewModel(), "purchase_doubtful")
    assert not doubtful.bought
    assert doubtful.receipt.replace("\u200b", "") == "4F7KM2Q8XA-7R2KQ9M4TD"
    assert doubtful.receiptLabel != shown(PurchaseViewModel(), "purchase_placed").receiptLabel
    assert not shown(PurchaseViewModel(), "purchase_sent").receipt


def test_where_it_comes_to(english):
    assert "Henteskap Sentrum" in shown(PurchaseViewModel(), "purchase_placed").advice
    assert "address" in shown(PurchaseViewModel(), "purchase_unnumbered").advice
    assert "approve" in shown(PurchaseViewModel(), "purchase_awaiting").advice
