"""The kiosk's computer: it starts the real core on the disk as it is, and loses it in every way there is."""

import asyncio
import random
import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, cast

from kiosk import __version__
from kiosk.adapters.arming import Arming
from kiosk.adapters.bank import Bank
from kiosk.adapters.commissioning import Walker
from kiosk.adapters.signatures import CommandVerifier, SignatureVerifier
from kiosk.core import Core, Parts
from kiosk.domain.record import Entry, Kind
from kiosk.errors import JournalError
from kiosk.journal.database import prepare
from kiosk.journal.inline import InlineWriter
from kiosk.journal.journal import SqliteJournal
from kiosk.messages import ReaderStatus
from kiosk.ports import CommerceBackend
from kiosk.services.bulk_guard import GuardedIssuer
from kiosk.services.kiosk_clock import KioskClock
from kiosk.simulation.clock import SimClock
from kiosk.simulation.connection import ApswConnection
from kiosk.simulation.disk import Disk, DiskFault
from kiosk.simulation.facts import Died, Fact, PoweredOn, Ready
from kiosk.simulation.front import Front
from kiosk.simulation.line import Line
from kiosk.simulation.no_trade import NoTrade
from kiosk.simulation.port import SimPort
from kiosk.simulation.site import Site
from kiosk.simulation.vfs import NAME
from locker_driver import PermitIssuer
from locker_driver.bank import DoorBank
from locker_driver.config import LineConfig
from locker_driver.port import Hear, Watched
from locker_driver.proof import Proof

JOURNAL: Final = "/data/journal.sqlite3"
_FIRST_POLL_S: Final = 1.0


class Machine:
    """`read_disk` is called after every commit with the connection, for the witness's own reading."""

    def __init__(
        self,
        *,
        site: Site,
        disk: Disk,
        lines: dict[str, Line],
        backend: CommerceBackend,
        clock: SimClock,
        front: Front,
        tell: Callable[[Fact], None],
        dice: random.Random,
    ) -> None:
        self._loop = asyncio.get_running_loop()
        self._site = site
        self._disk = disk
        self._lines = lines
        self._backend = backend
        self._clock = clock
        self._front = front
        self._tell = tell
        self._dice = dice
        self._life: asyncio.Task[None] | None = None
        self._connection: ApswConnection | None = None
        self._core: Core | None = None
        self.read_disk: Callable[[Any], None] = lambda _: None
        self.died: Callable[[str, BaseException | None], None] = lambda _, __: None
        self.ports: dict[str, SimPort] = {}
        self.boot = 0
        self.ready = False
        disk.went = self._power_went

    # --- from outside ---

    def start(self) -> None:
        """Power on, or a new process after the last one."""
        self.boot += 1
        self._disk.dead = self._disk.failed = False
        self._tell(PoweredOn(self._loop.time(), self.boot))
        self._life = self._loop.create_task(self._live())
        self._life.add_done_callback(self._ended)

    def start_if_off(self) -> None:
        if self._life is None:
            self.start()

    def disk_failed(self) -> bool:
        """Whether the disk has failed this process."""
        return self._disk.failed

    def cut(self, how: str) -> None:
        """`power`: also what was not synced is lost; `killed`: the process alone."""
        self._stop_acting()
        life, self._life = self._life, None
        if life is not None:
            life.cancel()
        self._close()
        if how == "power":
            self._disk.lose_power()
            self._clock.power_on()
        self._tell(Died(self._loop.time(), self.boot, how))

    def by_hand(self, work: Callable[[Any], object]) -> bool:
        """Stop the core, do something to its journal, start it again. False: it is off, or its disk is ill."""
        if not self.ready or self._disk.fault is not DiskFault.NONE or self._disk.cut_in is not None:
            return False
        self.cut("killed")
        self._disk.dead = False
        opened = self._open_disk()
        work(opened.connection)
        self._connection = None
        opened.connection.close()
        self.start()
        return True

    def poll(self, bus: str, address: int) -> None:
        """A board may have something new to say."""
        if bus in self.ports:
            self.ports[bus].changed(address, expecting=True)

    def say_camera(self, status: ReaderStatus | None) -> None:
        if self._core is not None:
            self._core.reader(status)

    @property
    def connection(self) -> ApswConnection | None:
        return self._connection

    # --- inside ---

    async def _live(self) -> None:
        boot = f"{self._dice.getrandbits(64):016x}"
        issuer = PermitIssuer(self._loop.time)
        writer = InlineWriter(self._open_disk)
        policy = self._site.profile.file.policy
        clock = KioskClock(self._clock, policy.clock_limits())
        guarded = GuardedIssuer(issuer.issue, policy.bulk_limit, clock)
        async with SqliteJournal.on(writer, boot=boot, clock=clock, issue=guarded.issue) as journal:
            await clock.recall(journal)
            started = Entry.of(Kind.CORE_STARTED, boot=boot, version=__version__, clean=journal.clean_stop)
            await journal.append(started)
            arming = Arming(self._site.bank, Proof(), waived=True)
            driver = DoorBank(self._site.bank, issuer, self._open_port, arming)
            driver.start()
            await driver.ready(_FIRST_POLL_S)
            core = self._core = Core(self._parts(journal, Bank(driver, self._site.bank), arming, clock, boot))
            guarded.free = core.technician_at_work
            async with asyncio.TaskGroup() as tasks:
                await core.recover_and_start(tasks)
                self._serve(core)

    def _open_disk(self) -> "_Opened":
        clean = f"{JOURNAL}-wal" not in self._disk.files
        try:
            connection = self._connection = ApswConnection(JOURNAL, NAME, self._committed)
            prepare(connection, JOURNAL, clean=clean)
        except sqlite3.Error as error:
            raise JournalError(str(error)) from error
        return _Opened(connection, clean, connection.abandon)

    def _serve(self, core: Core) -> None:
        self.ready = True
        self._front.code, self._front.touch = core.code, core.intent
        core.ui(True)
        core.reader(CAMERA_OK if self._front.camera_sees else None)
        self._tell(Ready(self._loop.time(), self.boot))
        if core.wants_to_look_again():
            self._loop.call_later(0.2, self._front.look_again)

    def _parts(self, journal: SqliteJournal, bank: Bank, arming: Arming, clock: KioskClock, boot: str) -> Parts:
        def make_walk(wants_pulse: Callable[[int], None], changed: Callable[[], None]) -> Walker:
            return Walker(
                bank=bank,
                arming=arming,
                proof_path=Path("/simulated"),
                clock=cast("Any", clock),
                wants_pulse=wants_pulse,
                changed=changed,
            )

        return Parts(
            profile=self._site.profile,
            journal=journal,
            backend=self._backend,
            trade=NoTrade(),
            bank=bank,
            arming=arming,
            clock=clock,
            boot=boot,
            command_check=CommandVerifier(self._site.profile.secrets.command_keys).verify,
            signatures=SignatureVerifier(self._site.profile.secrets.public_keys),
            make_walk=make_walk,
            published=self._front.show,
            look_again=self._front.look_again,
            dice=random.Random(self._dice.getrandbits(64)),  # noqa: S311 - a simulation
        )

    def _open_port(self, line: LineConfig, watched: Watched, hear: Hear) -> SimPort:
        port = self.ports[line.name] = SimPort(self._lines[line.name], watched, hear)
        return port

    def _committed(self) -> None:
        if self._connection is not None and not self._disk.dead:
            self.read_disk(self._connection.raw)

    # --- the end ---

    def _power_went(self) -> None:
        """In the middle of an operation of the disk: from here on nothing acts any more."""
        self._stop_acting()
        self._loop.call_soon(self.died, "power", None)

    def _stop_acting(self) -> None:
        self._disk.dead = True
        self.ready = False
        for port in self.ports.values():
            port.stop()
        if self._core is not None:
            self._core.stop()
        self._core = None
        self._front.code = self._front.touch = None
        self._front.show(None)

    def _close(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.abandon()

    def _ended(self, life: asyncio.Task[None]) -> None:
        """By itself: a failed disk, or a bug."""
        error = None if life.cancelled() else life.exception()
        if life is self._life and not life.cancelled() and not self._disk.dead:
            self.died("journal", error)


@dataclass(frozen=True)
class _Opened:
    """Satisfies `kiosk.journal.connection.Opened`."""

    connection: ApswConnection
    clean: bool
    close: Callable[[], None]


CAMERA_OK: Final = ReaderStatus("ok", "simulated", 1280, 720, 30.0, 8.0, 0)
