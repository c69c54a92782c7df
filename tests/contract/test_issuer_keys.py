"""The issuer's key is changed at the real backend, and a running core follows with no file of its own touched."""

import asyncio
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import msgspec
import pytest

from kiosk.adapters.signatures import SignatureVerifier
from kiosk.backend.issuer import Issuer
from kiosk.backend.keys import main as change_keys
from kiosk.commerce.http import HttpBackend
from kiosk.core import Core, Parts
from kiosk.domain.decision import Grant, Reason, Refusal
from kiosk.domain.record import Kind
from kiosk.domain.token import Token
from kiosk.flows.effects import Check
from kiosk.flows.events import Answer
from kiosk.secrets import IssuerSecrets, load_secrets
from kiosk.services import sync
from kiosk.services.checker import Checker
from kiosk.services.kiosk_clock import KioskClock
from kiosk.settings import load_profile
from tests.helpers.core import World, durable, until
from tests.helpers.fakes import FakeCommissioning
from tests.helpers.time import Machine

NOBODY = "http://127.0.0.1:9"


class _Walk(FakeCommissioning):
    async def run(self) -> None:
        await asyncio.Event().wait()


class _AllArmed:
    unarmed: frozenset[int] = frozenset()


@dataclass
class Kiosk:
    """A core that runs, and a checker with the same parts."""

    core: Core
    checker: Checker

    async def show(self, text: str) -> Answer:
        return await self.checker.check(Check("scanned", text.encode()))


class Site:
    """The backend with its secrets file, and a kiosk with the file it was given at the start."""

    def __init__(self, running: Any, folder: Path) -> None:
        self._running = running
        self.url: str = running.url
        self.file = folder / "secrets.toml"
        shutil.copy("config/profiles/demo-secrets.toml", self.file)
        self.world = World(folder)
        self.policy = "backend"

    def keys(self, *words: str) -> None:
        """Changes the backend's file, and starts the backend anew."""
        assert change_keys(["--secrets", str(self.file), *words]) == 0
        backend, secrets = self._running.backend, load_secrets(self.file)
        changed = replace(backend, secrets=secrets, verifier=SignatureVerifier(secrets.public_keys))
        self._running.backend_app.state.backend = changed

    def code(self, unique_id: int) -> str:
        """Of the key that signs now, for a pickup that lies here."""
        issuer = load_secrets(self.file).issuer
        assert isinstance(issuer, IssuerSecrets)
        pickup, now_s = self._running.pickup("one-parcel"), int(self._running.clock[0])
        token = Token(issuer.key_id, 4, pickup, now_s - 3600, now_s + 86_400, bytes((*bytes(7), unique_id)))
        return Issuer(issuer.key_id, issuer.private_seed).issue(token)

    @asynccontextmanager
    async def kiosk(self, url: str) -> AsyncIterator[Kiosk]:
        profile = load_profile("demo")
        settings = profile.file
        settings = msgspec.structs.replace(
            settings,
            backend=msgspec.structs.replace(settings.backend, sync_every_s=0.02),
            policy=msgspec.structs.replace(settings.policy, issuer_keys=self.policy),
        )
        profile = replace(profile, file=settings)
        clock = KioskClock(Machine(utc=self._running.clock[0]), settings.policy.clock_limits())
        secrets, site = profile.secrets, settings.site
        signatures = SignatureVerifier(secrets.public_keys)
        async with (
            self.world.journal() as journal,
            HttpBackend(
                url,
                bearer_key=secrets.kiosk.bearer_key,
                site=site.number,
                kiosk=site.kiosk_id,
                site_key=secrets.site.key,
            ) as backend,
            asyncio.TaskGroup() as tasks,
        ):
            core = Core(
                Parts(
                    profile=profile,
                    journal=journal,
                    backend=backend,
                    bank=self.world.bank,
                    arming=_AllArmed(),
                    clock=clock,
                    signatures=signatures,
                    make_walk=lambda _wants, _changed: _Walk(),
                    published=lambda _view: None,
                    look_again=lambda: None,
                )
            )
            serving = tasks.create_task(_serve(core))
            await until(core.runner.ready.is_set)
            yield Kiosk(core, Checker(site.number, secrets.site.key, journal, backend, signatures, self.world.clock))
            serving.cancel()


async def _serve(core: Core) -> None:
    async with asyncio.TaskGroup() as tasks:
        await core.recover_and_start(tasks)


@pytest.fixture
def site(running: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Site:
    monkeypatch.setattr(sync, "SITE_EVERY_S", -1.0)
    site = Site(running, tmp_path)
    site.world.clock.utc = running.clock[0]
    return site


def changes(site: Site) -> list[tuple[list[int], list[int]]]:
    return [(row["added"], row["dropped"]) for row in durable(site.world.path, Kind.ISSUER_KEYS_CHANGED)]


@pytest.mark.allow_warnings
def test_new_switch_and_drop_reach_a_running_kiosk(site: Site) -> None:
    old = site.code(1)

    async def online() -> str:
        async with site.kiosk(site.url) as kiosk:
            await until(lambda: kiosk.core.facts.synced_s is not None)
            assert isinstance(await kiosk.show(old), Grant)
            site.keys("new")
            await until(lambda: changes(site) == [([2], [])])
            site.keys("switch")
            new = site.code(2)
            for text in (old, new):
                assert isinstance(await kiosk.show(text), Grant)
            site.keys("drop", "1")
            await until(lambda: changes(site) == [([2], []), ([], [1])])
            assert await kiosk.show(old) == Refusal(Reason.UNKNOWN)
            assert isinstance(await kiosk.show(new), Grant)
            return new

    async def offline(new: str) -> None:
        async with site.kiosk(NOBODY) as kiosk:
            assert await kiosk.show(old) == Refusal(Reason.UNKNOWN)
            assert isinstance(await kiosk.show(new), Grant)

    asyncio.run(offline(asyncio.run(online())))


@pytest.mark.allow_warnings
def test_a_site_that_trusts_its_file_alone_takes_none(site: Site) -> None:
    site.policy = "file"

    async def main() -> None:
        async with site.kiosk(site.url) as kiosk:
            site.keys("new")
            site.keys("switch")
            await until(lambda: kiosk.core.facts.synced_s is not None)
            await asyncio.sleep(0.2)
            assert await kiosk.show(site.code(2)) == Refusal(Reason.UNKNOWN)

    asyncio.run(main())
    assert changes(site) == []
