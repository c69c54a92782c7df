"""The pickup's state as quantities of lines tell it. What a platform calls its order is never asked: one of them says
"delivered" of an order that is so in part (docs/pickup-api/shops.md).
"""

from collections.abc import Iterable, Mapping, Sequence

from kiosk.commerce.shop import OrderState, Payment, ShopLine


def state_of(lines: Sequence[ShopLine], *, cancelled: bool) -> OrderState:
    """`quantity` is what is still ordered: units that were given back have left it."""
    ordered = sum(line.quantity for line in lines)
    collected = sum(line.collected for line in lines)
    if cancelled or not ordered:
        return OrderState.RETURNED if collected else OrderState.CANCELLED
    if all(line.collected >= line.quantity for line in lines):
        return OrderState.COLLECTED
    if collected:
        return OrderState.PARTIALLY_COLLECTED
    return OrderState.READY if any(line.ready for line in lines) else OrderState.AWAITING


def present(lines: Iterable[ShopLine]) -> tuple[ShopLine, ...]:
    """Without those that were taken out of the order before anything of them was handed over."""
    return tuple(line for line in lines if line.quantity or line.collected)


def payment_of(*, total_minor: int, covered_minor: int, refunded_minor: int, on_account: bool) -> Payment:
    """`covered_minor`: captured or reserved. A refund of a part leaves an order paid, one of everything does not."""
    all_refunded = covered_minor > 0 and refunded_minor >= covered_minor
    if on_account and not all_refunded:
        return Payment.ON_ACCOUNT
    return Payment.DUE if all_refunded or covered_minor < total_minor else Payment.PAID


def summed(parts: Iterable[tuple[str, int]]) -> Mapping[str, int]:
    """Quantities by line, of parts that may name a line twice."""
    total: dict[str, int] = {}
    for line, quantity in parts:
        total[line] = total.get(line, 0) + quantity
    return total
