"""What goes wrong, how often and for how long. Each fault has dice of its own, so that one can be left out."""

import asyncio
import random
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Final

from kiosk.messages import ReaderStatus
from kiosk.simulation.clock import BUILD_UTC, SimClock
from kiosk.simulation.disk import Disk, DiskFault
from kiosk.simulation.facts import Fact, FaultBegan, FaultEnded
from kiosk.simulation.front import Front
from kiosk.simulation.line import Line
from kiosk.simulation.machine import CAMERA_OK, Machine
from kiosk.simulation.network import Network, NetworkFault
from kiosk.simulation.wall import Leaf, Wall
from locker_driver.simulator.faults import BoardFault

HOUR_S: Final = 3600.0
DAY_S: Final = 24 * HOUR_S
YEAR_S: Final = 365 * DAY_S
MONTH_S: Final = 30 * 86_400.0
_AFTERWARDS_S: Final = 1200.0
"""So long after a fault its consequences (a list not synced, a door in doubt) are still excuses."""
_DEAF_S: Final = 1.5
_STARTS_AGAIN_S: Final = 20.0

Begin = Callable[[random.Random], tuple[str, Callable[[], None]]]
"""Makes it happen; says where, and what ends it."""


@dataclass(frozen=True, slots=True)
class Fault:
    """`a_month`: how often; `lasts_s`: from, to."""

    group: str
    a_month: float
    lasts_s: tuple[float, float]


FAULTS: Final[Mapping[str, Fault]] = {
    "board_silent": Fault("boards", 4, (5, 2 * HOUR_S)),
    "board_garbage": Fault("boards", 4, (60, HOUR_S)),
    "board_late": Fault("boards", 3, (60, HOUR_S)),
    "board_dropped": Fault("boards", 3, (60, HOUR_S)),
    "board_reset": Fault("boards", 10, (1, 2)),
    "brown_out": Fault("boards", 3, (1, 2)),
    "board_mute": Fault("boards", 4, (600, 2 * HOUR_S)),
    "bus_unplugged": Fault("boards", 3, (3, 2 * HOUR_S)),
    "door_jammed": Fault("doors", 20, (60, 12 * HOUR_S)),
    "door_stiff": Fault("doors", 4, (60, 24 * HOUR_S)),
    "door_forced": Fault("doors", 5, (5, 600)),
    "door_pressed_shut": Fault("doors", 8, (HOUR_S, 12 * HOUR_S)),
    "contact_stuck_open": Fault("doors", 2, (60, 24 * HOUR_S)),
    "contact_stuck_closed": Fault("doors", 2, (60, 24 * HOUR_S)),
    "contact_bounces": Fault("doors", 4, (HOUR_S, 24 * HOUR_S)),
    "camera_gone": Fault("camera", 4, (10, 6 * HOUR_S)),
    "net_partition": Fault("network", 3, (60, 72 * HOUR_S)),
    "net_lossy": Fault("network", 5, (60, 6 * HOUR_S)),
    "net_slow": Fault("network", 4, (60, 6 * HOUR_S)),
    "net_late": Fault("network", 2, (60, 6 * HOUR_S)),
    "backend_errors": Fault("network", 4, (60, 6 * HOUR_S)),
    "backend_storm": Fault("network", 2, (60, 6 * HOUR_S)),
    "event_refused": Fault("network", 2, (12 * HOUR_S, 48 * HOUR_S)),
    "backend_refusing": Fault("network", 1, (60, 6 * HOUR_S)),
    "backend_lies": Fault("network", 2, (60, 6 * HOUR_S)),
    "list_new_epoch": Fault("network", 3, (60, HOUR_S)),
    "backend_old_pages": Fault("network", 1, (60, 24 * HOUR_S)),
    "power_cut": Fault("power", 5, (2, HOUR_S)),
    "power_cut_in_commit": Fault("power", 10, (2, 600)),
    "power_flickers": Fault("power", 1, (5, 60)),
    "core_killed": Fault("power", 6, (1, 10)),
    "clock_jumps": Fault("clock", 3, (60, 24 * HOUR_S)),
    "clock_lost": Fault("clock", 2, (60, 24 * HOUR_S)),
    "shop_lies_about_time": Fault("clock", 1, (60, 24 * HOUR_S)),
    "disk_restored": Fault("disk", 1, (600, 4 * HOUR_S)),
    "disk_write_error": Fault("disk", 0.5, (60, HOUR_S)),
    "disk_sync_error": Fault("disk", 0.5, (1, 60)),
    "disk_full": Fault("disk", 0.5, (60, 6 * HOUR_S)),
    "disk_read_only": Fault("disk", 0.5, (60, HOUR_S)),
}

NO_EXCUSE: Final = frozenset({"clock_jumps", "shop_lies_about_time", "event_refused", "list_new_epoch"})
"""Faults under which everybody is served all the same."""


def chosen(text: str) -> tuple[str, ...]:
    """`all`, `none`, or names and groups with commas. Raises ValueError."""
    if text == "all":
        return tuple(FAULTS)
    if text == "none":
        return ()
    groups = {fault.group for fault in FAULTS.values()}
    wanted = [word.strip() for word in text.split(",")]
    for word in wanted:
        if word not in FAULTS and word not in groups:
            raise ValueError(f"{word!r} is no fault; known: {', '.join([*sorted(groups), *FAULTS])}")
    return tuple(name for name, fault in FAULTS.items() if name in wanted or fault.group in wanted)


class Weather:
    """`faults` are the names of what may happen, `begins` makes what others than the weather do happen."""

    def __init__(
        self,
        *,
        faults: Collection[str],
        dice: Callable[[str], random.Random],
        machine: Machine,
        disk: Disk,
        lines: Mapping[str, Line],
        wall: Wall,
        network: Network,
        clock: SimClock,
        front: Front,
        begins: Mapping[str, Begin],
        tell: Callable[[Fact], None],
    ) -> None:
        self._loop = asyncio.get_running_loop()
        self._faults = faults
        self._dice = dice
        self._machine = machine
        self._disk = disk
        self._lines = lines
        self._wall = wall
        self._network = network
        self._clock = clock
        self._front = front
        self._begins = begins
        self._tell = tell
        self._active: list[str] = []
        self._last = ("", -1e9)
        self.counts: dict[str, int] = {}
        self._tasks: list[asyncio.Task[None]] = []

    def begin(self) -> None:
        """From now on things go wrong."""
        for name in self._faults:
            self._tasks.append(self._loop.create_task(self._again_and_again(name, FAULTS[name])))

    def excuse(self, since_s: float) -> str:
        """What was wrong since then, or shortly before."""
        active = next((name for name in self._active if name not in NO_EXCUSE), "")
        if active:
            return active
        if not self._machine.ready:
            return "the kiosk is not up"
        name, at_s = self._last
        return name if at_s >= since_s - _AFTERWARDS_S else ""

    def calm_s(self) -> float:
        return 0.0 if self._active or not self._machine.ready else self._loop.time() - self._last[1]

    def note(self, name: str) -> None:
        """Something that is over at once."""
        self._last = (name, self._loop.time())

    def trip(self) -> None:
        """Somebody before the kiosk stumbles over its cable; where power may fail at all."""
        if "power_cut" in self._faults:
            self._machine.cut("power")
            self.note("power_cut")
            self._loop.call_later(_STARTS_AGAIN_S, self._machine.start_if_off)

    async def _again_and_again(self, name: str, fault: Fault) -> None:
        dice = self._dice(name)
        begin: Begin = self._begins.get(name) or getattr(self, f"_{name}", None) or self._generic(name)
        while True:
            await asyncio.sleep(dice.expovariate(1.0) * MONTH_S / fault.a_month)
            where, end = begin(dice)
            self.counts[name] = self.counts.get(name, 0) + 1
            self._active.append(name)
            self._tell(FaultBegan(self._loop.time(), name, where))
            await asyncio.sleep(dice.uniform(*fault.lasts_s))
            end()
            self._active.remove(name)
            if name not in NO_EXCUSE:
                self.note(name)
            self._tell(FaultEnded(self._loop.time(), name, where))

    def _generic(self, name: str) -> Begin:
        if name in set(NetworkFault):
            return lambda _: self._with_network(NetworkFault(name))
        if name in set(DiskFault):
            return lambda _: self._with_disk(DiskFault(name))
        kind = {"board_silent": BoardFault.SILENT, "board_garbage": BoardFault.CORRUPT_REPLY}
        kind |= {"board_late": BoardFault.LATE_REPLY, "board_dropped": BoardFault.DROPPED_REPLY}
        return lambda dice: self._with_board(dice, kind[name])

    # --- boards ---

    def _with_board(self, dice: random.Random, fault: BoardFault) -> tuple[str, Callable[[], None]]:
        name, line = dice.choice(list(self._lines.items()))
        board = dice.choice(list(line.boards.values()))
        board.fault = fault
        self._machine.poll(name, board.address)

        def end() -> None:
            board.fault = BoardFault.NONE
            self._machine.poll(name, board.address)

        return f"{name}, board {board.address}", end

    def _board_reset(self, dice: random.Random) -> tuple[str, Callable[[], None]]:
        name, line = dice.choice(list(self._lines.items()))
        board = dice.choice(list(line.boards.values()))
        line.restart(board, _DEAF_S)
        self._machine.poll(name, board.address)
        return f"{name}, board {board.address}", lambda: self._machine.poll(name, board.address)

    def _brown_out(self, _dice: random.Random) -> tuple[str, Callable[[], None]]:
        for line in self._lines.values():
            for board in line.boards.values():
                line.restart(board, _DEAF_S)
        return "every board", self._poll_all

    def _bus_unplugged(self, dice: random.Random) -> tuple[str, Callable[[], None]]:
        name, line = dice.choice(list(self._lines.items()))
        line.unplugged = True
        if name in self._machine.ports:
            self._machine.ports[name].unplugged()

        def end() -> None:
            line.unplugged = False
            if name in self._machine.ports:
                self._machine.ports[name].plugged()

        return name, end

    def _poll_all(self) -> None:
        for name, line in self._lines.items():
            for address in line.boards:
                self._machine.poll(name, address)

    # --- doors ---

    def _door_jammed(self, dice: random.Random) -> tuple[str, Callable[[], None]]:
        return self._with_leaf(dice, "jammed")

    def _door_stiff(self, dice: random.Random) -> tuple[str, Callable[[], None]]:
        return self._with_leaf(dice, "jammed", "stiff")

    def _door_forced(self, dice: random.Random) -> tuple[str, Callable[[], None]]:
        number = dice.choice(list(self._wall.leaves))
        self._wall.move(number, to_open=True, by="a crowbar")
        return f"door {number}", lambda: self._wall.close(number, "somebody")

    def _door_pressed_shut(self, dice: random.Random) -> tuple[str, Callable[[], None]]:
        return self._with_leaf(dice, "shuts_at_once")

    def _contact_bounces(self, dice: random.Random) -> tuple[str, Callable[[], None]]:
        return self._with_leaf(dice, "bounces")

    def _with_leaf(self, dice: random.Random, *flags: str) -> tuple[str, Callable[[], None]]:
        leaf = self._a_leaf(dice)

        def put(value: bool) -> None:
            for flag in flags:
                setattr(leaf, flag, value)

        put(True)
        return f"door {leaf.number}", lambda: put(False)

    def _a_leaf(self, dice: random.Random) -> Leaf:
        return self._wall.leaves[dice.choice(list(self._wall.leaves))]

    def _contact_stuck_open(self, dice: random.Random) -> tuple[str, Callable[[], None]]:
        return self._stuck(dice, closed=False)

    def _contact_stuck_closed(self, dice: random.Random) -> tuple[str, Callable[[], None]]:
        return self._stuck(dice, closed=True)

    def _stuck(self, dice: random.Random, *, closed: bool) -> tuple[str, Callable[[], None]]:
        leaf = self._a_leaf(dice)
        leaf.stuck_closed = closed
        self._wall.contact(leaf.number)

        def end() -> None:
            leaf.stuck_closed = None
            self._wall.contact(leaf.number)

        return f"door {leaf.number}", end

    # --- the rest ---

    def _camera_gone(self, _dice: random.Random) -> tuple[str, Callable[[], None]]:
        self._front.camera_sees = False
        self._machine.say_camera(ReaderStatus("missing", "simulated", 0, 0, 0.0, 0.0, 0))

        def end() -> None:
            self._front.camera_sees = True
            self._machine.say_camera(CAMERA_OK)

        return "", end

    def _with_network(self, fault: NetworkFault) -> tuple[str, Callable[[], None]]:
        self._network.fault = fault

        def end() -> None:
            self._network.fault = NetworkFault.NONE
            self._network.keep_a_page()

        return "", end

    def _with_disk(self, fault: DiskFault) -> tuple[str, Callable[[], None]]:
        self._disk.fault = fault

        def end() -> None:
            self._disk.fault = DiskFault.NONE

        return "", end

    # --- clock ---

    def _clock_jumps(self, dice: random.Random) -> tuple[str, Callable[[], None]]:
        """Somebody sets the machine's clock, and sooner or later sets it right."""
        return self._with_clock(dice.choice((-20 * YEAR_S, -YEAR_S, -DAY_S, DAY_S, YEAR_S, 20 * YEAR_S)))

    def _clock_lost(self, _dice: random.Random) -> tuple[str, Callable[[], None]]:
        """The battery is dead, the power goes: a machine that starts at its build date."""
        self._machine.cut("power")
        where, end = self._with_clock(BUILD_UTC - self._clock.true_utc_s())
        self._loop.call_later(_STARTS_AGAIN_S, self._machine.start_if_off)
        return where, end

    def _with_clock(self, skew_s: float) -> tuple[str, Callable[[], None]]:
        self._clock.skew_s = skew_s

        def end() -> None:
            self._clock.skew_s = 0.0

        return f"by {skew_s / DAY_S:.0f} days", end

    def _shop_lies_about_time(self, dice: random.Random) -> tuple[str, Callable[[], None]]:
        """By more than a kiosk may believe on its word alone."""
        lie_s = dice.choice((-20 * YEAR_S, -30 * DAY_S, -DAY_S, 30 * DAY_S, 20 * YEAR_S))
        self._network.lie_s = lie_s

        def end() -> None:
            self._network.lie_s = 0.0

        return f"by {lie_s / DAY_S:.0f} days", end

    def _power_cut(self, _dice: random.Random) -> tuple[str, Callable[[], None]]:
        self._machine.cut("power")
        return "", self._machine.start_if_off

    def _power_cut_in_commit(self, dice: random.Random) -> tuple[str, Callable[[], None]]:
        self._disk.cut_in = dice.randrange(1, 120)

        def end() -> None:
            self._disk.cut_in = None
            self._machine.start_if_off()

        return f"after {self._disk.cut_in} operations of the disk", end

    def _core_killed(self, _dice: random.Random) -> tuple[str, Callable[[], None]]:
        self._machine.cut("killed")
        return "", self._machine.start_if_off

    def _power_flickers(self, dice: random.Random) -> tuple[str, Callable[[], None]]:
        for index in range(dice.randrange(3, 10)):
            self._loop.call_later(index * 4.0 + dice.uniform(0.0, 3.0), self._flicker)
        return "", self._machine.start_if_off

    def _flicker(self) -> None:
        self._machine.cut("power")
        self._machine.start()
