"""Whoever loads: brings parcels that the kiosk keeps places for, and puts them in as its screen asks."""

import random
from collections.abc import Callable, Sequence
from typing import Final

from kiosk.domain.pickup import Parcel
from kiosk.messages import RescueScreen, ServiceDoor, ServiceScreen, View
from kiosk.simulation.facts import Did, Put
from kiosk.simulation.order import Order
from kiosk.simulation.shop import Shop
from kiosk.simulation.street import Street
from kiosk.simulation.technician import sign_in

Parcels = Sequence[Parcel]

_WAIT_S: Final = 12.0
_LOOKS_S: Final = 1.0
_SIZES: Final = ("", "S", "S", "S", "M", "M", "M", "L", "S", "", "XL")
_WEIGHTS_G: Final = (0, 0, 900, 4_000, 9_500, 16_000)
_REACH: Final = 0.1
_NEVER_COMES: Final = 0.02
_TOO_LARGE: Final = 0.03
_STUMBLES: Final = 0.01
_LEAVES_OPEN: Final = 0.03
_FORGETS: Final = 0.01
_STAYED_SHUT: Final = frozenset({"", "jammed", "unknown"})
_DONE: Final = frozenset({"opened", "already_open"})


def wanted(dice: random.Random, count: int) -> Parcels:
    """Parcels that are to come; one in some has no door that it fits into."""
    return tuple(
        Parcel("", 0, size=dice.choice(_SIZES), weight_g=dice.choice(_WEIGHTS_G), reach=dice.random() < _REACH)
        for _ in range(count)
    )


class Loader:
    """Somebody with a technician's badge and a cart. `stumble` makes the kiosk lose its power."""

    name: Final = "the loader"

    def __init__(self, street: Street, shop: Shop, dice: random.Random, stumble: Callable[[], None]) -> None:
        self._street = street
        self._front = street.front
        self._shop = shop
        self._dice = dice
        self._stumble = stumble
        self._cart: dict[str, Order] = {}

    def take_along(self, order: Order) -> None:
        """All of its parcels, but for those that are lost on the way."""
        mine = [parcel.id for parcel in order.pickup.parcels if self._dice.random() >= _NEVER_COMES]
        self._cart |= dict.fromkeys(mine, order)

    async def trip(self) -> None:
        """Load whatever the kiosk keeps a place for."""
        self._cart = {parcel: order for parcel, order in self._cart.items() if order.ended_s is None}
        if not self._cart or not await sign_in(self._street, self.name):
            return
        for number, parcel in self._places():
            if not await self._load(number, parcel):
                return
        self._front.press(self.name, "log_out")

    def _places(self) -> list[tuple[int, str]]:
        """What the delivery note and the screen agree about."""
        kept = {self._shop.kept.get(parcel, 0): parcel for parcel in self._cart}
        kept.pop(0, None)
        return [
            (door.number, kept[door.number])
            for door in _doors(self._front.view)
            if door.state == "reserved" and door.number in kept and door.pickup == self._cart[kept[door.number]].id
        ]

    async def _load(self, number: int, parcel: str) -> bool:
        """One door, if it is still kept for that parcel. False: they go away, or the screen does."""
        await self._see_wall()
        if (number, parcel) not in self._places():
            return self._at_wall()
        leaf = self._street.wall.leaves[number]
        outcome = await self._open(number, "load")
        if leaf.jammed and not leaf.open:
            self._street.wall.push(number)
            outcome = await self._open(number, "load")
        if not leaf.open and outcome in _STAYED_SHUT:
            return self._at_wall()
        if not leaf.open or outcome not in _DONE or leaf.parcels or self._dice.random() < _TOO_LARGE:
            return await self._cannot(number, parcel)
        if not self._put(number, parcel):
            return False
        await self._close(number)
        return self._at_wall()

    def _put(self, number: int, parcel: str) -> bool:
        street, roll = self._street, self._dice.random()
        if roll < _STUMBLES:
            self._tell("stumbles over", "the cable")
            self._stumble()
        inside = not _STUMBLES < roll < _STUMBLES + _FORGETS
        if inside:
            street.wall.leaves[number].parcels.append(parcel)
        self._cart.pop(parcel)
        street.tell(Put(street.now_s(), self.name, parcel, number, inside))
        if self._dice.random() < _LEAVES_OPEN:
            self._tell("leaves open", f"door {number}")
            street.left_open(number)
            return False
        return True

    async def _cannot(self, number: int, parcel: str) -> bool:
        """It does not fit, something lies there, the door fell shut, or the screen does not say that it is open.

        The door is closed without the parcel, that is put right on the screen, and the shop takes the order back.
        """
        street, order = self._street, self._cart.pop(parcel)
        street.tell(Put(street.now_s(), self.name, parcel, number, inside=False))
        await self._close(number)
        await self._open(number, "remove_parcel")
        await self._close(number)
        if order.ended_s is None:
            self._shop.cancel(order)
        return self._at_wall()

    async def _open(self, number: int, reason: str) -> str:
        """What the screen says became of it; "" for nothing yet."""
        front = self._front
        await self._see_wall()
        front.press(self.name, "select_door", number=number)
        front.press(self.name, "open_door")
        if not await front.until(lambda view: _asks(view, loading=reason == "load"), _LOOKS_S):
            return ""
        front.press(self.name, "reason", reason)
        await front.until(lambda view: _outcome(view) != "", _WAIT_S)
        await self._street.breathe(2.0)
        await self._see_wall()
        return _outcome(front.view)

    async def _see_wall(self) -> None:
        """Somebody else's question may lie over it."""
        view = self._front.view
        if view is not None and isinstance(view.screen, RescueScreen) and "back" in view.actions:
            self._front.press(self.name, "back")
            await self._front.until(lambda seen: seen is not view, _LOOKS_S)

    async def _close(self, number: int) -> None:
        await self._street.breathe(3.0)
        self._street.wall.close(number, self.name)
        await self._street.breathe(1.0)

    def _at_wall(self) -> bool:
        view = self._front.view
        return view is not None and isinstance(view.screen, ServiceScreen)

    def _tell(self, what: str, detail: str) -> None:
        self._street.tell(Did(self._street.now_s(), self.name, what, detail))


def _doors(view: View | None) -> tuple[ServiceDoor, ...]:
    return view.screen.doors if view is not None and isinstance(view.screen, ServiceScreen) else ()


def _asks(view: View | None, *, loading: bool) -> bool:
    if view is None or not isinstance(view.screen, ServiceScreen):
        return True  # nothing to wait for any more
    return view.screen.asking == "open_reason" and (view.screen.can_load or not loading)


def _outcome(view: View | None) -> str:
    """Also "gone" for a screen that shows something else."""
    return view.screen.last_outcome if view is not None and isinstance(view.screen, ServiceScreen) else "gone"
