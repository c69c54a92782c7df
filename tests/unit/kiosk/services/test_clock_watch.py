"""The kiosk's clock on a real journal, over restarts and power cuts."""

import asyncio
import math
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from kiosk.domain.kiosk_time import ClockState
from kiosk.domain.record import Entry, Kind
from kiosk.flows.session import Session
from kiosk.flows.typed_code import Typing
from kiosk.journal import SqliteJournal
from kiosk.services.clock_watch import MAX_ROUND_TRIP_S, ClockWatch, Source, source_of
from kiosk.services.facts import Facts
from kiosk.services.kiosk_clock import KioskClock
from kiosk.services.session_store import encode, forget_if_gone
from locker_driver import PermitIssuer
from tests.helpers.core import durable
from tests.helpers.time import TODAY, Machine

DAY_S = 86_400.0


@dataclass
class Kiosk:
    clock: KioskClock
    journal: SqliteJournal
    facts: Facts
    watch: ClockWatch
    machine: Machine

    async def sync(self, utc: float, round_trip_s: float = 0.1) -> float:
        asked_s = self.clock.monotonic_s()
        self.machine.wait(round_trip_s)
        return await self.watch.heard(utc, asked_s, self.clock.monotonic_s())


@dataclass
class Place:
    """What outlives a process."""

    path: Path
    machine: Machine

    def run(
        self,
        scenario: Callable[[Kiosk], Awaitable[None]],
        source: Source = Source.PEER,
        *,
        trust_ntp: bool = False,
    ) -> None:
        async def main() -> None:
            clock = KioskClock(self.machine)
            async with SqliteJournal.open(self.path, boot="b", clock=clock, issue=PermitIssuer().issue) as journal:
                await clock.recall(journal)
                facts = Facts(lambda: None)
                watch = ClockWatch(clock, journal, facts, lambda: None, source=source, trust_ntp=trust_ntp)
                await watch.look()
                await scenario(Kiosk(clock, journal, facts, watch, self.machine))

        asyncio.run(main())

    def changes(self) -> list[tuple[str, int, str]]:
        return [(row["state"], row["jump_s"], row["cause"]) for row in durable(self.path, Kind.CLOCK_CHANGED)]


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return Place(tmp_path / "journal.sqlite3", Machine())


async def trust(kiosk: Kiosk) -> None:
    await kiosk.sync(kiosk.machine.utc)
    await kiosk.journal.heartbeat()


def test_the_first_answer_makes_time_trusted_and_durable(place: Place) -> None:
    async def first(kiosk: Kiosk) -> None:
        assert (kiosk.clock.state, kiosk.facts.clock) == (ClockState.HELD, "held")
        await trust(kiosk)
        assert (kiosk.clock.state, kiosk.facts.clock) == (ClockState.TRUSTED, "trusted")

    async def second(kiosk: Kiosk) -> None:
        assert kiosk.clock.state is ClockState.TRUSTED  # the machine went on all the while
        assert kiosk.clock.utc_s() == pytest.approx(TODAY + 20, abs=0.2)
        assert kiosk.clock.away_s() == 0.0

    place.run(first)
    place.machine.wait(20)
    place.machine.utc = 0.0
    place.run(second)
    assert place.changes() == [("trusted", 0, "heard")]


def test_every_write_takes_the_time_along(place: Place) -> None:
    async def first(kiosk: Kiosk) -> None:
        await trust(kiosk)
        kiosk.machine.wait(1000)
        await kiosk.journal.append(Entry.of(Kind.SESSION_STARTED, entry="scanned"))
        kiosk.machine.wait(1000)  # forgotten by the cut

    async def second(kiosk: Kiosk) -> None:
        assert kiosk.clock.utc_s() == pytest.approx(TODAY + 1000, abs=1)

    place.run(first)
    place.machine.power_cut(500)
    place.run(second)


@pytest.mark.allow_warnings
def test_an_answer_without_a_witness_says_when_the_next_can_confirm_it(place: Place) -> None:
    async def first(kiosk: Kiosk) -> None:
        assert await kiosk.sync(kiosk.machine.utc) == math.inf

    async def second(kiosk: Kiosk) -> None:
        assert await kiosk.sync(TODAY + 3600) == pytest.approx(60.0)
        assert await kiosk.sync(TODAY + 3600.1) == pytest.approx(59.9)
        kiosk.machine.wait(60)
        assert await kiosk.sync(TODAY + 3660.2) == math.inf
        assert kiosk.clock.state is ClockState.TRUSTED

    place.run(first)
    place.machine.power_cut(3600)
    place.machine.utc = 0.0
    place.run(second)


def test_a_mark_on_disk_is_never_lowered(place: Place) -> None:
    async def scenario(kiosk: Kiosk) -> None:
        await trust(kiosk)
        stands = await kiosk.journal.time_mark()
        assert stands is not None
        kiosk.journal.keep_time(lambda: replace(stands, utc=stands.utc - DAY_S))
        await kiosk.journal.heartbeat()
        await kiosk.journal.save_session(None)
        assert await kiosk.journal.time_mark() == stands

    place.run(scenario)


def test_setting_the_machine_back_or_forward_moves_nothing(place: Place) -> None:
    async def first(kiosk: Kiosk) -> None:
        await trust(kiosk)
        for off_s in (-20 * 365 * DAY_S, 20 * 365 * DAY_S):
            kiosk.machine.utc = TODAY + off_s
            assert kiosk.clock.utc_s() == pytest.approx(TODAY, abs=1)

    async def ahead(kiosk: Kiosk) -> None:
        assert kiosk.clock.utc_s() == pytest.approx(TODAY, abs=1)
        assert kiosk.clock.state is ClockState.UNTRUSTED
        assert kiosk.clock.local_utc_s() == kiosk.clock.utc_s()
        assert not kiosk.clock.trusted

    place.run(first)
    place.machine.power_cut(0)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("kiosk.services.clock_watch.log.warning", lambda *_: None)
        place.run(ahead)
    assert place.changes()[-1][0] == "untrusted"


def test_an_outage_is_known_once_trusted_time_is_back_and_does_not_count(place: Place) -> None:
    async def second(kiosk: Kiosk) -> None:
        kiosk.machine.wait(30)
        assert kiosk.clock.state is ClockState.HELD
        assert kiosk.clock.utc_s() == pytest.approx(TODAY + 30, abs=1)
        assert kiosk.clock.local_utc_s() == kiosk.machine.utc
        assert kiosk.clock.away_s() == pytest.approx(3 * DAY_S, abs=1)
        await kiosk.sync(kiosk.machine.utc)
        assert kiosk.clock.utc_s() == pytest.approx(TODAY + 3 * DAY_S + 30, abs=1)

    place.run(trust)
    place.machine.power_cut(3 * DAY_S)
    place.run(second)
    assert place.changes()[-1] == ("trusted", 3 * DAY_S, "adopted")
    stopped = durable(place.path, Kind.PICKUP_CLOCK_STARTED)
    assert [(row["scope"], row["stopped_s"]) for row in stopped] == [("power", 3 * DAY_S)]


@pytest.mark.allow_warnings
@pytest.mark.parametrize("off_s", [-DAY_S, 30 * DAY_S])
def test_a_lie_is_told_once_and_moves_nothing(place: Place, off_s: float) -> None:
    async def scenario(kiosk: Kiosk) -> None:
        await trust(kiosk)
        for _ in range(5):
            kiosk.machine.wait(60)
            await kiosk.sync(kiosk.machine.utc + off_s)
        assert kiosk.clock.utc_s() == pytest.approx(kiosk.machine.utc, abs=1)
        assert [alarm.kind for alarm in kiosk.facts.alarms] == ["clock"]

    place.run(scenario)
    assert [change[2] for change in place.changes()] == ["heard", "behind" if off_s < 0 else "ahead"]


@pytest.mark.parametrize(
    ("source", "round_trip_s", "state"),
    [
        (Source.NOBODY, 0.1, ClockState.HELD),
        (Source.PEER, MAX_ROUND_TRIP_S + 1, ClockState.HELD),
        (Source.OWN, 0.1, ClockState.HELD),  # nobody confirms what this machine says of itself
        (Source.PEER, 0.1, ClockState.TRUSTED),
    ],
)
def test_whose_word_counts_after_an_outage(
    place: Place, source: Source, round_trip_s: float, state: ClockState
) -> None:
    async def second(kiosk: Kiosk) -> None:
        await kiosk.sync(kiosk.machine.utc, round_trip_s)
        assert kiosk.clock.state is state

    place.run(trust)
    place.machine.power_cut(DAY_S)
    place.run(second, source)


def test_a_time_server_is_a_witness_and_where_the_site_says_so_a_source(place: Place) -> None:
    async def own(kiosk: Kiosk) -> None:
        await kiosk.sync(kiosk.machine.utc)
        assert kiosk.clock.state is ClockState.TRUSTED

    async def alone(kiosk: Kiosk) -> None:
        kiosk.machine.wait(61)
        await kiosk.watch.look()
        assert kiosk.clock.state is ClockState.TRUSTED

    place.run(trust)
    place.machine.ntp = True
    place.machine.power_cut(20 * DAY_S)
    place.run(own, Source.OWN)
    place.machine.power_cut(DAY_S)
    place.run(alone, Source.NOBODY, trust_ntp=True)


def test_a_jump_of_the_machine_is_told_though_it_moves_nothing(place: Place) -> None:
    async def scenario(kiosk: Kiosk) -> None:
        await trust(kiosk)
        kiosk.machine.utc += 3600
        await kiosk.watch.look()

    place.run(scenario)
    assert place.changes()[-1] == ("trusted", 3600, "machine")


@pytest.mark.parametrize(("off_s", "left"), [(20.0, True), (299.0, True), (400.0, False)])
def test_whoever_was_served_before_a_power_cut_is_gone_when_it_was_long(place: Place, off_s: float, left: bool) -> None:
    async def first(kiosk: Kiosk) -> None:
        await trust(kiosk)
        await kiosk.journal.save_session(encode(Session("S1", "nb", Typing()), kiosk.clock.utc_s()))

    async def second(kiosk: Kiosk) -> None:
        await forget_if_gone(kiosk.journal, kiosk.clock.utc_s(), kiosk.clock.away_s())
        assert (await kiosk.journal.load_session() is not None) is left

    place.run(first)
    place.machine.power_cut(off_s)
    place.run(second)


@pytest.mark.allow_warnings
def test_where_nobody_knows_how_long_it_was_nobody_is_taken_for_the_same_person(place: Place) -> None:
    async def first(kiosk: Kiosk) -> None:
        await trust(kiosk)
        await kiosk.journal.save_session(encode(Session("S1", "nb", Typing()), kiosk.clock.utc_s()))

    async def second(kiosk: Kiosk) -> None:
        assert kiosk.clock.away_s() is None
        await forget_if_gone(kiosk.journal, kiosk.clock.utc_s(), kiosk.clock.away_s())
        assert await kiosk.journal.load_session() is None

    place.run(first)
    place.machine.power_cut(0)
    place.machine.utc = 0.0
    place.run(second)


@pytest.mark.parametrize(
    ("embedded", "url", "source"),
    [
        (True, "", Source.OWN),
        (False, "http://127.0.0.1:8080", Source.OWN),
        (False, "https://[::1]/pickup", Source.OWN),
        (False, "https://shop.example.no", Source.PEER),
        (False, "http://shop.example.no", Source.NOBODY),
        (False, "http://localhost.example.no", Source.NOBODY),
    ],
)
def test_whose_word_a_backends_time_is(embedded: bool, url: str, source: Source) -> None:
    assert source_of(embedded=embedded, url=url) is source
