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

from kiosk import __version__
from kiosk.adapters.arming import Arming, load_arming
from kiosk.adapters.bank import Bank, bank_config
from kiosk.adapters.clock import SystemClock
from kiosk.adapters.commissioning import Walker
from kiosk.adapters.signatures import SignatureVerifier
from kiosk.commerce.http import HttpBackend
from kiosk.core import Core, Parts
from kiosk.domain.record import Entry, JsonValue, Kind
from kiosk.ipc.server import Handlers, IpcServer
from kiosk.journal.journal import SqliteJournal
from kiosk.messages import CORE_SOCKET, Site, View, Welcome
from kiosk.ports import Clock
from kiosk.services.activity import Watcher
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


async def run_core(options: CoreOptions) -> None:
    """Run until cancelled. Raises JournalError (in an ExceptionGroup) when the disk fails."""
    profile, boot = options.profile, secrets.token_hex(8)
    clock = KioskClock(SystemClock(), profile.file.policy.clock_limits())
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
        await clock.recall(journal)
        started = Entry.of(Kind.CORE_STARTED, boot=boot, version=__version__, clean=journal.clean_stop)
        await journal.append(started)
        await driver.ready(_FIRST_POLL_S)
        bank = Bank(driver, wiring)
        screens = _Screens()
        core = Core(
            Parts(
                profile=profile,
                journal=journal,
                backend=backend,
                bank=bank,
                arming=arming,
                clock=clock,
                signatures=SignatureVerifier(profile.secrets.public_keys),
                make_walk=_Walk(options, bank, arming, clock).make,
                published=screens.publish,
                look_again=screens.look_again,
                watcher=_datagrams(options.activity),
            )
        )
        handlers = Handlers(core.intent, lambda _: None, core.code, core.reader)
        screens.server = IpcServer(Welcome(_site(options)), handlers, core.wants_to_look_again)
        async with screens.server.listen(options.runtime / CORE_SOCKET), asyncio.TaskGroup() as tasks:
            await core.recover_and_start(tasks)


class _Screens:
    """The server that core and screens meet at, which knows the core and is known to it."""

    server: IpcServer

    def publish(self, view: View) -> None:
        self.server.publish(view)

    def look_again(self) -> None:
        self.server.look_again()


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
