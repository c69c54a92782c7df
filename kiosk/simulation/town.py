"""The days of the place: parcels come, people come for them, and some come for other reasons."""

import asyncio
import random
from dataclasses import replace
from typing import Final

from kiosk.domain.pickup import Parcel, PickupState
from kiosk.simulation.clock import START_UTC
from kiosk.simulation.excuses import Excuses, Wish
from kiosk.simulation.facts import SetBack, Visit
from kiosk.simulation.loader import Loader, Parcels, wanted
from kiosk.simulation.operator import Operator
from kiosk.simulation.order import EARLIER_S, Order
from kiosk.simulation.people import Manner, Stranger, Visitor
from kiosk.simulation.shop import DAY_S, VALID_S, Limits, Shop
from kiosk.simulation.street import Street
from kiosk.simulation.technician import Technician
from kiosk.simulation.tradesperson import Tradespeople

PARCELS_A_DAY: Final = 100
_LOADS_A_DAY: Final = 12
_ANNOUNCED: Final = 0.35
"""Of the pickups, those whose compartments the kiosk chooses."""
_AWAITED_S: Final = 0.7 * DAY_S
_TRIPS_A_DAY: Final = 6
_TRIES: Final = 4
_SENT: Final = 0.08
_THINKS_BETTER: Final = 0.15
_CALLS_A_DAY: Final = 3
_JUST: Final = frozenset({"blocked_door", "too_many_attempts"})
"""Refusals that an honest person may meet long after their cause: a door in doubt, a stranger who guessed."""
_WAYS: Final = ("token", "token", "typed", "pin", "opaque")


class Town:
    """`excuses` say what was wrong for somebody who goes without. `counts` is for the report."""

    def __init__(
        self,
        *,
        street: Street,
        shop: Shop,
        dice: random.Random,
        excuses: Excuses,
        operator: Operator,
        loader: Loader,
        tradespeople: Tradespeople,
    ) -> None:
        self._tradespeople = tradespeople
        self._loader = loader
        shop.arrived = self._arrived
        self._operator = operator
        self._loop = asyncio.get_running_loop()
        self._street = street
        self._shop = shop
        self._dice = dice
        self._excuses = excuses
        self._technician = Technician(street, shop)
        self._tasks: set[asyncio.Task[None]] = set()
        self.counts = {"parcels": 0, "pickups": 0, "visits": 0, "no_room": 0, "loaded": 0}
        self._told: set[str] = set()
        self._owed = 0.0
        self._people = 0

    async def live(self) -> None:
        """For ever."""
        self.spawn(self._technicians())
        self.spawn(self._strangers())
        self.spawn(self._calls())
        self.spawn(self._loads())
        self.spawn(self._tradespeople.come())
        while True:
            self._bring()
            self._shop.forget()
            await asyncio.sleep(DAY_S / _LOADS_A_DAY)

    # --- parcels ---

    def _bring(self) -> None:
        """Of the parcels of these hours some are put into free compartments by hand; for others the kiosk is asked."""
        self._owed = min(self._owed + PARCELS_A_DAY / _LOADS_A_DAY, 60.0)
        free = [number for number, leaf in self._street.wall.leaves.items() if self._may_load(number, leaf.open)]
        self._dice.shuffle(free)
        while self._owed >= 1 and free:
            count = min(self._dice.choice((1, 1, 1, 1, 2, 3)), len(free), int(self._owed))
            if self._dice.random() < _ANNOUNCED:
                self._announce(count)
            else:
                self._sell([free.pop() for _ in range(count)])
            self._owed -= count
        self.counts["no_room"] += int(self._owed)

    def _announce(self, count: int) -> None:
        parcels: Parcels = wanted(self._dice, count)
        order = self._shop.announce(parcels)
        self._loader.take_along(order)
        self._loop.call_later(_AWAITED_S, self._given_up, order)

    def _given_up(self, order: Order) -> None:
        """No room, or it never came: the customer gets their money back, and what did come is taken out again."""
        if order.to_come and order.ended_s is None and order.pickup.state is not PickupState.PARTIALLY_COLLECTED:
            self._shop.cancel(order)
            self.counts["no_room"] += 1

    def set_back(self, _fact: SetBack) -> None:
        """What is to come again is waited for again."""
        for order in self._shop.orders.values():
            if order.to_come:
                self._loop.call_later(_AWAITED_S, self._given_up, order)

    def _arrived(self, order: Order) -> None:
        """The shop has heard that all of it is there, and tells its customer; again where it had forgotten that."""
        if order.id in self._told:
            return
        self._told.add(order.id)
        self.counts["loaded"] += len(order.pickup.parcels)
        self._come_for(order)

    async def _loads(self) -> None:
        while True:
            await asyncio.sleep(DAY_S / _TRIPS_A_DAY * self._dice.uniform(0.7, 1.3))
            async with self._street.turn():
                await self._loader.trip()

    def _may_load(self, number: int, is_open: bool) -> bool:
        leaf = self._street.wall.leaves[number]
        return not (
            is_open
            or number in self._street.flagged
            or number in self._street.held
            or leaf.parcels
            or leaf.jammed
            or leaf.stuck_closed is not None
        )

    def _sell(self, doors: list[int]) -> None:
        order = self._shop.sell(doors)
        for parcel in order.pickup.parcels:
            self._street.wall.leaves[parcel.compartment].parcels.append(parcel.id)
        self._come_for(order)

    def _come_for(self, order: Order) -> None:
        self.counts["parcels"] += len(order.pickup.parcels)
        self.counts["pickups"] += 1
        self.spawn(self._customer(order))

    # --- people ---

    def spawn(self, work: object) -> None:
        """Somebody goes their own way; a bug of theirs ends the simulation."""
        task: asyncio.Task[None] = self._loop.create_task(work)  # type: ignore[arg-type]
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        task.add_done_callback(_raise)

    async def _customer(self, order: Order) -> None:
        dice = self._dice
        self._people += 1
        name = f"customer {self._people}"
        kind, manner = self._character()
        version = self._shop.revision
        late = kind == "too late"
        await asyncio.sleep(VALID_S + dice.uniform(60, 7200) if late else dice.uniform(600, 0.5 * DAY_S))
        if dice.random() < 0.01:
            self._shop.cancel(order)
            kind = "cancelled"
        if dice.random() < _SENT and order.id in self._shop.orders:
            await self._send_somebody(name, order)
        for _ in range(_TRIES):
            visitor = Visitor(name, order, manner, self._street)
            await self._visit(visitor, order, kind, version)
            if self._has(order):
                break
            manner = replace(manner, leaves_after=120, takes=True, closes_after_s=6.0)
            await asyncio.sleep(dice.uniform(1200, 0.3 * DAY_S))
        if dice.random() < 0.05:
            await asyncio.sleep(dice.uniform(10, DAY_S))
            visitor = Visitor(name, order, replace(manner, takes=False), self._street)
            await self._visit(visitor, order, "again", version)

    async def _send_somebody(self, name: str, order: Order) -> None:
        """A delegate, who comes more often and later than they may, and at times after it was taken back."""
        dice, shop = self._dice, self._shop
        first = (order.pickup.parcels[0].id,) if dice.random() < 0.3 else ()
        code = shop.delegate(order, Limits(dice.choice((None, 1, 1, 2)), first, dice.choice((3600.0, DAY_S))))
        manner = Manner("token", dice.uniform(3.0, 15.0))
        for _ in range(dice.randrange(1, 4)):
            await asyncio.sleep(dice.uniform(300.0, 3000.0))
            if dice.random() < _THINKS_BETTER:
                shop.revoke(order, code)
            hurried = replace(manner, leaves_after=dice.choice((2, 4, 120)))
            delegate = Visitor(f"{name}'s delegate", order.of_delegate(code), hurried, self._street)
            await self._visit(delegate, order, "sent", shop.revision)

    async def _visit(self, visitor: Visitor, order: Order, kind: str, version: int) -> None:
        """`version` of the list names the pickup as one that is there."""
        async with self._street.turn():
            self.counts["visits"] += 1
            began_s = self._street.now_s()
            await visitor.visit()
            kind = "cancelled" if order.ended_s is not None and kind == "honest" else kind
            has = self._has(order)
            excuse = "" if has else self._excuse(visitor, order, version, began_s)
            self._street.tell(Visit(self._street.now_s(), visitor.name, kind, order.id, has, excuse))

    def _excuse(self, visitor: Visitor, order: Order, version: int, since_s: float) -> str:
        doors = [parcel.compartment for parcel in order.pickup.parcels if parcel.compartment]
        sold_s = order.pickup.not_before_utc + EARLIER_S - START_UTC
        wish = Wish(doors, version, sold_s, order.gone_at, order.again_at, signed=visitor.signed)
        if excuse := self._excuses.of(wish, since_s, visitor.refused):
            return excuse
        if (self._street.flagged | self._street.unseen).intersection(doors):
            return "door in doubt"
        if visitor.refused in _JUST:
            return visitor.refused
        # Somebody closed the door with the parcel behind it: no sensor could know.
        there = [parcel.id for parcel in order.pickup.parcels if self._lies(parcel)]
        return "closed with the parcel in it" if self._street.handed_out.issuperset(there) else ""

    def _has(self, order: Order) -> bool:
        return not any(self._lies(parcel) for parcel in order.pickup.parcels)

    def _lies(self, parcel: Parcel) -> bool:
        return any(parcel.id in leaf.parcels for leaf in self._street.wall.leaves.values())

    def _character(self) -> tuple[str, Manner]:
        dice = self._dice
        manner = Manner(dice.choice(_WAYS), dice.uniform(3.0, 15.0))
        roll = dice.random()
        if roll < 0.80:
            return "honest", manner
        if roll < 0.84:
            return "forgetful", replace(manner, closes_after_s=None)
        if roll < 0.87:
            return "absent-minded", replace(manner, takes=False)
        if roll < 0.90:
            return "complaining", replace(manner, complains=True)
        if roll < 0.94:
            return "in a hurry", replace(manner, leaves_after=dice.randrange(1, 4))
        if roll < 0.97:
            return "curious", replace(manner, reopens=True)
        return "too late", manner

    async def _technicians(self) -> None:
        while True:
            await asyncio.sleep(self._dice.uniform(0.4, 0.6) * DAY_S)
            async with self._street.turn():
                await self._technician.round(self._overdue())

    def _overdue(self) -> list[int]:
        """What lies in the wall without anybody who may still come for it."""
        doors = []
        for number, leaf in self._street.wall.leaves.items():
            for parcel in leaf.parcels:
                order = self._shop.orders.get(parcel.partition("-")[0])
                if order is None or order.ended_s is not None or self._shop.is_over(order):
                    doors.append(number)
        return doors

    async def _calls(self) -> None:
        while True:
            await asyncio.sleep(self._dice.expovariate(1.0) * DAY_S / _CALLS_A_DAY)
            async with self._street.turn():
                await self._operator.call()

    async def _strangers(self) -> None:
        dice, count = self._dice, 0
        while True:
            await asyncio.sleep(dice.expovariate(3.0) * DAY_S)
            count += 1
            stranger = Stranger(f"stranger {count}", self._street)
            async with self._street.turn():
                match dice.randrange(5):
                    case 0:
                        await stranger.guess(dice.randrange(1, 12))
                    case 1:
                        await stranger.fiddle(dice.randrange(1, 40))
                    case 2:
                        await stranger.show(self._shop.foreign(), "a code of another site")
                    case 3:
                        await stranger.show(self._shop.forged(), "a forged code")
                    case _:
                        await stranger.show("x" * dice.randrange(0, 500), "nonsense")


def _raise(task: asyncio.Task[None]) -> None:
    """A bug of the simulation itself must not go unseen."""
    if not task.cancelled() and (error := task.exception()) is not None:
        task.get_loop().call_exception_handler({"message": "a person failed", "exception": error})
