from dataclasses import replace

from kiosk.simulation.command import outcomes
from kiosk.simulation.job import Share


def test_the_same_seed_is_the_same_story_twice_and_another_seed_is_another() -> None:
    share = Share(3, 0.008, "all")
    once, again, other = (next(iter(outcomes([one], jobs=1))) for one in (share, share, replace(share, seed=4)))
    assert once.parcels > 0
    assert replace(once, core_s=0.0) == replace(again, core_s=0.0)
    assert once.digest != other.digest
