"""The age of the list, told once when it changes."""

import asyncio
from pathlib import Path

import pytest

from kiosk.domain.credential import CredentialKind
from kiosk.domain.kiosk_time import Claim
from kiosk.domain.record import Kind
from kiosk.domain.staleness import ListPolicy, Tier
from kiosk.journal import SqliteJournal
from kiosk.services.facts import Facts
from kiosk.services.kiosk_clock import KioskClock
from kiosk.services.list_age import ListAge
from locker_driver import PermitIssuer
from tests.helpers.core import durable, until
from tests.helpers.time import Machine

HOUR_S = 3600.0


def test_it_grows_over_restarts_and_ends_with_a_sync(tmp_path: Path) -> None:
    machine, path = Machine(), tmp_path / "journal.sqlite3"

    async def start(first: bool) -> None:
        clock = KioskClock(machine)
        async with SqliteJournal.open(path, boot="b", clock=clock, issue=PermitIssuer().issue) as journal:
            await clock.recall(journal)
            facts = Facts(lambda: None)
            age = ListAge(clock, ListPolicy(ended_allows="nothing"), journal, facts, lambda: None)
            if first:
                assert (age.tier, age.refuses_tokens()) == (Tier.ENDED, True)  # there never was one
                clock.hear(Claim(machine.utc, 0.1, machine.monotonic))
                age.synced()
                await age.look()
                await journal.heartbeat()
                machine.wait(71 * HOUR_S)
                await age.look()
            else:
                assert age.tier is Tier.OLD
                await age.look()
                assert (facts.list_tier, facts.list_refuses) == ("old", True)
                assert age.refuses(CredentialKind.BADGE)
                assert not age.refuses(CredentialKind.PICKUP)
                age.synced()
                await age.look()
                assert (facts.list_tier, facts.list_refuses) == ("fresh", False)

    asyncio.run(start(True))
    machine.wait(2 * HOUR_S)
    asyncio.run(start(False))
    told = [(row["tier"], row["age_s"]) for row in durable(path, Kind.LIST_TIER)]
    assert told == [("stale", 71 * HOUR_S), ("old", 73 * HOUR_S), ("fresh", 0)]


def test_it_is_looked_at_when_a_list_came(tmp_path: Path) -> None:
    machine, path = Machine(), tmp_path / "journal.sqlite3"

    async def main() -> None:
        clock = KioskClock(machine)
        async with SqliteJournal.open(path, boot="b", clock=clock, issue=PermitIssuer().issue) as journal:
            facts = Facts(lambda: None, list_tier="old")
            age = ListAge(clock, ListPolicy(), journal, facts, lambda: None)
            running = asyncio.create_task(age.run())
            age.synced()
            await until(lambda: facts.list_tier == "fresh")
            running.cancel()

    asyncio.run(main())


def test_a_clock_that_is_put_right_makes_no_list_older_than_it_is() -> None:
    machine = Machine()
    clock = KioskClock(machine)
    clock.hear(Claim(machine.utc, 0.1, machine.monotonic))
    clock.synced()
    machine.wait(60.0)
    for _ in range(2):  # nobody witnesses for it: it takes two
        clock.hear(Claim(machine.utc + 10 * HOUR_S, 0.1, machine.monotonic, own=True))
        machine.wait(60.0)
    assert clock.utc_s() > machine.utc + 9 * HOUR_S
    assert clock.list_age_s() == pytest.approx(180.0)
