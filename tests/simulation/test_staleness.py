"""A network that is away until the list is too old for the site's policy, and bugs of which the witness has to tell."""

from typing import Any

import pytest

from kiosk.domain.decision import Reason, Refusal
from kiosk.domain.staleness import Tier
from kiosk.policy import PolicySettings
from kiosk.services import list_age, presenter
from kiosk.services.checker import Checker
from kiosk.services.kiosk_clock import KioskClock
from kiosk.simulation.facts import Durable, FaultBegan, FaultEnded, Visit
from kiosk.simulation.loop import SimLoop
from kiosk.simulation.network import NetworkFault
from kiosk.simulation.site import BY_KIND, LENIENT, STRICT
from kiosk.simulation.witness.check import Violation
from kiosk.simulation.world import World

pytestmark = pytest.mark.allow_warnings

HOUR_S = 3600.0
AWAY_S = (9 * HOUR_S, 24 * HOUR_S)
"""From morning until night; people who were sold something before come for it."""
BADGE_S = 11.5 * HOUR_S
"""When a list is old, and not at its end yet."""
SEED = 2
WAITING = 3
"""There is something for the tradesperson at that hour."""


def cut_off(world: World) -> None:
    """In it a tradesperson comes, and the core is restarted."""

    def begin() -> None:
        world.network.fault = NetworkFault.PARTITION
        world.tell(FaultBegan(world.loop.time(), "net_partition", ""))

    def end() -> None:
        world.network.fault = NetworkFault.NONE
        world.tell(FaultEnded(world.loop.time(), "net_partition", ""))

    def restart() -> None:
        world.machine.cut("killed")
        world.machine.start()

    for at_s, what in ((AWAY_S[0], begin), (18 * HOUR_S, restart), (AWAY_S[1], end)):
        world.loop.call_later(at_s, what)
    world.loop.call_later(BADGE_S, lambda: world.town.spawn(world.tradespeople.visit()))


def played(policy: PolicySettings, seed: int = SEED) -> tuple[Violation | None, list[Visit], list[str]]:
    """What did not hold, who was there, and which tiers the list went through."""
    visits: list[Visit] = []
    tiers: list[str] = []

    async def main() -> Violation | None:
        world = World(seed, (), policy)
        cut_off(world)
        world.hear(Visit, visits.append)
        world.hear(Durable, lambda fact: fact.kind == "list.tier" and tiers.append(fact.body["tier"]))
        return await world.run(26 * HOUR_S)

    return SimLoop().run_coroutine(main()), visits, tiers


def badges(visits: list[Visit]) -> list[tuple[bool, str]]:
    return [
        (one.success, one.excuse) for one in visits if one.kind == "badge" and BADGE_S <= one.at_s < BADGE_S + HOUR_S
    ]


def too_old(visits: list[Visit]) -> int:
    return sum(visit.excuse == "the list is too old" for visit in visits)


def broken(policy: PolicySettings, seed: int = SEED) -> str:
    found = played(policy, seed)[0]
    return "" if found is None else found.invariant


def test_whoever_the_policy_refuses_goes_without_until_the_list_is_fresh_again() -> None:
    lenient, by_kind, strict = (played(policy) for policy in (LENIENT, BY_KIND, STRICT))
    assert [one[0] for one in (lenient, by_kind, strict)] == [None, None, None]
    assert [one[2] for one in (lenient, by_kind, strict)] == [
        ["stale", "stale", "fresh"],
        ["stale", "old", "ended", "ended", "fresh"],
        ["stale", "old", "ended", "ended", "fresh"],
    ]
    assert 0 == too_old(lenient[1]) < too_old(by_kind[1]) < too_old(strict[1])


def test_a_badge_is_refused_before_a_code_is() -> None:
    assert badges(played(LENIENT, WAITING)[1]) == [(True, "")]
    assert badges(played(STRICT, WAITING)[1]) == [(False, "cannot_check")]


def test_a_badge_that_opens_by_an_old_list(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(list_age, "refuses_listed", lambda now, *_: now is Tier.ENDED)
    assert broken(STRICT, WAITING) == "A2"


def test_a_listed_code_that_opens_by_a_list_that_is_too_old(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(list_age, "refuses_listed", lambda *_: False)
    assert broken(BY_KIND) == "A2"


def test_a_signed_code_that_opens_where_the_policy_says_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(list_age, "refuses_tokens", lambda *_: False)
    assert broken(STRICT) == "A2"


def test_a_restart_that_makes_the_list_young_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """Its screen says so before anybody comes."""
    recall = KioskClock.recall

    async def forgetful(clock: KioskClock, journal: Any) -> None:
        await recall(clock, journal)
        clock.synced()

    monkeypatch.setattr(KioskClock, "recall", forgetful)
    assert broken(STRICT) == "L2"


def test_somebody_who_is_told_that_the_code_is_unknown(monkeypatch: pytest.MonkeyPatch) -> None:
    from_list = Checker._from_list

    def curt(*args: Any, **kwargs: Any) -> Any:
        answer = from_list(*args, **kwargs)
        return Refusal(Reason.UNKNOWN) if answer == Refusal(Reason.CANNOT_CHECK) else answer

    monkeypatch.setattr(Checker, "_from_list", curt)
    assert broken(BY_KIND) == "L1"


@pytest.mark.parametrize(("said", "policy"), [((), STRICT), (("list_refusing",), LENIENT)])
def test_a_screen_that_says_nothing_of_it_and_one_that_always_does(
    monkeypatch: pytest.MonkeyPatch, said: tuple[str, ...], policy: PolicySettings
) -> None:
    monkeypatch.setattr(presenter, "_notices", lambda _: said)
    assert broken(policy) == "L2"
