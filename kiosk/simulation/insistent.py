"""Whoever saw their door do nothing, or was shut out of it, comes back with the same code, and again."""

import asyncio
import random
from collections.abc import Callable
from typing import Final

from kiosk.simulation.facts import Durable
from kiosk.simulation.order import Order
from kiosk.simulation.people import Manner, Visitor
from kiosk.simulation.shop import Shop
from kiosk.simulation.street import Street

_COMES_BACK: Final = 0.7
_TRIES: Final = 4
_SOON_S: Final = (5.0, 120.0)
_LATER_S: Final = (700.0, 2000.0)
_WAYS: Final = {"0": "typed", "1": "pin", "2": "opaque"}
"""By the end of a credential's id; whatever else it is, is a token."""


class Insistent:
    """Hears of pulses that nobody saw the end of, as the one before the door does."""

    def __init__(self, street: Street, shop: Shop, dice: random.Random, spawn: Callable[[object], None]) -> None:
        self._street = street
        self._shop = shop
        self._dice = dice
        self._spawn = spawn
        self._asked: dict[object, tuple[str, str]] = {}
        self._on_their_way: set[str] = set()

    def noted(self, fact: Durable) -> None:
        body = fact.body
        if fact.kind == "door.intent" and body["parcel"]:
            self._asked = {body["intent"]: (str(body["pickup"]), str(body["credential"]))}
        elif fact.kind == "door.unknown" and body["intent"] in self._asked:
            pickup, credential = self._asked[body["intent"]]
            order = self._shop.orders.get(pickup)
            if order is not None and pickup not in self._on_their_way and self._dice.random() < _COMES_BACK:
                self._on_their_way.add(pickup)
                self._spawn(self._come_back(order, credential))

    async def _come_back(self, order: Order, credential: str) -> None:
        """Some times within ten minutes, and once when they are over."""
        way = _WAYS.get(credential.rpartition("-")[2], "token") if credential.startswith("C-") else "token"
        for attempt in range(_TRIES):
            await asyncio.sleep(self._dice.uniform(*(_LATER_S if attempt == _TRIES - 1 else _SOON_S)))
            async with self._street.turn():
                await Visitor(f"customer of {order.id}", order, Manner(way), self._street).visit()
        self._on_their_way.discard(order.id)
