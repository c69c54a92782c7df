"""What the technician reads of clock, list, outbox and disk, in the source language."""

from typing import get_args

import pytest

from kiosk import messages as m
from ui.viewmodels.system_words import facts

FIELDS = m.ServiceScreen.__annotations__


def told(*, storage_low=False, **fields):
    screen = m.ServiceScreen((), (), None, "", version="0.1.0", **{"sync_age_s": 45, **fields})
    return [(fact.text, fact.well) for fact in facts(screen, storage_low=storage_low)]


def test_a_kiosk_that_is_well_has_nothing_to_look_into(qapp):
    assert told(outbox=2, free_mb=5210) == [
        ("Clock right", True),
        ("List synced 45 s ago", True),
        ("Outbox 2", True),
        ("5210 MB free", True),
        ("OpenLuke 0.1.0", True),
    ]


@pytest.mark.parametrize("clock", get_args(FIELDS["clock"]))
def test_every_state_of_the_clock_is_said_and_only_a_trusted_one_is_well(qapp, clock):
    text, well = told(clock=clock)[0]
    assert "Clock" in text
    assert well == (clock == "trusted")


@pytest.mark.parametrize("tier", get_args(FIELDS["list_tier"]))
def test_every_tier_of_the_list_is_said_with_its_age_and_only_a_fresh_one_is_well(qapp, tier):
    text, well = told(list_tier=tier, sync_age_s=190_000)[1]
    assert "synced 52 h ago" in text
    assert well == (tier == "fresh")
    assert "never" in told(list_tier=tier, sync_age_s=None)[1][0]


def test_the_four_tiers_and_three_clocks_read_differently(qapp):
    assert len({told(list_tier=tier)[1] for tier in get_args(FIELDS["list_tier"])}) == 4
    assert len({told(clock=clock)[0] for clock in get_args(FIELDS["clock"])}) == 3


def test_events_set_aside_and_a_full_disk_are_pointed_out(qapp):
    said = told(set_aside=3, free_mb=48, storage_low=True)
    assert ("Refused events set aside: 3", False) in said
    assert ("48 MB free", False) in said
    assert ("Disk almost full", False) in told(storage_low=True)
