"""The core process put together: settings → objects → one TaskGroup. Real and simulated parts are chosen here."""

import asyncio
import json
import logging
import secrets
import socket
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from kiosk import __version__
from kiosk.adapters.arming import Arming, load_arming
from kiosk.adapters.bank import Bank, bank_config
from kiosk.adapters.clock import SystemClock
from kiosk.adapters.commissioning import Walker
from kiosk.adapters.signatures import SignatureVerifier
from kiosk.commerce.http import HttpBackend
from kiosk.domain.decision import Reason
from kiosk.domain.record import Entry, JsonValue, Kind
from kiosk.flows import session as flow
from kiosk.flows.events import CodeScanned, Deadline, Pressed, WalkWantsPulse
from kiosk.flows.service import BusPage
from kiosk.flows.session import Checking, Idle, Refused
from kiosk.ipc.server import Handlers, IpcServer
from kiosk.journal.journal import SqliteJournal
from kiosk.messages import CORE_SOCKET, CodeSeen, Intent, ReaderStatus, Site, View, Welcome
from kiosk.ports import BankNow, CommerceBackend, Journal
from kiosk.services.activity import Activity, Watcher
from kiosk.services.checker import Checker
from kiosk.services.devices import DeviceWatch
from kiosk.services.door_watch import DoorWatch
from kiosk.services.facts import Facts
from kiosk.services.ledger_view import LedgerView
from kiosk.services.outbox import OutboxPump
from kiosk.services.presentations import Presentations
from kiosk.services.presenter import Scene, drawing
from kiosk.services.publisher import Publisher
from kiosk.services.recovery import recover
from kiosk.services.sessions import SessionRunner
from kiosk.services.sync import ListSync
from kiosk.settings import Profile
from locker_driver import PermitIssuer, open_bank

log = logging.getLogger(__name__)

_FIRST_POLL_S: Final = 1.0
"""A bank that has not answered by then is started without: degraded, not absent."""
PREVIEW_FILE: Final = "preview.rgb"


@dataclass(frozen=True)
class CoreOptions:
    """Where the core finds its things. `activity` is a datagram socket that wants to watch, if any."""

    profile: Profile
    runtime: Path
    data: Path
    backend_url: str
    activity: Path | None = None


async def run_core(options: CoreOptions) -> None:
    """Run until cancelled. Raises JournalError (in an ExceptionGroup) when the disk fails."""
    profile, clock, boot = options.profile, SystemClock(), secrets.token_hex(8)
    issuer = PermitIssuer()
    wiring = bank_config(profile, options.runtime)
    waived = profile.file.bank.commissioning == "waived"
    arming = load_arming(wiring, profile.proof_path(options.data), waived=waived)
    async with (
        open_bank(wiring, issuer, arming) as driver,
        SqliteJournal.open(options.data / "journal.sqlite3", boot=boot, clock=clock, issue=issuer.issue) as journal,
        HttpBackend(
            options.backend_url,
            bearer_key=profile.secrets.kiosk.bearer_key,
            site=profile.file.site.number,
            kiosk=profile.file.site.kiosk_id,
            site_key=profile.secrets.site.key,
        ) as backend,
    ):
        started = Entry.of(Kind.CORE_STARTED, boot=boot, version=__version__, clean=journal.clean_stop)
        await journal.append(started)
        await driver.ready(_FIRST_POLL_S)
        bank = Bank(driver, wiring)
        core = _Core(options, journal=journal, backend=backend, bank=bank, arming=arming, clock=clock)
        await core.run()


class _Core:
    """The parts that know of each other, wired."""

    def __init__(
        self,
        options: CoreOptions,
        *,
        journal: Journal,
        backend: CommerceBackend,
        bank: Bank,
        arming: Arming,
        clock: SystemClock,
    ) -> None:
        profile = options.profile
        settings = profile.file.site
        self.numbers = tuple(door.number for door in profile.wall.compartments)
        self.journal, self.bank, self.clock, self.options = journal, bank, clock, options
        self.arming = arming
        self.publisher = Publisher(self.scene, self._publish)
        self.facts = Facts(self.publisher.changed, unarmed=arming.unarmed)
        self.activity = Activity(_datagrams(options.activity))
        self.presentations = Presentations()
        self.outbox = OutboxPump(backend, journal, self.facts, self.activity)
        self.ledger = LedgerView(journal, self.facts)
        self.devices = DeviceWatch(journal, clock, self._committed)
        self.sync = ListSync(
            backend,
            journal,
            self.facts,
            clock,
            every_s=profile.file.backend.sync_every_s,
            synced=self._synced,
        )
        self.walker = Walker(
            bank=bank,
            arming=arming,
            proof_path=profile.proof_path(options.data),
            clock=clock,
            wants_pulse=lambda door: self.runner.post(WalkWantsPulse(door)),
            changed=self._walked,
        )
        self.runner = SessionRunner(
            site=flow.Site(
                settings.languages[0],
                settings.languages,
                {number: profile.wall.distance_mm(number) for number in self.numbers},
            ),
            journal=journal,
            bank=bank,
            commissioning=self.walker,
            checker=Checker(
                site=settings.number,
                site_key=profile.secrets.site.key,
                journal=journal,
                backend=backend,
                signatures=SignatureVerifier(profile.secrets.public_keys),
                clock=clock,
                unarmed=lambda: self.facts.unarmed,
            ),
            clock=clock,
            facts=self.facts,
            activity=self.activity,
            committed=self._committed,
        )
        self.doors = DoorWatch(
            bank=bank, journal=journal, runner=self.runner, facts=self.facts, devices=self.devices, clock=clock
        )
        handlers = Handlers(self._intent, lambda _: None, self._code, self._reader)
        self.server = IpcServer(Welcome(_site(options)), handlers, self._look_again)

    async def run(self) -> None:
        """Recover, then serve."""
        recovered = await recover(self.journal, self.bank, self.clock)
        await self.ledger.refresh()
        self._say_arming()
        async with self.server.listen(self.options.runtime / CORE_SOCKET), asyncio.TaskGroup() as tasks:
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

    def scene(self) -> Scene:
        """What the next view is made of."""
        return Scene(
            session=self.runner.session,
            facts=self.facts,
            wall=self.options.profile.wall,
            bank=self._bank_now(),
            now_s=self.clock.monotonic_s(),
            ends_in_s=self.runner.deadlines.left_s(Deadline.WARNED),
            version=__version__,
            night=self.options.profile.night.covers(_local_minute(self.clock.utc_s())),
            walk=self.walker.now(),
            bank_file=self.options.profile.file.bank.file,
        )

    def _bank_now(self) -> BankNow:
        bank, flow_ = self.bank, self.runner.session.flow
        return BankNow(
            doors={number: bank.door(number) for number in self.numbers},
            places={number: bank.place(number) for number in self.numbers},
            unarmed=self.facts.unarmed,
            buses=tuple(bank.figures()),
            frames=tuple(bank.frames(flow_.bus)) if isinstance(flow_, BusPage) else (),
        )

    def _publish(self, made: View) -> None:
        self.server.publish(made)

    def _committed(self) -> None:
        self.outbox.nudge()
        self.ledger.nudge()

    def _walked(self) -> None:
        self._say_arming()
        self.facts.set(unarmed=self.arming.unarmed)
        self.publisher.changed()

    def _say_arming(self) -> None:
        self.devices.say("commissioning", "missing" if self.arming.unarmed else "")

    def _synced(self) -> None:
        self.activity.synced()
        self.ledger.nudge()
        flow_ = self.runner.session.flow
        if isinstance(flow_, Refused) and flow_.refusal.reason is Reason.CANNOT_CHECK:
            # Somebody was told that nobody could check; now somebody can, and they may still hold the code up.
            self.server.look_again()

    def _intent(self, intent: Intent) -> None:
        if intent.session == self.runner.session.id:
            self.runner.post(Pressed(intent.action, intent.value, intent.number))

    def _code(self, code: CodeSeen) -> None:
        self.facts.last_symbology, self.facts.last_length = code.symbology, len(code.payload)
        if not self.presentations.is_new(code.payload, self.runner.session.id):
            return
        self.activity.seen(code.payload.decode("utf-8", "replace"), code.seen_s)
        self.runner.post(CodeScanned(code.payload))

    def _reader(self, status: ReaderStatus | None) -> None:
        well = status is not None and status.state in {"ok", "ended"}
        self.devices.say("camera", "" if well else (status.state if status else "reader_gone"))
        before = self.facts.camera
        if before is None:
            self.presentations.reader_came(self.runner.session.id)
        self.facts.set(camera=status)
        if (before and before.state) != (status and status.state):
            self.activity.camera(status.state if status else "gone")

    def _look_again(self) -> bool:
        """A code reported to a core that was killed before it answered would otherwise wait in view for ever."""
        return isinstance(self.runner.session.flow, Idle | Checking)


def _local_minute(utc_s: float) -> int:
    local = datetime.fromtimestamp(utc_s, UTC).astimezone()
    return local.hour * 60 + local.minute


def _site(options: CoreOptions) -> Site:
    profile = options.profile
    site, screen = profile.file.site, profile.file.screen
    return Site(
        name=site.name,
        kiosk=site.kiosk,
        help_phone=site.help_phone,
        languages=site.languages,
        wall=drawing(profile.wall),
        screen_width_mm=screen.width_mm,
        screen_height_mm=screen.height_mm,
        preview_path=str(options.runtime / PREVIEW_FILE),
    )


def _datagrams(path: Path | None) -> Watcher | None:
    if path is None:
        return None
    watcher = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
    watcher.setblocking(False)

    def tell(event: dict[str, JsonValue]) -> None:
        try:
            watcher.sendto(json.dumps(event).encode(), str(path))
        except OSError:
            log.debug("nobody watches")

    return tell
