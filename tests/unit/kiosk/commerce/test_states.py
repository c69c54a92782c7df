import pytest

from kiosk.commerce.shop import OrderState, Payment, ShopLine
from kiosk.commerce.states import payment_of, present, state_of, summed


def line(quantity: int, ready: int = 0, collected: int = 0) -> ShopLine:
    return ShopLine("l", "sku", quantity, ready, collected)


@pytest.mark.parametrize(
    ("lines", "cancelled", "state"),
    [
        ([line(2), line(1)], False, OrderState.AWAITING),
        ([line(2, ready=1), line(1)], False, OrderState.READY),
        ([line(2, collected=1), line(1, ready=1)], False, OrderState.PARTIALLY_COLLECTED),
        ([line(2, collected=2), line(1)], False, OrderState.PARTIALLY_COLLECTED),
        ([line(2, collected=2), line(1, collected=1)], False, OrderState.COLLECTED),
        ([line(1, collected=2)], False, OrderState.COLLECTED),  # one of two was given back
        ([line(0, collected=2)], False, OrderState.RETURNED),
        ([line(0)], False, OrderState.CANCELLED),
        ([], False, OrderState.CANCELLED),
        ([line(2, ready=2)], True, OrderState.CANCELLED),
        ([line(2, collected=1)], True, OrderState.RETURNED),
    ],
)
def test_state_of_quantities(lines: list[ShopLine], cancelled: bool, state: OrderState) -> None:
    assert state_of(lines, cancelled=cancelled) is state


@pytest.mark.parametrize(
    ("total", "covered", "refunded", "on_account", "payment"),
    [
        (100, 100, 0, False, Payment.PAID),
        (100, 99, 0, False, Payment.DUE),
        (100, 0, 0, False, Payment.DUE),
        (0, 0, 0, False, Payment.PAID),
        (100, 100, 30, False, Payment.PAID),
        (100, 100, 100, False, Payment.DUE),
        (100, 0, 0, True, Payment.ON_ACCOUNT),
        (100, 100, 100, True, Payment.DUE),
    ],
)
def test_payment_of_amounts(total: int, covered: int, refunded: int, on_account: bool, payment: Payment) -> None:
    found = payment_of(total_minor=total, covered_minor=covered, refunded_minor=refunded, on_account=on_account)
    assert found is payment


def test_a_line_that_was_taken_out_of_the_order_is_gone() -> None:
    returned, kept = line(0, collected=1), line(2)
    assert present([line(0), returned, kept]) == (returned, kept)


def test_a_line_that_is_named_twice_counts_twice() -> None:
    assert summed([("a", 1), ("b", 2), ("a", 3)]) == {"a": 4, "b": 2}
