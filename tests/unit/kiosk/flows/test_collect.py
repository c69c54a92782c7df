from dataclasses import replace

import pytest

from kiosk.domain.decision import Grant
from kiosk.domain.record import Kind
from kiosk.flows import collect
from kiosk.flows.events import (
    Answered,
    CodeScanned,
    Deadline,
    DeadlinePassed,
    DoorBack,
    DoorClosed,
    DoorLost,
    DoorOpened,
    Event,
    HeldBack,
    LookedInto,
    Outcome,
    PinChecked,
    Pressed,
    PulseEnded,
    WalkWantsPulse,
    Withheld,
    WrongDoor,
)
from kiosk.flows.session import Checking, Idle, Session
from kiosk.flows.timing import HELD_ALARM_S, HELD_S, IDLE_S, MAX_PULSES, MAX_REOPENS
from kiosk.flows.typed_code import Typing
from tests.helpers.every_flow import FLOWS
from tests.helpers.flow_script import Script, pickup


def granted(*doors: int) -> Script:
    given = pickup(*doors)
    answer = Answered(Grant("cred", given, given.parcels, "token"))
    return Script().play(CodeScanned(b"PK1:X"), answer)


def test_one_parcel_from_code_to_thanks() -> None:
    script = granted(12)
    opening = script.flow(collect.Opening)
    assert [intent.compartment for intent in script.intents] == [12]
    assert script.intents[0].decision == "token"
    assert script.intents[0].consumes
    script.play(PulseEnded(12, Outcome.OPENED, 500.0))
    assert script.flow(collect.DoorOpen).intent == opening.intent
    script.play(DoorClosed(12))
    assert script.flow(collect.Done).round.collected == (12,)
    collected = script.entries[-1]
    assert collected.kind is Kind.PARCEL_COLLECTED
    assert collected.body["intent"] == opening.intent
    assert collected.body["opened_utc"] == 500.0
    assert script.kinds[-2] is Kind.DOOR_CLOSED


def test_several_parcels_open_one_at_a_time_nearest_first() -> None:
    script = granted(23, 5, 8)
    opened = []
    for _ in range(3):
        door = script.flow(collect.Opening).round.compartment
        opened.append(door)
        assert len(script.intents) == len(opened), "a door opened before the last one was closed"
        script.play(PulseEnded(door, Outcome.OPENED), DoorClosed(door))
    assert opened == [5, 8, 23]
    assert script.flow(collect.Done).round.collected == (5, 8, 23)


def test_a_closed_door_without_opened_evidence_collects_nothing() -> None:
    script = granted(12).play(DoorClosed(12))
    script.flow(collect.Opening)
    assert Kind.PARCEL_COLLECTED not in script.kinds


@pytest.mark.parametrize("outcome", [Outcome.JAMMED, Outcome.UNKNOWN])
def test_a_door_that_did_not_open_is_tried_again_only_when_a_person_asks(outcome: Outcome) -> None:
    script = granted(12).play(PulseEnded(12, outcome))
    fault = script.flow(collect.DoorFault)
    assert fault.reason == outcome.value
    assert len(script.intents) == 1
    script.play(DeadlinePassed(Deadline.IDLE))
    assert len(script.intents) == 1
    script.play(Pressed("retry"))
    assert [intent.pulse for intent in script.intents] == [1, 2]
    assert not script.intents[1].consumes
    assert script.intents[0].intent != script.intents[1].intent


def test_three_pulses_and_the_door_is_suspect() -> None:
    script = granted(12, 13)
    for pulse in range(MAX_PULSES):
        script.play(PulseEnded(12, Outcome.JAMMED))
        assert (Kind.PARCEL_SUSPECT in script.kinds) == (pulse == MAX_PULSES - 1)
        script.play(Pressed("retry"))
    assert len(script.intents) == MAX_PULSES
    script.flow(collect.DoorFault)
    script.play(Pressed("skip"), PulseEnded(13, Outcome.OPENED), DoorClosed(13))
    done = script.flow(collect.Done)
    assert done.round.collected == (13,)
    assert done.round.missed == (12,)


def test_a_door_pushed_open_after_all_counts() -> None:
    script = granted(12).play(PulseEnded(12, Outcome.JAMMED), DoorOpened(12, 7.0))
    assert script.flow(collect.DoorOpen).opened_utc == 7.0
    assert script.entries[-1].kind is Kind.DOOR_OPENED
    script.play(DoorClosed(12))
    assert script.kinds[-1] is Kind.PARCEL_COLLECTED


@pytest.mark.parametrize("topic", ["empty", "damaged", "not_mine"])
def test_a_complaint_while_the_door_is_open_is_never_collected(topic: str) -> None:
    script = granted(12).play(PulseEnded(12, Outcome.OPENED), Pressed("help"), Pressed("report", topic))
    assert script.kinds[-1] is Kind.REPORT_FILED
    script.play(DoorClosed(12))
    assert Kind.PARCEL_COLLECTED not in script.kinds
    assert script.kinds[-1] is Kind.PARCEL_SUSPECT
    assert script.flow(collect.Done).round.missed == (12,)


def test_a_door_that_is_held_open_is_told_twice_and_never_times_out() -> None:
    script = granted(12).play(PulseEnded(12, Outcome.OPENED))
    assert script.deadlines == {"held": HELD_S}
    script.play(DeadlinePassed(Deadline.HELD))
    assert script.flow(collect.DoorOpen).held
    assert script.deadlines == {"held": HELD_ALARM_S - HELD_S}
    script.play(DeadlinePassed(Deadline.HELD), DeadlinePassed(Deadline.IDLE), DeadlinePassed(Deadline.WARNED))
    assert script.flow(collect.DoorOpen).alarmed
    assert script.kinds.count(Kind.DOOR_HELD_OPEN) == 2


def test_after_a_door_that_was_left_open_the_next_one_waits_for_a_touch() -> None:
    script = granted(5, 8).play(PulseEnded(5, Outcome.OPENED), DeadlinePassed(Deadline.HELD), DoorClosed(5))
    assert script.flow(collect.NextDoor).round.compartment == 8
    assert len(script.intents) == 1
    assert script.kinds.count(Kind.PARCEL_COLLECTED) == 1
    script.play(Pressed("open_next"))
    assert script.intents[-1].compartment == 8


def test_a_door_that_stays_open_for_minutes_keeps_nobody_else_from_being_served() -> None:
    script = granted(12).play(PulseEnded(12, Outcome.OPENED), DeadlinePassed(Deadline.HELD))
    before = script.session
    assert script.play(CodeScanned(b"PK1:Y")).session == before
    script.play(DeadlinePassed(Deadline.HELD), CodeScanned(b"PK1:Y"))
    assert script.flow(Checking)
    assert script.session.id != before.id
    ended = next(entry for entry in script.entries if entry.kind is Kind.SESSION_ENDED)
    assert (ended.session, ended.body["reason"]) == (before.id, "left_open")
    assert Kind.PARCEL_COLLECTED not in script.kinds


def test_who_has_a_code_to_type_takes_over_from_a_door_that_stays_open_for_minutes_too() -> None:
    script = granted(5, 8).play(PulseEnded(5, Outcome.OPENED), DeadlinePassed(Deadline.HELD))
    before = script.session
    assert script.play(Pressed("type_code")).session == before
    script.play(DeadlinePassed(Deadline.HELD), Pressed("type_code"))
    assert script.flow(Typing) == Typing()
    assert script.session.id not in {"", before.id}
    assert script.deadlines == {"idle": IDLE_S}
    ended = next(entry for entry in script.entries if entry.kind is Kind.SESSION_ENDED)
    assert (ended.session, ended.body["reason"]) == (before.id, "left_open")
    assert Kind.PARCEL_COLLECTED not in script.kinds
    assert [intent.compartment for intent in script.intents] == [5]


def test_opening_again_collects_only_once() -> None:
    script = granted(12).play(PulseEnded(12, Outcome.OPENED), DoorClosed(12), Pressed("reopen"))
    assert script.intents[-1].decision == "reopen"
    script.play(PulseEnded(12, Outcome.OPENED), DoorClosed(12))
    assert script.kinds.count(Kind.PARCEL_COLLECTED) == 1
    assert script.flow(collect.Done).round.collected == (12,)


def test_after_the_reopen_time_the_door_stays_shut() -> None:
    script = granted(12).play(PulseEnded(12, Outcome.OPENED), DoorClosed(12))
    script.play(DeadlinePassed(Deadline.REOPEN), Pressed("reopen"))
    assert len(script.intents) == 1
    assert script.flow(collect.Done).last is None


def test_put_back_after_opening_again_is_not_collected() -> None:
    script = granted(12).play(PulseEnded(12, Outcome.OPENED), DoorClosed(12), Pressed("reopen"))
    script.play(PulseEnded(12, Outcome.OPENED), Pressed("help"), Pressed("report", "not_mine"), DoorClosed(12))
    assert script.flow(collect.Done).round.collected == ()
    assert script.kinds[-1] is Kind.PARCEL_SUSPECT


def test_nobody_leaves_while_a_door_is_open() -> None:
    script = granted(12).play(PulseEnded(12, Outcome.OPENED), Pressed("home"), Pressed("back"))
    script.flow(collect.DoorOpen)


def test_a_code_shown_while_a_door_is_open_changes_nothing() -> None:
    script = granted(12).play(PulseEnded(12, Outcome.OPENED))
    before: Session = script.session
    assert script.play(CodeScanned(b"PK1:Y")).session == before


def test_thanks_end_by_themselves_and_leave_nothing() -> None:
    script = granted(12).play(PulseEnded(12, Outcome.OPENED), DoorClosed(12), DeadlinePassed(Deadline.IDLE))
    assert script.session == Session("", "nb", Idle())


def test_another_door_that_closes_is_not_this_one() -> None:
    script = granted(12).play(PulseEnded(12, Outcome.OPENED), DoorClosed(13))
    script.flow(collect.DoorOpen)
    assert Kind.PARCEL_COLLECTED not in script.kinds


def test_a_door_closed_while_the_core_was_away_counts_and_the_next_waits_for_a_touch() -> None:
    script = granted(12, 13).play(PulseEnded(12, Outcome.OPENED), DoorClosed(12, while_away=True))
    assert script.kinds[-1] is Kind.PARCEL_COLLECTED
    assert script.flow(collect.NextDoor).round.compartment == 13
    assert [intent.compartment for intent in script.intents] == [12]
    script.play(Pressed("open_next"))
    assert [intent.compartment for intent in script.intents] == [12, 13]
    script.flow(collect.Opening)


def test_the_last_door_closed_while_away_is_thanked_for() -> None:
    script = granted(12).play(PulseEnded(12, Outcome.OPENED), DoorClosed(12, while_away=True))
    assert script.flow(collect.Done).round.collected == (12,)


def test_opening_again_has_an_end() -> None:
    script = granted(12)
    for _ in range(10):
        script.play(PulseEnded(12, Outcome.OPENED), DoorClosed(12), Pressed("reopen"))
    assert len(script.intents) == MAX_REOPENS
    held = granted(12).play(PulseEnded(12, Outcome.OPENED))
    for _ in range(10):
        held.play(Pressed("reopen"), PulseEnded(12, Outcome.ALREADY_OPEN))
    assert len(held.intents) == MAX_REOPENS


# --- the limit on doors in bulk, and wrong doors ------------------------------------------------------------------


def held_back(*doors: int) -> Script:
    script = granted(*doors)
    return script.play(HeldBack(script.intents[-1], 30.2))


def test_a_door_that_is_held_back_opens_by_itself_when_its_turn_has_come() -> None:
    script = held_back(12)
    assert script.flow(collect.Waiting).wait_s == 30.2
    assert script.entries[-1].kind is Kind.BULK_LIMIT
    assert script.entries[-1].body == {"compartment": 12, "wait_s": 30}
    assert script.deadlines["turn"] == 30.2
    script.play(Pressed("open_next"))
    script.flow(collect.Waiting)
    script.play(DeadlinePassed(Deadline.TURN))
    script.flow(collect.Opening)
    assert script.intents[0] == script.intents[1]


def test_after_a_restart_a_door_that_was_held_back_waits_for_a_touch() -> None:
    script = held_back(12)
    script.session = replace(script.session, flow=replace(script.flow(collect.Waiting), wait_s=0.0))
    script.play(Pressed("open_next"))
    assert script.intents[0] == script.intents[1]


def test_a_pulse_that_is_over_is_not_held_back() -> None:
    script = granted(12).play(PulseEnded(12, Outcome.OPENED))
    script.play(HeldBack(script.intents[-1], 30.0)).flow(collect.DoorOpen)


def test_the_pulse_that_opened_another_door_was_the_last_one() -> None:
    script = granted(12).play(WrongDoor(12), PulseEnded(12, Outcome.JAMMED), Pressed("retry"))
    script.flow(collect.DoorFault)
    assert len(script.intents) == 1
    assert script.kinds.count(Kind.PARCEL_SUSPECT) == 1


def test_a_wrong_door_that_is_noticed_after_the_pulse_makes_the_parcel_suspect_once() -> None:
    script = granted(12).play(PulseEnded(12, Outcome.JAMMED), WrongDoor(12), WrongDoor(12), Pressed("retry"))
    script.flow(collect.DoorFault)
    assert len(script.intents) == 1
    assert [entry.body["reason"] for entry in script.entries if entry.kind is Kind.PARCEL_SUSPECT] == ["wrong_door"]


def test_a_wrong_door_elsewhere_or_after_the_door_was_seen_open_changes_nothing() -> None:
    script = granted(12).play(WrongDoor(13), PulseEnded(12, Outcome.OPENED), WrongDoor(12))
    assert script.flow(collect.DoorOpen).pulse == 1


# --- nobody saw whether it opened ---------------------------------------------------------------------------------


def test_a_pulse_after_one_that_nobody_saw_is_told_as_such_and_limited() -> None:
    script = granted(12)
    for _ in range(MAX_PULSES + 2):
        script.play(PulseEnded(12, Outcome.UNKNOWN), Pressed("retry"))
    assert [intent.decision for intent in script.intents] == ["token", "reopen_unknown", "reopen_unknown"]
    assert [intent.consumes for intent in script.intents] == [True, False, False]
    assert Kind.PARCEL_COLLECTED not in script.kinds
    assert [entry.body["reason"] for entry in script.entries if entry.kind is Kind.PARCEL_SUSPECT] == ["unknown"]


def test_a_jammed_door_was_seen_not_to_open() -> None:
    script = granted(12).play(PulseEnded(12, Outcome.JAMMED), Pressed("retry"))
    assert script.intents[-1].decision == "retry"


def test_leaving_a_door_that_nobody_saw_says_neither_collected_nor_suspect() -> None:
    script = granted(12, 13).play(PulseEnded(12, Outcome.UNKNOWN), Pressed("skip"))
    script.play(PulseEnded(13, Outcome.UNKNOWN), Pressed("home"))
    script.flow(Idle)
    assert not {Kind.PARCEL_COLLECTED, Kind.PARCEL_SUSPECT} & set(script.kinds)


def test_a_closing_that_nobody_saw_carries_its_bounds_into_the_verdict() -> None:
    script = granted(12).play(PulseEnded(12, Outcome.OPENED, 40.0), DoorClosed(12, while_away=True, after_utc=40.0))
    closed, collected = script.entries[-2:]
    assert closed.body["closed_after_utc"] == collected.body["closed_after_utc"] == 40.0
    seen = granted(12).play(PulseEnded(12, Outcome.OPENED, 40.0), DoorClosed(12))
    assert all("closed_after_utc" not in entry.body for entry in seen.entries[-2:])


@pytest.mark.parametrize("name", [name for name, flow in FLOWS.items() if isinstance(flow, collect.Collecting)])
@pytest.mark.parametrize(
    "event",
    [
        CodeScanned(b"PK1:Y"),
        PinChecked(right=True),
        WalkWantsPulse(7),
        LookedInto(7, None),
        PulseEnded(99, Outcome.OPENED),
        DoorOpened(99),
        DoorClosed(99),
        DeadlinePassed(Deadline.ANSWER),
        Pressed("collect"),
    ],
)
def test_what_concerns_somebody_else_changes_nothing(name: str, event: Event) -> None:
    flow = FLOWS[name]
    assert isinstance(flow, collect.Collecting)
    assert collect.step("S1", flow, event) == (flow, ())


def test_a_door_withheld_at_the_last_moment_is_left_out_and_the_next_one_opens() -> None:
    script = granted(5, 8).play(Withheld(5, "revoked"))
    assert script.flow(collect.Opening).round.compartment == 8
    script.play(PulseEnded(8, Outcome.OPENED), DoorClosed(8))
    assert (script.flow(collect.Done).round.collected, script.flow(collect.Done).round.missed) == ((8,), (5,))
    refused = next(entry for entry in script.entries if entry.kind is Kind.CODE_REFUSED)
    assert refused.body == {"entry": "intent", "reason": "revoked"}


def test_the_only_door_withheld_ends_the_visit_with_nothing() -> None:
    script = granted(5).play(Withheld(9, "revoked"))
    script.flow(collect.Opening)
    done = script.play(Withheld(5, "already_collected")).flow(collect.Done)
    assert (done.round.collected, done.round.missed, done.last) == ((), (5,), None)


# --- a board that falls silent while its door is open -----------------------------------------------------------------


def out_of_sight(*doors: int) -> Script:
    return granted(*doors).play(PulseEnded(doors[0], Outcome.OPENED, 500.0), DoorLost(doors[0], 510.0))


def test_who_has_closed_a_door_that_nobody_sees_is_let_go_and_nothing_is_claimed() -> None:
    script = out_of_sight(12)
    assert script.deadlines == {"held": HELD_S}
    script.play(Pressed("skip"))
    done = script.flow(collect.Done)
    assert (done.last, done.round.unseen, done.round.collected, done.round.missed) == (None, (12,), (), ())
    assert script.kinds[-1] is Kind.DOOR_UNSEEN
    assert not {Kind.PARCEL_COLLECTED, Kind.PARCEL_SUSPECT, Kind.DOOR_CLOSED} & set(script.kinds)


def test_who_says_nothing_is_let_go_after_a_minute() -> None:
    script = out_of_sight(12).play(DeadlinePassed(Deadline.HELD))
    assert script.flow(collect.Done).round.unseen == (12,)
    script.play(DeadlinePassed(Deadline.IDLE)).flow(Idle)


def test_the_next_parcel_opens_for_a_touch_and_for_nobody_else() -> None:
    script = out_of_sight(5, 8).play(Pressed("skip"))
    assert script.flow(collect.Opening).round.compartment == 8
    script = out_of_sight(5, 8).play(DeadlinePassed(Deadline.HELD))
    assert script.flow(collect.NextDoor).round.compartment == 8
    assert len(script.intents) == 1
    script.play(Pressed("open_next"), PulseEnded(8, Outcome.OPENED), DoorClosed(8))
    assert script.flow(collect.Done).round.collected == (8,)


def test_a_door_that_is_seen_open_again_is_an_open_door_again() -> None:
    script = out_of_sight(12).play(DoorBack(12))
    assert script.flow(collect.DoorOpen).unseen_utc is None
    script.play(Pressed("skip"))
    script.flow(collect.DoorOpen)
    script.play(DoorClosed(12))
    assert script.flow(collect.Done).round.collected == (12,)
    assert "recovered" not in script.entries[-1].body


def test_a_door_that_was_closed_out_of_sight_is_collected_and_says_between_what_times() -> None:
    script = out_of_sight(5, 8).play(DoorClosed(5))
    closed, collected = script.entries[-2:]
    assert closed.body["closed_after_utc"] == collected.body["closed_after_utc"] == 510.0
    assert script.flow(collect.NextDoor).round.collected == (5,), "who closed it need not be who was served"


def test_what_cannot_be_seen_is_not_opened_again() -> None:
    script = out_of_sight(12).play(Pressed("reopen"))
    assert len(script.intents) == 1


def test_a_door_that_was_collected_and_opened_again_stays_collected() -> None:
    script = granted(12).play(PulseEnded(12, Outcome.OPENED), DoorClosed(12), Pressed("reopen"))
    script.play(PulseEnded(12, Outcome.OPENED), DoorLost(12, 510.0), Pressed("skip"))
    round_ = script.flow(collect.Done).round
    assert (round_.collected, round_.unseen) == ((12,), ())
