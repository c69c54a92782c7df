"""Everything of one simulated locker, wired, and what happens to it until its time is over."""

import asyncio
import random
import traceback
from collections import deque
from collections.abc import Callable, Collection
from struct import Struct
from typing import Any, Final
from zlib import crc32

from kiosk.policy import PolicySettings
from kiosk.simulation.clock import SimClock
from kiosk.simulation.copies import Copies
from kiosk.simulation.disk import Disk
from kiosk.simulation.epochs import Epochs
from kiosk.simulation.excuses import Excuses
from kiosk.simulation.facts import Durable, Fact, Pulsed, SetBack
from kiosk.simulation.front import Front
from kiosk.simulation.insistent import Insistent
from kiosk.simulation.line import Line
from kiosk.simulation.loader import Loader
from kiosk.simulation.machine import Machine
from kiosk.simulation.mute import MuteBoards
from kiosk.simulation.network import Network
from kiosk.simulation.operator import Operator
from kiosk.simulation.poison import Poison
from kiosk.simulation.shop import Shop
from kiosk.simulation.site import DOORS, POLICIES, make_site
from kiosk.simulation.street import Street
from kiosk.simulation.town import Town
from kiosk.simulation.tradesperson import Tradespeople
from kiosk.simulation.vfs import DiskVfs
from kiosk.simulation.wall import Wall
from kiosk.simulation.weather import Weather
from kiosk.simulation.witness.check import Violation
from kiosk.simulation.witness.reader import DiskReader
from kiosk.simulation.witness.witness import Witness
from locker_driver.simulator.faults import BoardFault

REMEMBERED: Final = 400
_MOMENT: Final = Struct("<d")
LOOK_S: Final = 6 * 3600.0
RESTART_S: Final = 120.0
"""What a supervisor leaves between two starts on a disk that fails."""


class World:
    """`seed` decides all of it, the site's policy too unless one is given. Each part has dice of its own, so that one
    more throw here changes nothing there.
    """

    def __init__(self, seed: int, faults: Collection[str], policy: PolicySettings | None = None) -> None:
        self.loop = asyncio.get_running_loop()
        self.seed = seed
        self.told: deque[Fact] = deque(maxlen=REMEMBERED)
        self._digest = 0
        self._hearers: dict[type[Fact], list[Callable[[Any], None]]] = {}
        self.site = make_site(self.dice("site"), policy or self.dice("policy").choice(POLICIES))
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
        self.reader = DiskReader(self.disk, self.tell, self.loop.time, self._break)
        self.machine.read_disk = self.reader.read
        self.street = Street(self.front, self.wall, self.dice("street"), self.tell)
        self.copies = Copies(
            disk=self.disk,
            machine=self.machine,
            reader=self.reader,
            street=self.street,
            dice=self.dice("copies"),
            tell=self.tell,
        )
        self.epochs = Epochs(self.shop, self.dice("epochs"), self.tell)
        self.poison = Poison(self.machine, self.tell)
        self.network.refuses = self.poison.taste
        self.mute = MuteBoards(self.lines, self.machine.poll)
        self.hear(Pulsed, self.mute.pulsed)
        self._faults = faults
        self.weather = Weather(
            faults=faults,
            dice=self.dice,
            machine=self.machine,
            disk=self.disk,
            lines=self.lines,
            wall=self.wall,
            network=self.network,
            clock=self.clock,
            front=self.front,
            begins={
                "disk_restored": self.copies.restore,
                "event_refused": self.poison.begin,
                "list_new_epoch": self.epochs.begin,
                "board_mute": self.mute.begin,
            },
            tell=self.tell,
        )
        self.machine.died = self._died
        self.poison.note = self.weather.note
        self.broken: asyncio.Future[Violation] = self.loop.create_future()
        self.witness = Witness(
            bank=self.site.bank,
            profile=self.site.profile,
            machine=self.machine,
            wall=self.wall,
            answers=self._answers,
            reader=self.reader,
            weather=self.weather,
            broken=self._break,
        )
        self.witness.listen(self.hear)
        self.hear(Durable, self.street.noted)
        operator = Operator(
            site=self.site,
            network=self.network,
            street=self.street,
            dice=self.dice("operator"),
            utc_s=self.clock.true_utc_s,
            tell=self.tell,
        )
        excuses = Excuses(self.site.bank, self.site.profile.file.policy)
        for kind in excuses.hears:
            self.hear(kind, excuses.heard)
        self.tradespeople = Tradespeople(self.street, self.shop, self.dice("tradespeople"))
        self.town = Town(
            street=self.street,
            shop=self.shop,
            dice=self.dice("town"),
            excuses=excuses,
            operator=operator,
            tradespeople=self.tradespeople,
            loader=Loader(self.street, self.shop, self.dice("loader"), self.weather.trip),
        )
        self.hear(SetBack, self.town.set_back)
        insistent = Insistent(self.street, self.shop, self.dice("insistent"), self.town.spawn)
        self.hear(Durable, insistent.noted)

    def dice(self, name: str) -> random.Random:
        """The same for the same seed and name."""
        return random.Random(f"{self.seed}/{name}")  # noqa: S311 - a simulation

    def hear(self, kind: type[Fact], heard: Callable[[Any], None]) -> None:
        self._hearers.setdefault(kind, []).append(heard)

    def tell(self, fact: Fact) -> None:
        self.told.append(fact)
        self._digest = crc32(_MOMENT.pack(fact.at_s), self._digest)
        for heard in self._hearers.get(type(fact), ()):
            heard(fact)

    @property
    def digest(self) -> str:
        """The same for two runs in which the same things happened at the same times."""
        return f"{self._digest:08x}-{self.reader.head[0]}-{self.reader.head[1][:16]}"

    async def run(self, seconds: float) -> Violation | None:
        """Let it live for so long, or until something does not hold."""
        self.loop.set_exception_handler(self._bug)
        self.machine.start()
        self.weather.begin()
        tasks = [self.loop.create_task(self.town.live()), self.loop.create_task(self._look())]
        if "disk_restored" in self._faults:
            tasks.append(self.loop.create_task(self.copies.make()))
        if "list_new_epoch" in self._faults:
            tasks.append(self.loop.create_task(self.epochs.make()))
        done, _ = await asyncio.wait([self.broken], timeout=seconds)
        for task in tasks:
            task.cancel()
        return self.broken.result() if done else None

    async def _look(self) -> None:
        while True:
            await asyncio.sleep(LOOK_S)
            self.witness.look(self.loop.time())

    def _break(self, violation: Violation) -> None:
        if not self.broken.done():
            self.broken.set_result(violation)

    def _died(self, how: str, error: BaseException | None) -> None:
        """The core is gone without anybody's doing but the disk's, or by a bug."""
        failed = self.disk.failed
        self.machine.cut(how)
        self.reader.restarted()
        if how == "journal" and not failed:
            self._crash("the core ended by itself", error)
        self.weather.note(how)
        self.loop.call_later(RESTART_S, self.machine.start_if_off)

    def _bug(self, _loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        self._crash(str(context.get("message")), context.get("exception"))

    def _crash(self, what: str, error: BaseException | None) -> None:
        trace = "".join(traceback.format_exception(error)) if error is not None else ""
        self._break(Violation("BUG", "nothing fails that no fault explains", f"{what}\n{trace}", self.loop.time()))

    def _answers(self, number: int) -> bool:
        place = self.site.bank.channels[number]
        line = self.lines[place.bus]
        return not line.unplugged and line.boards[place.board].fault is not BoardFault.SILENT

    def _contact(self, number: int) -> None:
        place = self.site.bank.channels[number]
        port = self.machine.ports.get(place.bus)
        if port is not None:
            port.changed(place.contact[0], expecting=self.wall.leaves[number].open)
