"""A shop whose database was put back from its backup, or built anew: from then on its list counts anew.

After a backup the shop knows what it knew then. Orders, delegates and revocations of the hours between are forgotten,
what was handed over in them is ready again, and parcels that came in them are still to come. Whoever built the database
anew has brought all orders as they are, and no event of the kiosk.
"""

import asyncio
import random
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from itertools import islice
from typing import Final

from kiosk.simulation.facts import Fact, SetBack
from kiosk.simulation.order import Order
from kiosk.simulation.shop import Shop
from kiosk.simulation.shop_list import ShopList

KEPT: Final = 3
_EVERY_S: Final = (3 * 3600.0, 20 * 3600.0)
_BUILT_ANEW: Final = 0.3


@dataclass(frozen=True, slots=True)
class Backup:
    """`orders`: each with a copy of it. Of events and hand-overs it holds so many, in the order in which they came."""

    taken_s: float
    list: ShopList
    orders: Mapping[str, tuple[Order, Order]]
    events: int
    handovers: int


class Epochs:
    """Makes backups of the shop, and begins epochs."""

    def __init__(self, shop: Shop, dice: random.Random, tell: Callable[[Fact], None]) -> None:
        self._loop = asyncio.get_running_loop()
        self._shop = shop
        self._dice = dice
        self._tell = tell
        self._kept: deque[Backup] = deque(maxlen=KEPT)
        self._begun = 1

    async def make(self) -> None:
        """For ever."""
        while True:
            await asyncio.sleep(self._dice.uniform(*_EVERY_S))
            self.keep()

    def keep(self) -> None:
        """The database as it is now."""
        shop = self._shop
        orders = {key: (order, order.copy()) for key, order in shop.orders.items()}
        now_s = self._loop.time()
        self._kept.append(Backup(now_s, shop.list.copy(), orders, len(shop.arrivals), len(shop.handovers)))

    def begin(self, dice: random.Random) -> tuple[str, Callable[[], None]]:
        """One of the backups, or none."""
        backup = dice.choice(self._kept) if self._kept and dice.random() >= _BUILT_ANEW else None
        if backup is None:
            self.build_anew()
            return "in a database that was built anew", lambda: None
        self.put_back(backup)
        return f"as of {self._loop.time() - backup.taken_s:.0f} s ago", lambda: None

    def put_back_newest(self) -> None:
        self.put_back(self._kept[-1])

    def put_back(self, backup: Backup) -> None:
        """What was backed up after it belongs to a past that is no more."""
        shop = self._shop
        while self._kept[-1] is not backup:
            self._kept.pop()
        epoch, revision = self._next()
        for order in shop.orders.values():
            if order.id not in backup.orders:
                order.gone_at = revision
        for order, was in backup.orders.values():
            order.put_back(was, revision)
        orders = {key: order for key, (order, _) in backup.orders.items()}
        shop.put_back(replace(backup.list.copy(), epoch=epoch), orders, backup.events)
        shop.handovers = dict(islice(shop.handovers.items(), backup.handovers))
        self._say(epoch, backup.taken_s)

    def build_anew(self) -> None:
        """Backups of the old one are of no use any more."""
        shop = self._shop
        self._kept.clear()
        epoch, _ = self._next()
        anew = ShopList(epoch)
        anew.weigh(added=shop.staff.marks)
        for order in shop.orders.values():
            anew.changes.append(order.id)
            order.number_anew(anew.version)
            anew.weigh(added=order.marks())
        shop.put_back(anew, shop.orders, events=0)
        shop.handovers = {}
        self._say(epoch, self._loop.time())

    def _next(self) -> tuple[str, int]:
        self._begun += 1
        self._shop.revision += 1
        return str(self._begun), self._shop.revision

    def _say(self, epoch: str, taken_s: float) -> None:
        shop = self._shop
        newest = shop.arrivals[-1].seq if shop.arrivals else 0
        self._tell(SetBack(self._loop.time(), epoch, taken_s, shop.revision, newest))
