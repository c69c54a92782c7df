"""Everything of one simulated locker, wired, and what happens to it until its time is over."""

import asyncio
import random
from collections import deque
from collections.abc import Callable
from typing import Any, Final

from kiosk.simulation.clock import SimClock
from kiosk.simulation.disk import Disk
from kiosk.simulation.facts import Fact
from kiosk.simulation.front import Front
from kiosk.simulation.line import Line
from kiosk.simulation.machine import Machine
from kiosk.simulation.network import Network
from kiosk.simulation.shop import Shop
from kiosk.simulation.site import DOORS, make_site
from kiosk.simulation.street import Street
from kiosk.simulation.town import Town
from kiosk.simulation.vfs import DiskVfs
from kiosk.simulation.wall import Wall

REMEMBERED: Final = 4000


class World:
    """`seed` decides all of it. Each part has dice of its own, so that one more throw here changes nothing there."""

    def __init__(self, seed: int) -> None:
        self.loop = asyncio.get_running_loop()
        self.seed = seed
        self.told: deque[Fact] = deque(maxlen=REMEMBERED)
        self._hearers: dict[type[Fact], list[Callable[[Any], None]]] = {}
        self.site = make_site(self.dice("site"))
        self.clock = SimClock()
        self.disk = Disk(self.dice("disk"))
        self._vfs = DiskVfs(self.disk, self.dice("salts"))
        self.wall = Wall(range(1, DOORS + 1), self.tell, self.dice("wall"))
        self.lines = {bus.name: Line(bus, self.site.bank, self.wall, self.tell) for bus in self.site.bank.buses}
        self.wall.contact = self._contact
        self.shop = Shop(self.site, self.dice("shop"), self.loop.time, self.clock.true_utc_s, self.tell)
        self.network = Network(self.shop, self.dice("network"), self.tell)
        self.front = Front(self.tell)
        self.machine = Machine(
            site=self.site,
            disk=self.disk,
            lines=self.lines,
            backend=self.network,
            clock=self.clock,
            front=self.front,
            tell=self.tell,
            dice=self.dice("machine"),
        )
        self.street = Street(self.front, self.wall, self.dice("street"), self.tell)
        self.town = Town(self.street, self.shop, self.dice("town"), self.excuse)

    def dice(self, name: str) -> random.Random:
        """The same for the same seed and name."""
        return random.Random(f"{self.seed}/{name}")  # noqa: S311 - a simulation

    def hear(self, kind: type[Fact], heard: Callable[[Any], None]) -> None:
        self._hearers.setdefault(kind, []).append(heard)

    def tell(self, fact: Fact) -> None:
        self.told.append(fact)
        for heard in self._hearers.get(type(fact), ()):
            heard(fact)

    def excuse(self, since_s: float) -> str:
        return ""

    def _contact(self, number: int) -> None:
        place = self.site.bank.channels[number]
        port = self.machine.ports.get(place.bus)
        if port is not None:
            port.changed(place.contact[0], expecting=self.wall.leaves[number].open)
