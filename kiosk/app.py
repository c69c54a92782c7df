"""The core process: settings → real parts → one TaskGroup, and the socket for UI and reader."""

import asyncio
import json
import logging
import secrets
import socket
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from kiosk import __version__, out_of_service
from kiosk.adapters.arming import Arming, load_arming
from kiosk.adapters.bank import Bank, bank_config
from kiosk.adapters.clock import SystemClock
from kiosk.adapters.commissioning import Walker
from kiosk.adapters.signatures import CommandVerifier, SignatureVerifier
from kiosk.adapters.systemd import PINGS, Notifier
from kiosk.commerce.http import HttpBackend
from kiosk.commerce.trade import HttpTrade
from kiosk.core import Core, Parts
from kiosk.domain.record import Entry, JsonValue, Kind
from kiosk.errors import JournalError, JournalFault
from kiosk.ipc.server import Handlers, IpcServer
from kiosk.journal.ballast import Ballast, free_mb
from kiosk.journal.journal import SqliteJournal
from kiosk.journal_care import look_after_storage
from kiosk.messages import CORE_SOCKET, ReaderStatus, Site, View, Welcome
from kiosk.ports import Clock
from kiosk.services.activity import Watcher
from kiosk.services.bulk_guard import GuardedIssuer
from kiosk.services.health import Health
from kiosk.services.kiosk_clock import KioskClock
from kiosk.services.presenter import drawing
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

    @property
    def journal(self) -> Path:
        """The journal's file."""
        return self.data / "journal.sqlite3"


async def run_core(options: CoreOptions) -> None:
    """Run until cancelled. Raises JournalError (in an ExceptionGroup) when the disk fails.

    One that cannot even be started with is told on the screen first. A core that was serving ends at once: somebody
    may stand at an open door, and the next start looks at the disk anew.
    """
    screens = _Screens()
    ballast = Ballast(options.journal, options.profile.file.storage.ballast_mb)
    try:
        await _run(options, screens, ballast)
    except* JournalError as errors:
        failure = errors  # what else goes wrong from here on must not end up in a group with it
    else:
        return
    fault = _fault(failure)
    if fault is JournalFault.FAILED and free_mb(options.data) == 0:
        fault = JournalFault.DISK_FULL  # SQLite calls it an I/O error where its shared memory finds no room
    room = fault is JournalFault.DISK_FULL and ballast.drop()
    if not screens.serving and not room:
        await out_of_service.serve(fault, Welcome(_site(options)), options.runtime / CORE_SOCKET)
    raise failure


async def _run(options: CoreOptions, screens: "_Screens", ballast: Ballast) -> None:
    profile, boot = options.profile, secrets.token_hex(8)
    clock = KioskClock(SystemClock(), profile.file.policy.clock_limits())
    issuer = PermitIssuer()
    guarded = GuardedIssuer(issuer.issue, profile.file.policy.bulk_limit, clock)
    command_keys = profile.secrets.command_keys
    wiring = bank_config(profile, options.runtime)
    waived = profile.file.bank.commissioning == "waived"
    arming = load_arming(wiring, profile.proof_path(options.data), waived=waived)
    async with (
        SqliteJournal.open(options.journal, boot=boot, clock=clock, issue=guarded.issue) as journal,
        open_bank(wiring, issuer, arming) as driver,
        HttpBackend(
            options.backend_url,
            bearer_key=profile.secrets.kiosk.bearer_key,
            site=profile.file.site.number,
            kiosk=profile.file.site.kiosk_id,
            site_key=profile.secrets.site.key,
        ) as backend,
        HttpTrade(options.backend_url, bearer_key=profile.secrets.kiosk.bearer_key) as trade,
    ):
        await clock.recall(journal)
        started = Entry.of(Kind.CORE_STARTED, boot=boot, version=__version__, clean=journal.clean_stop)
        await journal.append(started)
        ballast.lay(profile.file.storage.floor_mb)
        await driver.ready(_FIRST_POLL_S)
        bank = Bank(driver, wiring)
        core = Core(
            Parts(
                profile=profile,
                journal=journal,
                backend=backend,
                trade=trade,
                bank=bank,
                arming=arming,
                clock=clock,
                signatures=SignatureVerifier(profile.secrets.public_keys),
                make_walk=_Walk(options, bank, arming, clock).make,
                published=screens.publish,
                look_again=screens.look_again,
                watcher=_datagrams(options.activity),
                boot=boot,
                command_check=CommandVerifier(command_keys).verify if command_keys else None,
            )
        )
        guarded.free = core.technician_at_work
        notifier = Notifier.from_environment()
        health = Health(
            journal=journal,
            bank=bank,
            numbers=core.numbers,
            devices=core.devices,
            clock=clock,
            supervisor=notifier,
            load=lambda: f"{len(asyncio.all_tasks())} tasks, {core.facts.outbox} events wait",
        )
        screens.server = IpcServer(
            Welcome(_site(options)), _handlers(core, health), core.wants_to_look_again, core.recovered.wait
        )
        with notifier:
            async with screens.server.listen(options.runtime / CORE_SOCKET), asyncio.TaskGroup() as tasks:
                screens.serving = True
                await core.recover_and_start(tasks)
                look_after_storage(tasks, core, journal, options.journal, profile.file.storage)
                notifier.ready()
                if notifier.watchdog_s:
                    tasks.create_task(health.run(notifier.watchdog_s / PINGS))


def _handlers(core: Core, health: Health) -> Handlers:
    def ui(there: bool) -> None:
        if there:
            health.heard("ui")
        core.ui(there)

    def reader(status: ReaderStatus | None) -> None:
        if status is not None and status.state in {"ok", "ended"}:
            health.heard("camera")
        core.reader(status)

    return Handlers(core.intent, lambda _: None, core.code, reader, core.scanners, ui)


class _Screens:
    """The server that core and screens meet at, which knows the core and is known to it."""

    server: IpcServer
    serving = False

    def publish(self, view: View) -> None:
        self.server.publish(view)

    def look_again(self) -> None:
        self.server.look_again()


def _fault(errors: BaseExceptionGroup[JournalError]) -> JournalFault:
    first: BaseException = errors
    while isinstance(first, BaseExceptionGroup):
        first = first.exceptions[0]
    assert isinstance(first, JournalError)
    return first.fault


@dataclass(frozen=True)
class _Walk:
    """What a commissioning walk is made of beside the core."""

    options: CoreOptions
    bank: Bank
    arming: Arming
    clock: Clock

    def make(self, wants_pulse: Callable[[int], None], changed: Callable[[], None]) -> Walker:
        return Walker(
            bank=self.bank,
            arming=self.arming,
            proof_path=self.options.profile.proof_path(self.options.data),
            clock=self.clock,
            wants_pulse=wants_pulse,
            changed=changed,
        )


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
