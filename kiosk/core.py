"""The core put together from its parts: `kiosk.app` gives real ones, `kiosk.simulation` others.

Nothing here opens a file, a port or a socket. What people and cameras do comes in through `code`, `intent` and
`reader`; what screens show goes out through `published`.
"""

import asyncio
import logging
import random
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Protocol

from kiosk import __version__
from kiosk.domain.decision import Reason
from kiosk.domain.typed_code import ALPHABET
from kiosk.flows import session as flow
from kiosk.flows.events import CodeScanned, Deadline, Pressed, WalkWantsPulse
from kiosk.flows.service import BusPage, SignedIn
from kiosk.flows.session import Checking, Idle, Refused
from kiosk.messages import CodeSeen, Intent, ReaderStatus, View
from kiosk.ports import BankNow, Clock, CommerceBackend, Commissioning, DoorBank, Journal, SignatureCheck
from kiosk.services.activity import Activity, Watcher
from kiosk.services.checker import Checker
from kiosk.services.devices import DeviceWatch
from kiosk.services.door_watch import DoorWatch
from kiosk.services.facts import Facts
from kiosk.services.ledger_view import LedgerView
from kiosk.services.outbox import OutboxPump
from kiosk.services.presentations import Presentations
from kiosk.services.presenter import Scene
from kiosk.services.publisher import Publisher
from kiosk.services.recovery import recover
from kiosk.services.sessions import SessionRunner
from kiosk.services.sync import ListSync
from kiosk.settings import Profile

log = logging.getLogger(__name__)


class ArmedDoors(Protocol):
    """Which doors may be pulsed at all."""

    @property
    def unarmed(self) -> frozenset[int]: ...


class Walk(Commissioning, Protocol):
    """A commissioning walk that runs beside the core."""

    async def run(self) -> None: ...


MakeWalk = Callable[[Callable[[int], None], Callable[[], None]], Walk]
"""Makes the walk from (wants a pulse of a door, something has changed)."""


@dataclass(frozen=True)
class Parts:
    """What a core is made of.

    `dice` is for ids that people read out and for jitter. `published` gets every new view, `look_again` asks the
    reader to report the code in view anew.
    """

    profile: Profile
    journal: Journal
    backend: CommerceBackend
    bank: DoorBank
    arming: ArmedDoors
    clock: Clock
    signatures: SignatureCheck
    make_walk: MakeWalk
    published: Callable[[View], None]
    look_again: Callable[[], None]
    dice: random.Random = field(default_factory=random.SystemRandom)
    watcher: Watcher | None = None


class Core:
    """The parts that know of each other, wired."""

    def __init__(self, parts: Parts) -> None:
        profile = parts.profile
        settings = profile.file.site
        self._parts = parts
        self.numbers = tuple(door.number for door in profile.wall.compartments)
        self.journal, self.bank, self.clock = parts.journal, parts.bank, parts.clock
        self.publisher = Publisher(self.scene, parts.published)
        self.facts = Facts(self.publisher.changed, unarmed=parts.arming.unarmed)
        self.activity = Activity(parts.watcher)
        self.presentations = Presentations()
        self.outbox = OutboxPump(parts.backend, self.journal, self.facts, self.activity, parts.dice)
        self.ledger = LedgerView(self.journal, self.facts)
        self.devices = DeviceWatch(self.journal, self.clock, self._committed)
        self.sync = ListSync(
            parts.backend,
            self.journal,
            self.facts,
            self.clock,
            every_s=profile.file.backend.sync_every_s,
            synced=self._synced,
            dice=parts.dice,
        )
        self.walker = parts.make_walk(lambda door: self.runner.post(WalkWantsPulse(door)), self._walked)
        self.runner = SessionRunner(
            site=flow.Site(
                settings.languages[0],
                settings.languages,
                {number: profile.wall.distance_mm(number) for number in self.numbers},
            ),
            journal=self.journal,
            bank=self.bank,
            commissioning=self.walker,
            checker=Checker(
                site=settings.number,
                site_key=profile.secrets.site.key,
                journal=self.journal,
                backend=parts.backend,
                signatures=parts.signatures,
                clock=self.clock,
                unarmed=lambda: self.facts.unarmed,
            ),
            clock=self.clock,
            facts=self.facts,
            activity=self.activity,
            committed=self._committed,
            fresh_id=self._fresh_id,
        )
        self.doors = DoorWatch(
            bank=self.bank,
            journal=self.journal,
            runner=self.runner,
            facts=self.facts,
            devices=self.devices,
            clock=self.clock,
        )

    async def recover_and_start(self, tasks: asyncio.TaskGroup) -> None:
        """Bring journal and sensors together, then serve as long as `tasks` run."""
        recovered = await recover(self.journal, self.bank, self.clock)
        await self.ledger.refresh()
        self._say_arming()
        tasks.create_task(self.runner.run(recovered.session, recovered.events))
        tasks.create_task(self.doors.run(self.numbers))
        tasks.create_task(self.walker.run())
        tasks.create_task(self.publisher.run(self.runner))
        tasks.create_task(self.ledger.run())
        tasks.create_task(self.devices.run())
        tasks.create_task(self.sync.run())
        tasks.create_task(self.outbox.run())
        self.activity.ready()
        log.info("doors ready")

    # --- what people, camera and screen do ---

    def intent(self, intent: Intent) -> None:
        """A touch. One that was meant for an earlier person is dropped."""
        if intent.session == self.runner.session.id:
            self.runner.post(Pressed(intent.action, intent.value, intent.number))

    def code(self, code: CodeSeen) -> None:
        """A code came into view."""
        self.facts.last_symbology, self.facts.last_length = code.symbology, len(code.payload)
        if not self.presentations.is_new(code.payload, self.runner.session.id):
            return
        self.activity.seen(code.payload.decode("utf-8", "replace"), code.seen_s)
        self.runner.post(CodeScanned(code.payload))

    def reader(self, status: ReaderStatus | None) -> None:
        """What the reader says of its camera; None: it is gone."""
        well = status is not None and status.state in {"ok", "ended"}
        self.devices.say("camera", "" if well else (status.state if status else "reader_gone"))
        before = self.facts.camera
        if before is None:
            self.presentations.reader_came(self.runner.session.id)
        self.facts.set(camera=status)
        if (before and before.state) != (status and status.state):
            self.activity.camera(status.state if status else "gone")

    def wants_to_look_again(self) -> bool:
        """A code reported to a core that was killed before it answered would otherwise wait in view for ever."""
        return isinstance(self.runner.session.flow, Idle | Checking)

    # --- what the screen shows ---

    def scene(self) -> Scene:
        """What the next view is made of."""
        profile = self._parts.profile
        return Scene(
            session=self.runner.session,
            facts=self.facts,
            wall=profile.wall,
            bank=self._bank_now(),
            now_s=self.clock.monotonic_s(),
            ends_in_s=self.runner.deadlines.left_s(Deadline.WARNED),
            version=__version__,
            night=profile.night.covers(_local_minute(self.clock.utc_s())),
            walk=self.walker.now(),
            bank_file=profile.file.bank.file,
        )

    def _bank_now(self) -> BankNow:
        bank, flow_ = self.bank, self.runner.session.flow
        if not isinstance(flow_, SignedIn):
            return BankNow({}, {}, self.facts.unarmed)  # only the technician's pages show doors
        return BankNow(
            doors={number: bank.door(number) for number in self.numbers},
            places={number: bank.place(number) for number in self.numbers},
            unarmed=self.facts.unarmed,
            buses=tuple(bank.figures()),
            frames=tuple(bank.frames(flow_.bus)) if isinstance(flow_, BusPage) else (),
        )

    def _committed(self) -> None:
        self.outbox.nudge()
        self.ledger.nudge()

    def _walked(self) -> None:
        self._say_arming()
        self.facts.set(unarmed=self._parts.arming.unarmed)
        self.publisher.changed()

    def _say_arming(self) -> None:
        self.devices.say("commissioning", "missing" if self._parts.arming.unarmed else "")

    def _synced(self) -> None:
        self.activity.synced()
        self.ledger.nudge()
        flow_ = self.runner.session.flow
        if isinstance(flow_, Refused) and flow_.refusal.reason is Reason.CANNOT_CHECK:
            # Somebody was told that nobody could check; now somebody can, and they may still hold the code up.
            self._parts.look_again()

    def _fresh_id(self) -> str:
        """Ten symbols a person can read out over the phone: 50 bits, unique over every kiosk of a fleet."""
        return "".join(self._parts.dice.choice(ALPHABET) for _ in range(10))


def _local_minute(utc_s: float) -> int:
    local = datetime.fromtimestamp(utc_s, UTC).astimezone()
    return local.hour * 60 + local.minute
