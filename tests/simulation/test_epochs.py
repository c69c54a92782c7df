"""A shop that was set back, and bugs of which the witness has to tell then."""

from collections.abc import Callable
from typing import Any

import pytest

from kiosk.domain.site_list import SiteListPage
from kiosk.journal import again, list_apply, objections, site_list
from kiosk.simulation.command import outcomes
from kiosk.simulation.facts import Durable, Fact, HandedOver, SetBack, Told, Visit
from kiosk.simulation.job import Share
from kiosk.simulation.loop import SimLoop
from kiosk.simulation.witness.check import Violation
from kiosk.simulation.witness.forgotten import KnownInTheEnd
from kiosk.simulation.world import World

pytestmark = pytest.mark.allow_warnings

DAY_S = 86_400.0
SEED = 2


def set_back(world: World) -> None:
    """To what was known eight hours before."""
    world.loop.call_later(0.4 * DAY_S, world.epochs.keep)
    world.loop.call_later(0.76 * DAY_S, world.epochs.put_back_newest)


def set_back_in_the_rush(world: World) -> None:
    """Just after somebody has collected, so that the shop is told of the next before it is asked for its list."""
    world.loop.call_later(0.4 * DAY_S, world.epochs.keep)
    pending = [0.76 * DAY_S]

    def collected(fact: HandedOver) -> None:
        if pending and fact.at_s > pending[0]:
            pending.clear()
            world.epochs.put_back_newest()

    world.hear(HandedOver, collected)


def built_anew(world: World) -> None:
    world.loop.call_later(0.75 * DAY_S, world.epochs.build_anew)


def played(days: float, meets: Callable[[World], None]) -> tuple[Violation | None, World, list[Any]]:
    """A place to which nothing else happens; the facts of the kinds below."""
    told: list[Fact] = []

    async def main() -> tuple[Violation | None, World]:
        world = World(SEED, ())
        meets(world)
        for kind in (Visit, SetBack, Told, Durable):
            world.hear(kind, told.append)
        return await world.run(days * DAY_S), world

    found, world = SimLoop().run_coroutine(main())
    return found, world, told


def excuses(told: list[Fact]) -> set[str]:
    """Of honest people who went without, but for those whose delegate closed the door with the parcel in it."""
    without = {fact.excuse for fact in told if isinstance(fact, Visit) and fact.kind == "honest" and not fact.success}
    return without - {"closed with the parcel in it"}


def named(found: Violation | None) -> str:
    return "" if found is None else found.invariant


def test_whoever_was_sold_something_that_the_shop_has_forgotten_goes_without_and_everybody_else_is_served() -> None:
    found, world, told = played(1.5, set_back)
    assert found is None
    [back] = [fact for fact in told if isinstance(fact, SetBack)]
    assert back.newest < world.reader.head[0]
    assert excuses(told) == {"the shop has forgotten it"}
    served = [fact for fact in told if isinstance(fact, Visit) and fact.success and fact.at_s > back.at_s]
    assert len(served) > 20


@pytest.mark.parametrize("meets", [set_back, built_anew])
def test_the_kiosk_takes_the_whole_list_and_goes_on_with_what_changes(meets: Callable[[World], None]) -> None:
    found, _, told = played(1.0, meets)
    assert found is None
    after = [fact for fact in told if isinstance(fact, Told) and fact.epoch == "2"]
    assert [fact.whole for fact in after[:2]] == [True, False]
    refused = [
        fact for fact in told if isinstance(fact, Durable) and fact.kind in {"list.refused", "journal.rolled_back"}
    ]
    assert refused == []


def test_a_database_that_was_built_anew_has_forgotten_nobody() -> None:
    found, _, told = played(1.5, built_anew)
    assert found is None
    assert excuses(told) == set()


@pytest.mark.parametrize("seed", [1, 7])
def test_it_does_happen_in_a_share_with_all_faults(seed: int) -> None:
    (outcome,) = outcomes([Share(seed, 0.02, "all")], jobs=1)
    assert not outcome.violations, "\n".join(outcome.story)
    assert outcome.faults["list_new_epoch"] > 0


def test_a_kiosk_that_does_not_let_go_of_the_old_epoch(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(list_apply, "_leave_epoch", lambda *_: None)
    assert named(played(1.5, set_back)[0]) == "A2"


def test_a_kiosk_that_forgets_parcels_which_the_shop_has_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    apply = list_apply._apply

    def careless(connection: Any, page: SiteListPage) -> None:
        apply(connection, page)
        connection.execute(
            "DELETE FROM custody WHERE account = 'compartment' AND pickup NOT IN (SELECT id FROM pickups)"
        )

    monkeypatch.setattr(list_apply, "_apply", careless)
    assert named(played(1.5, set_back)[0]) in {"C1", "C4"}


def test_a_kiosk_that_takes_the_word_of_the_shop_for_what_it_handed_out_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(site_list, "overlay", lambda pickup, *_: pickup)
    monkeypatch.setattr(objections, "objection", lambda *_: None)
    assert named(played(1.5, set_back)[0]) == "A3"


@pytest.mark.parametrize("meets", [set_back, set_back_in_the_rush])
def test_what_it_had_acknowledged_the_shop_knows_again(meets: Callable[[World], None]) -> None:
    found, world, told = played(1.5, meets)
    assert found is None
    [check] = [check for check in world.witness.checks if isinstance(check, KnownInTheEnd)]
    assert check.told_again > 50
    collected = [fact for fact in told if isinstance(fact, Durable) and fact.kind == "parcel.collected"]
    assert {fact.body["intent"] for fact in collected} <= world.shop.handovers.keys()


def test_a_kiosk_that_tells_nothing_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(again, "_send", lambda *_args, **_options: ())
    assert named(played(1.5, set_back)[0]) == "E3"


def test_a_kiosk_that_believes_the_event_that_it_told_last(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(again, "LEAST", 0)
    assert named(played(1.5, set_back_in_the_rush)[0]) == "E3"
