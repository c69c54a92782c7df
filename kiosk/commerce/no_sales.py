"""For platforms that have neither prices of customers nor orders on account that anybody could place for them."""

from collections.abc import Sequence

from kiosk.commerce.shop import Price, Purchase, Wanted


class NoSales:
    """Part of a `Shop` whose capabilities have neither PRICES nor PURCHASES: what is never called."""

    async def prices(self, customer: str, wanted: Sequence[Wanted]) -> tuple[Price, ...]:  # noqa: ARG002 the port's
        raise ValueError("this shop has no prices of customers")

    async def place_order(self, purchase: Purchase) -> str:  # noqa: ARG002 the port's
        raise ValueError("this shop takes no orders on account")
