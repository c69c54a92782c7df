"""A shop platform in memory that satisfies `kiosk.commerce.shop.Shop` and can be made to fail."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from kiosk.commerce.shop import (
    Capability,
    GivenBack,
    OrderPage,
    OrderState,
    Outcome,
    Payment,
    Price,
    Purchase,
    ReadyParcel,
    ShopLine,
    ShopOrder,
    Wanted,
)

DRILL = ShopLine("l1", "DRILL-18V", 2, 0, 0, "Drill")
SCREWS = ShopLine("l2", "SCREWS-5X60", 1, 0, 0, "Screws")


def an_order(name: str = "o1", **changes: object) -> ShopOrder:
    """Paid, of two lines, with a pickup code."""
    order = ShopOrder(
        id=name,
        number=f"N-{name}",
        site="oslo",
        state=OrderState.AWAITING,
        payment=Payment.PAID,
        lines=(DRILL, SCREWS),
        parcels=(),
        code=f"SHOP-{name}",
        customer="c-17",
        language="nb",
    )
    return replace(order, **changes)  # type: ignore[arg-type]


@dataclass
class FakeShop:
    """`fails` is raised by every call while it is set, `refuses` by writes about these parcels."""

    name: str = "fake"
    capabilities: frozenset[Capability] = frozenset(Capability)
    orders: list[ShopOrder] = field(default_factory=list)
    page_size: int = 2
    fails: Exception | None = None
    refuses: dict[str, Exception] = field(default_factory=dict)
    outcome: Outcome = Outcome.DONE
    calls: list[tuple[str, str]] = field(default_factory=list)
    told: list[tuple[str, str, object]] = field(default_factory=list)
    closed: bool = False

    def _called(self, what: str, about: str = "") -> None:
        self.calls.append((what, about))
        if self.fails is not None:
            raise self.fails

    async def check(self) -> None:
        self._called("check")

    async def order_of_code(self, code: str) -> ShopOrder | None:
        self._called("order_of_code")
        found = [order for order in self.orders if order.code == code]
        return found[0] if len(found) == 1 else None

    async def order(self, order_id: str) -> ShopOrder | None:
        self._called("order", order_id)
        return next((order for order in self.orders if order.id == order_id), None)

    async def changed(self, cursor: str) -> OrderPage:
        self._called("changed", cursor)
        begin = int(cursor or 0)
        page = self.orders[begin : begin + self.page_size]
        return OrderPage(tuple(page), str(begin + len(page)), begin + len(page) < len(self.orders))

    async def mark_ready(self, order_id: str, parcel: ReadyParcel) -> Outcome:
        return self._write("ready", order_id, parcel.id, parcel)

    async def hand_over(self, order_id: str, parcel: ReadyParcel) -> Outcome:
        return self._write("collected", order_id, parcel.id, parcel)

    async def give_back(self, order_id: str, goods: GivenBack) -> Outcome:
        return self._write("returned", order_id, goods.id, goods)

    async def prices(self, customer: str, wanted: Sequence[Wanted]) -> tuple[Price, ...]:
        self._called("prices", customer)
        return ()

    async def place_order(self, purchase: Purchase) -> str:
        self._write("placed", "", purchase.id, purchase)
        return f"order-of-{purchase.id}"

    def webhook_order(self, headers: Mapping[str, str], body: bytes) -> str | None:
        return body.decode() if headers.get("signature") == "good" else None

    async def aclose(self) -> None:
        self.closed = True

    def _write(self, what: str, order: str, about: str, body: object) -> Outcome:
        self._called(what, about)
        if about in self.refuses:
            raise self.refuses[about]
        self.told.append((what, order, body))
        return self.outcome
