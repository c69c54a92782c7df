"""A tradesperson, who shows a badge and collects what they and a colleague have ordered for the company."""

import asyncio
import random
from typing import Final

from kiosk.messages import AccountScreen, View
from kiosk.simulation.facts import Visit
from kiosk.simulation.order import Order
from kiosk.simulation.people import Manner, Visitor
from kiosk.simulation.shop import Shop
from kiosk.simulation.staff import COLLEAGUE, TRADESPERSON, TRADESPERSON_BADGE
from kiosk.simulation.street import Street

_COMES_S: Final = (2 * 3600.0, 10 * 3600.0)
NAME: Final = "the tradesperson"


class Tradesperson(Visitor):
    """One visit. `order` is any that the badge is good for."""

    def _identify(self) -> None:
        self._begins_again = False
        self._front.scan(self.name, TRADESPERSON_BADGE, "a tradesperson's badge")

    def _take(self, door: int) -> None:
        self._street.take_out(self.name, door, lambda _: True)

    async def _act(self, view: View) -> bool:
        if isinstance(view.screen, AccountScreen):
            self._front.put_away()
            self._press("collect")
            return True
        return await super()._act(view)


class Tradespeople:
    """Some times a day, when there is something for them."""

    def __init__(self, street: Street, shop: Shop, dice: random.Random) -> None:
        self._street = street
        self._shop = shop
        self._dice = dice

    async def come(self) -> None:
        """For ever."""
        while True:
            await asyncio.sleep(self._dice.uniform(*_COMES_S))
            await self.visit()

    async def visit(self) -> None:
        async with self._street.turn():
            waiting = [order for order in self._shop.orders.values() if _waits(order)]
            if waiting:
                visitor = Tradesperson(NAME, waiting[0], Manner(leaves_after=200), self._street)
                await visitor.visit()
                self._street.tell(Visit(self._street.now_s(), NAME, "badge", "", visitor.at_a_door, visitor.refused))


def _waits(order: Order) -> bool:
    return order.pickup.buyer_employee in {TRADESPERSON, COLLEAGUE} and order.ended_s is None and not order.to_come
