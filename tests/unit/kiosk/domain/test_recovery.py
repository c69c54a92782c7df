"""The restart table as a total function, and what it must never do whatever the disk and the sensors say."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.domain.custody import Holding, HoldingState
from kiosk.domain.record import DoorIntent, Kind, OpenIntent
from kiosk.domain.recovery import DOUBTFUL_TOPICS, Found, Reading, ending, ending_unseen, judge, opened_late

STATES = ("intent", "opened", "jammed", "unknown")
intents = st.builds(
    DoorIntent,
    intent=st.just("i"),
    session=st.just("s"),
    credential=st.sampled_from(["", "c"]),
    pickup=st.just("PICKUP01"),
    parcel=st.sampled_from(["", "p1"]),
    compartment=st.just(7),
    actor=st.sampled_from(["", "E-9"]),
    decision=st.sampled_from(["token", "technician", "rescue"]),
    pulse=st.just(1),
    reference=st.sampled_from(["", "load", "remove_parcel", "test"]),
)
pendings = st.builds(
    OpenIntent,
    intents,
    st.sampled_from(STATES),
    st.just(1),
    st.just(100.0),
    st.sampled_from([None, 107.0]),
    st.booleans(),
    st.sampled_from(["", "other", *sorted(DOUBTFUL_TOPICS)]),
)
holdings = st.one_of(
    st.none(), st.builds(Holding, st.just(7), st.just("PICKUP01"), st.just("p1"), st.sampled_from(HoldingState))
)
founds = st.builds(
    Found,
    st.just(7),
    st.sampled_from(Reading),
    st.one_of(st.none(), pendings),
    holdings,
    st.booleans(),
    st.booleans(),
    st.booleans(),
)
ENDS = {Kind.PARCEL_COLLECTED, Kind.PARCEL_DEPOSITED, Kind.PARCEL_REMOVED, Kind.PARCEL_SUSPECT, Kind.DOOR_CLOSED}


@given(founds)
def test_there_is_a_verdict_for_everything_and_it_claims_no_more_than_was_seen(found: Found) -> None:
    verdict = judge(found)
    kinds = {entry.kind for entry in verdict.entries}
    assert not kinds & ENDS, "the table itself hands nothing out"
    assert Kind.DOOR_INTENT not in kinds
    if Kind.DOOR_OPENED in kinds:
        assert found.reading is Reading.OPEN
    if found.pending is not None and found.pending.state == "unknown":
        assert verdict.state == "unknown", "a doubt ended without evidence (A8)"
    if found.pending is not None and found.pending.state == "intent":
        assert verdict.state == ("opened" if found.reading is Reading.OPEN else "unknown")
    assert verdict.ended == (verdict.state == "opened" and found.reading is Reading.CLOSED)
    assert verdict.available == (found.reading is not Reading.SILENT)


@given(founds)
def test_an_open_door_that_nobody_asked_for_is_blocked_and_told(found: Found) -> None:
    given_up = found.pending is not None and found.pending.state in {"jammed", "unknown"}
    unasked = found.pending is None or (given_up and not found.attended)
    told = [entry.kind for entry in judge(found).entries]
    if unasked and found.reading is Reading.OPEN and not found.blocked:
        empty = found.holding is None or found.holding.state is HoldingState.RESERVED
        inside = [Kind.ENTRAPMENT_SUSPECTED] if empty and found.large else []
        assert told == [Kind.DOOR_FORCED, Kind.COMPARTMENT_BLOCKED, *inside]
    else:
        assert Kind.DOOR_FORCED not in told


@given(pendings, holdings, st.booleans())
def test_an_end_moves_at_most_the_parcel_that_the_door_was_opened_for(
    opened: OpenIntent, holding: Holding | None, seen: bool
) -> None:
    closed, *moved = ending(opened, holding, seen=seen)
    assert closed.kind is Kind.DOOR_CLOSED
    assert len(moved) <= 1
    for entry in moved:
        match entry.kind:
            case Kind.PARCEL_COLLECTED:
                assert opened.intent.parcel
                assert not opened.collected
                assert opened.complaint not in DOUBTFUL_TOPICS
            case Kind.PARCEL_SUSPECT:
                assert opened.complaint in DOUBTFUL_TOPICS
            case _:
                assert opened.intent.decision == "technician"
                assert holding is not None
    for entry in (closed, *moved):
        assert ("closed_after_utc" in entry.body) <= (not seen)


@pytest.mark.parametrize(("opened_utc", "expected"), [(None, 100.0), (107.0, 107.0)])
def test_a_time_that_nobody_saw_is_a_bound(opened_utc: float | None, expected: float) -> None:
    decided = DoorIntent("i", "s", "c", "PICKUP01", "p1", 7, "", "token", 1)
    opened = OpenIntent(decided, "opened", 1, 100.0, opened_utc)
    closed, collected = ending(opened, None, seen=False)
    assert closed.body["closed_after_utc"] == collected.body["closed_after_utc"] == expected
    assert collected.body["opened_utc"] == expected


def by_staff(reference: str, state: HoldingState, decision: str = "technician") -> list[Kind]:
    decided = DoorIntent("i", "s", "", "", "", 7, "E-9", decision, 1, reference)
    opened = OpenIntent(decided, "opened", 1, 100.0, 107.0)
    entries = ending(opened, Holding(7, "PICKUP01", "p1", state), seen=True)
    for entry in entries[1:]:
        assert (entry.body["parcel"], entry.body["intent"], entry.body["actor"]) == ("p1", "i", "E-9")
    return [entry.kind for entry in entries]


def test_what_a_technician_opens_a_door_for_is_what_becomes_of_its_parcel() -> None:
    assert by_staff("load", HoldingState.RESERVED) == [Kind.DOOR_CLOSED, Kind.PARCEL_DEPOSITED]
    assert by_staff("remove_parcel", HoldingState.OCCUPIED) == [Kind.DOOR_CLOSED, Kind.PARCEL_REMOVED]
    assert by_staff("remove_parcel", HoldingState.RECALL) == [Kind.DOOR_CLOSED, Kind.PARCEL_REMOVED]


def test_nothing_is_put_in_or_taken_out_on_paper_only() -> None:
    assert by_staff("load", HoldingState.OCCUPIED) == [Kind.DOOR_CLOSED]
    assert by_staff("remove_parcel", HoldingState.RESERVED) == [Kind.DOOR_CLOSED]
    assert by_staff("test", HoldingState.OCCUPIED) == [Kind.DOOR_CLOSED]
    assert by_staff("remove_parcel", HoldingState.OCCUPIED, decision="rescue") == [Kind.DOOR_CLOSED]


def shut_unseen(reference: str, state: HoldingState | None, *, parcel: str = "", large: bool = True) -> bool:
    """Whether somebody may be inside after a door that was closed while nobody watched."""
    decision = "token" if parcel else "technician"
    decided = DoorIntent("i", "s", "", "PICKUP01" if parcel else "", parcel, 7, "E-9", decision, 1, reference)
    opened = OpenIntent(decided, "opened", 1, 100.0, 107.0)
    holding = Holding(7, "PICKUP01", "p1", state) if state else None
    entries = ending_unseen(opened, Found(7, Reading.CLOSED, opened, holding, large=large))
    assert entries[0].kind is Kind.DOOR_CLOSED
    return entries[-1].kind is Kind.ENTRAPMENT_SUSPECTED


def test_a_large_compartment_that_was_shut_empty_while_nobody_watched_is_under_suspicion() -> None:
    assert shut_unseen("", HoldingState.OCCUPIED, parcel="p1")
    assert shut_unseen("remove_parcel", HoldingState.OCCUPIED)
    assert shut_unseen("test", HoldingState.RESERVED)
    assert shut_unseen("test", None)
    assert not shut_unseen("", HoldingState.OCCUPIED, parcel="p1", large=False)
    assert not shut_unseen("load", HoldingState.RESERVED)
    assert not shut_unseen("test", HoldingState.OCCUPIED)


def test_a_door_that_is_found_open_late_is_its_intents_opening() -> None:
    decided = DoorIntent("i", "s", "c", "PICKUP01", "p1", 7, "", "token", 1)
    entry = opened_late(OpenIntent(decided, "unknown", 1, 100.0))
    assert entry.kind is Kind.DOOR_OPENED
    assert (entry.body["intent"], entry.body["compartment"], entry.body["late"]) == ("i", 7, True)
