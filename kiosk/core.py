"""The core put together from its parts: `kiosk.app` gives real ones, `kiosk.simulation` others.

Nothing here opens a file, a port or a socket. What people and cameras do comes in through `code`, `intent` and
`reader`; what screens show goes out through `published`.
"""

import asyncio
import logging
import random
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from math import inf
from typing import Protocol

from kiosk import __version__
from kiosk.domain.command import SignedCommand
from kiosk.domain.credential import CredentialKind
from kiosk.domain.decision import Reason
from kiosk.domain.life_safety import child_sized
from kiosk.domain.typed_code import ALPHABET
from kiosk.flows import service
from kiosk.flows import session as flow
from kiosk.flows.events import CodeScanned, Deadline, GoodsScanned, Pressed, WalkWantsPulse
from kiosk.flows.service import BusPage, SignedIn
from kiosk.flows.session import Checking, Idle, Refused
from kiosk.flows.shopping import LISTENING
from kiosk.gs1 import gtin_of, read_label
from kiosk.messages import CodeSeen, Intent, ReaderStatus, RescueScreen, ScannerLine, ScannersStatus, View
from kiosk.ports import (
    BankNow,
    CommerceBackend,
    Commissioning,
    DoorBank,
    DoorChange,
    Journal,
    Signatures,
    SiteFacts,
    Trade,
)
from kiosk.services.activity import Activity, Watcher
from kiosk.services.alarms import AlarmBook
from kiosk.services.allocation import Allocator
from kiosk.services.bulk_guard import BulkGuard
from kiosk.services.checker import Checker
from kiosk.services.clock_watch import ClockWatch, source_of
from kiosk.services.commands import CommandDesk, CommandPoll, Identity
from kiosk.services.devices import DeviceWatch
from kiosk.services.door_watch import DoorWatch
from kiosk.services.facts import Facts
from kiosk.services.issuer_keys import IssuerKeys
from kiosk.services.kiosk_clock import KioskClock
from kiosk.services.ledger_view import LedgerView
from kiosk.services.list_age import ListAge
from kiosk.services.outbox import OutboxPump
from kiosk.services.patience import Patience, PatientBackend
from kiosk.services.pickup_clock import Hands, PickupClock, held_by
from kiosk.services.presentations import Presentations
from kiosk.services.presenter import Scene
from kiosk.services.publisher import Publisher
from kiosk.services.recovery import Wiring, recover
from kiosk.services.rescue import RescueRunner
from kiosk.services.session_store import forget_if_gone
from kiosk.services.sessions import SessionRunner
from kiosk.services.sign_ins import SignIns
from kiosk.services.sync import ListSync
from kiosk.services.visits import Visits
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

    `clock` has recalled the mark of `journal`, which stamps with it. `dice` is for ids that people read out, nonces and
    jitter. `published` gets every new view, `look_again` asks the reader to report the code in view anew. `boot` is the
    id of this start; without `command_check` no door is opened from afar.
    """

    profile: Profile
    journal: Journal
    backend: CommerceBackend
    trade: Trade
    bank: DoorBank
    arming: ArmedDoors
    clock: KioskClock
    signatures: Signatures
    make_walk: MakeWalk
    published: Callable[[View], None]
    look_again: Callable[[], None]
    dice: random.Random = field(default_factory=random.SystemRandom)
    watcher: Watcher | None = None
    boot: str = ""
    command_check: Callable[[SignedCommand], bool] | None = None


class Core:
    """The parts that know of each other, wired."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self.numbers = tuple(door.number for door in parts.profile.wall.compartments)
        self.journal, self.bank, self.clock = parts.journal, parts.bank, parts.clock
        self._places = {number: self.bank.place(number) for number in self.numbers}
        self._patience = Patience(self.clock, self._key_refused)
        self._backend = PatientBackend(parts.backend, self._patience)
        self.publisher = Publisher(self.scene, parts.published)
        self.facts = Facts(self._changed, unarmed=parts.arming.unarmed)
        self.activity = Activity(parts.watcher)
        self.presentations = Presentations()
        self.recovered = asyncio.Event()
        self.alarms = AlarmBook(self.facts, self.clock)
        self.devices = DeviceWatch(self.journal, self.clock, self._committed)
        self.guard = BulkGuard(parts.profile.file.policy.bulk_limit, self.clock)
        self.hands = Hands(self.clock)
        self._keep_time()
        self._meet_backend()
        self._serve_people()
        self._watch_doors()

    def _keep_time(self) -> None:
        policy, backend = self._parts.profile.file.policy, self._parts.profile.file.backend
        self.clock_watch = ClockWatch(
            self.clock,
            self.journal,
            self.facts,
            self._committed,
            source=source_of(embedded=backend.kind == "embedded", url=backend.url),
            trust_ntp=policy.trust_ntp,
        )
        self.list_age = ListAge(self.clock, policy.list_policy(), self.journal, self.facts, self._committed)
        self.pickup_clock = PickupClock(
            self.journal,
            self.clock,
            self.facts,
            door=self.bank.door,
            committed=self._committed,
            hands=self.hands,
        )

    def _meet_backend(self) -> None:
        parts = self._parts
        self.outbox = OutboxPump(
            self._backend,
            self.journal,
            self.facts,
            activity=self.activity,
            clock=self.clock,
            dice=parts.dice,
            list_first=True,
        )
        self.journal.watch_outbox(self.outbox.nudge)
        self.sync = ListSync(
            self._backend,
            self.journal,
            self.facts,
            self.clock,
            every_s=parts.profile.file.backend.sync_every_s,
            synced=self._synced,
            dice=parts.dice,
            heard_time=self.clock_watch.heard,
            heard_site=self._heard_site,
        )
        self.issuer_keys = IssuerKeys(
            parts.profile.secrets.public_keys,
            self.journal,
            parts.signatures,
            self.alarms,
            by_backend=parts.profile.file.policy.issuer_keys == "backend",
        )

    async def _heard_site(self, site: SiteFacts) -> None:
        await self.issuer_keys.heard(site.keys)

    def _serve_people(self) -> None:
        parts, languages = self._parts, self._parts.profile.file.site.languages
        distances_mm = {number: parts.profile.wall.distance_mm(number) for number in self.numbers}
        self.walker = parts.make_walk(lambda door: self.runner.post(WalkWantsPulse(door)), self._walked)
        checker = self._checker()
        visits = Visits(parts.trade, self._patience, lambda: self.facts.capabilities, parts.profile.file.site.number)
        self.runner = SessionRunner(
            site=flow.Site(languages[0], languages, distances_mm, self._in_reach()),
            journal=self.journal,
            bank=self.bank,
            commissioning=self.walker,
            checker=checker,
            visits=visits,
            sign_ins=SignIns(
                parts.trade, self._patience, checker, visits, clock=self.clock, out_of_service=self.facts.out_of_service
            ),
            clock=self.clock,
            facts=self.facts,
            activity=self.activity,
            committed=self._committed,
            fresh_id=self._fresh_id,
            guard=self.guard,
            hands=lambda session: self.hands.entries(held_by(session)),
        )
        self.commands = self._command_desk(parts.command_check) if parts.command_check else None

    def _in_reach(self) -> frozenset[int]:
        wall = self._parts.profile.wall
        policy = self._parts.profile.file.policy.allocation(wall.sizes)
        return frozenset(door.number for door in wall.compartments if policy.in_reach(door.grip_mm))

    def _checker(self) -> Checker:
        parts = self._parts
        return Checker(
            site=parts.profile.file.site.number,
            site_key=parts.profile.secrets.site.key,
            journal=self.journal,
            backend=self._backend,
            signatures=parts.signatures,
            clock=self.clock,
            unarmed=lambda: self.facts.unarmed,
            refuses=self.list_age.refuses,
            refuses_tokens=self.list_age.refuses_tokens,
            time_trusted=lambda: self.clock.trusted,
            card_numbers=frozenset(map(CredentialKind, parts.profile.file.policy.card_numbers)),
        )

    def _watch_doors(self) -> None:
        profile = self._parts.profile
        self.rescue = RescueRunner(
            journal=self.journal,
            bank=self.bank,
            sessions=self.runner,
            facts=self.facts,
            alarms=self.alarms,
            child_sized=child_sized(profile.wall),
            committed=self._committed,
            fresh_id=self._fresh_id,
        )
        self.ledger = LedgerView(
            self.journal, self.facts, self.alarms, self.rescue.told, watched=self._doors_are_looked_at
        )
        self.allocator = Allocator(
            journal=self.journal,
            bank=self.bank,
            wall=profile.wall,
            policy=profile.file.policy.allocation(profile.wall.sizes),
            facts=self.facts,
            committed=self._committed,
            loading=self.technician_at_work,
        )
        self.doors = DoorWatch(
            bank=self.bank,
            journal=self.journal,
            runner=self.runner,
            facts=self.facts,
            devices=self.devices,
            rescue=self.rescue,
            alarms=self.alarms,
            clock=self.clock,
            committed=self._committed,
        )

    async def recover_and_start(self, tasks: asyncio.TaskGroup) -> None:
        """Bring journal and sensors together, then serve as long as `tasks` run."""
        await forget_if_gone(self.journal, self.clock.utc_s(), self.clock.away_s())
        await self.guard.restore(self.journal)
        await self.issuer_keys.restore()
        wiring = Wiring(self.numbers, self._parts.arming.unarmed, large=self.rescue.child_sized)
        recovered = await recover(self.journal, self.bank, self.clock, wiring)
        if recovered.session is not None:
            self.runner.session = recovered.session  # on the first screen already: nobody is to begin on an idle one
        self.recovered.set()
        for number in recovered.unexpected:
            self.alarms.note(DoorChange.OPENED_WITHOUT_COMMAND, door=number)
        await self.pickup_clock.recover(recovered.session)
        await self.ledger.refresh()
        self._say_arming()
        tasks.create_task(self.runner.run(recovered.session, recovered.events))
        tasks.create_task(self.doors.run(self.numbers))
        for part in (
            self.rescue,
            self.pickup_clock,
            self.clock_watch,
            self.list_age,
            self.walker,
            self.ledger,
            self.allocator,
            self.devices,
            self.sync,
            self.outbox,
        ):
            tasks.create_task(part.run())
        if self.commands is not None:
            wait_s = self._parts.profile.file.backend.command_wait_s
            poll = CommandPoll(self.commands, self._backend, self.clock, self._parts.dice, wait_s=wait_s)
            tasks.create_task(self.commands.run())
            tasks.create_task(poll.run())
        self.activity.ready()
        log.info("doors ready")

    def stop(self) -> None:
        """Nothing of this core happens by itself any more. Its tasks are ended by whoever owns their group."""
        self.publisher.stop()
        self.runner.deadlines.clear_all()
        self.rescue.stop()

    # --- what people, camera and screen do ---

    def intent(self, intent: Intent) -> None:
        """A touch. One that was meant for an earlier person is dropped, unless it may save somebody."""
        if self.rescue.takes(intent, on_screen=isinstance(self.publisher.screen, RescueScreen)):
            self.runner.post(Pressed("more_time"))  # whoever helps a child does not lose their own turn
        elif intent.session == self.runner.session.id:
            self.runner.post(Pressed(intent.action, intent.value, intent.number))

    def code(self, code: CodeSeen) -> None:
        """A code came into view."""
        self.facts.last_symbology, self.facts.last_length = code.symbology, len(code.payload)
        # Only where somebody tries it out, since the first label is a sixth of a second of imports.
        label = read_label(code.payload.decode("utf-8", "replace"), code.aim) if self.technician_at_work() else None
        self.facts.last_label = label.names if label else ""
        if not self.presentations.is_new(code.payload, self.runner.session.id):
            return
        if isinstance(self.runner.session.flow, LISTENING) and code.entry == "scanned":
            self.runner.post(GoodsScanned(gtin_of(code.payload.decode("utf-8", "replace"), code.aim)))
            return
        self.activity.seen(code.payload.decode("utf-8", "replace"), code.seen_s)
        self.runner.post(CodeScanned(code.payload, code.entry))

    def reader(self, status: ReaderStatus | None) -> None:
        """What the reader says of its camera; None: it is gone."""
        well = status is not None and status.state in {"ok", "ended"}
        self.devices.say("camera", "" if well else (status.state if status else "reader_gone"))
        if status is not None:
            self.devices.say("camera_view", status.view)
            required = self._parts.profile.file.camera.sandbox == "required"
            self.devices.say("reader_sandbox", "incomplete" if required and status.unconfined else "")
        before = self.facts.camera
        if before is None:
            self.presentations.reader_came(self.runner.session.id)
        self.facts.set(camera=status)
        if (before and before.state) != (status and status.state):
            self.activity.camera(status.state if status else "gone")

    def scanners(self, status: ScannersStatus | None) -> None:
        """What the scanners' process says of them; None: it is gone."""
        if status is None:
            lines = tuple(ScannerLine(one.source, "gone", one.codes_seen) for one in self.facts.scanners)
        else:
            lines = status.scanners
        if not any(one.state != "gone" for one in self.facts.scanners):
            self.presentations.reader_came(self.runner.session.id)
        for one in lines:
            self.devices.say(f"scanner {one.source}", "" if one.state == "ok" else one.state)
        self.facts.set(scanners=lines)

    def ui(self, there: bool) -> None:
        """A UI has shown that it turns, or the last one has gone."""
        self.devices.say("ui", "" if there else "gone")

    def wants_to_look_again(self) -> bool:
        """A code reported to a core that was killed before it answered would otherwise wait in view for ever."""
        return isinstance(self.runner.session.flow, Idle | Checking)

    # --- what the screen shows ---

    def scene(self) -> Scene:
        """What the next view is made of."""
        profile = self._parts.profile
        night, night_changes_in_s = self._night()
        return Scene(
            session=self.runner.session,
            facts=self.facts,
            wall=profile.wall,
            bank=self._bank_now(),
            now_s=self.clock.monotonic_s(),
            ends_in_s=self.runner.deadlines.left_s(Deadline.WARNED),
            turn_in_s=self.runner.deadlines.left_s(Deadline.TURN),
            version=__version__,
            night=night,
            night_changes_in_s=night_changes_in_s,
            walk=self.walker.now(),
            bank_file=profile.file.bank.file,
            rescue=self.rescue.state,
            child_sized=self.rescue.child_sized,
            live_s=profile.file.screen.live_s,
        )

    def _night(self) -> tuple[bool, float]:
        """Whether it is night, and for how long that stays so."""
        night = self._parts.profile.night
        if night.never:
            return False, inf
        second = _local_second(self.clock.local_utc_s())
        return night.covers(int(second) // 60), night.changes_in_s(second)

    def _bank_now(self) -> BankNow:
        bank, flow_ = self.bank, self.runner.session.flow
        if not isinstance(flow_, SignedIn):
            return BankNow({}, {}, self.facts.unarmed)  # only the technician's pages show doors
        return BankNow(
            doors={number: bank.door(number) for number in self.numbers},
            places=self._places,
            unarmed=self.facts.unarmed,
            buses=tuple(bank.figures()),
            frames=tuple(bank.frames(flow_.bus)) if isinstance(flow_, BusPage) else (),
        )

    def _key_refused(self, refused: bool) -> None:
        if refused and not self.devices.missing("backend_key"):
            log.error("the backend does not take this kiosk's key (401): kiosk.bearer_key in its secrets file")
            self.alarms.note("backend_key")
        self.devices.say("backend_key", "refused" if refused else "")

    def _changed(self) -> None:
        self.publisher.changed()
        self.pickup_clock.nudge()
        self.ledger.screen_changed()

    def _doors_are_looked_at(self) -> bool:
        """Whether the screen says of doors what is behind them."""
        return self.technician_at_work() or self.rescue.state.page is not None

    def technician_at_work(self) -> bool:
        """Whether somebody with badge and PIN stands at the kiosk."""
        return isinstance(self.runner.session.flow, service.SignedIn)

    def _command_desk(self, genuine: Callable[[SignedCommand], bool]) -> CommandDesk:
        site, dice = self._parts.profile.file.site, self._parts.dice
        return CommandDesk(
            Identity(f"/sites/{site.number}/kiosks/{site.kiosk_id}", self._parts.boot, genuine),
            journal=self.journal,
            bank=self.bank,
            runner=self.runner,
            guard=self.guard,
            facts=self.facts,
            clock=self.clock,
            trusted_utc_s=lambda: self.clock.utc_s() if self.clock.trusted else None,
            fresh_nonce=lambda: f"{dice.getrandbits(128):032x}",
        )

    def _committed(self) -> None:
        self.ledger.nudge()
        self.allocator.nudge()

    def _walked(self) -> None:
        self._say_arming()
        self.facts.set(unarmed=self._parts.arming.unarmed)
        self.publisher.changed()

    def _say_arming(self) -> None:
        self.devices.say("commissioning", "missing" if self._parts.arming.unarmed else "")

    def _synced(self) -> None:
        self.outbox.backend_back()
        self.activity.synced()
        self.list_age.synced()
        self._committed()
        flow_ = self.runner.session.flow
        if isinstance(flow_, Refused) and flow_.refusal.reason is Reason.CANNOT_CHECK:
            # Somebody was told that nobody could check; now somebody can, and they may still hold the code up.
            self._parts.look_again()

    def _fresh_id(self) -> str:
        """Ten symbols a person can read out over the phone: 50 bits, unique over every kiosk of a fleet."""
        return "".join(self._parts.dice.choice(ALPHABET) for _ in range(10))


def _local_second(utc_s: float) -> float:
    local = time.localtime(utc_s)
    return local.tm_hour * 3600 + local.tm_min * 60 + local.tm_sec + utc_s % 1.0
