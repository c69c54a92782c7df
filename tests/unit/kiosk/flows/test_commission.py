import pytest

from kiosk.domain.record import Kind
from kiosk.flows.effects import AnswerWalk, BeginWalk, Effect, StopWalk, TellWalk
from kiosk.flows.events import (
    Answered,
    CodeScanned,
    Deadline,
    DeadlinePassed,
    Event,
    Outcome,
    PinChecked,
    Pressed,
    PulseEnded,
    TechnicianKnown,
    WalkWantsPulse,
)
from kiosk.flows.service import Commission, Doors
from kiosk.flows.session import Idle
from tests.helpers.flow_script import Script, employee


def walking() -> Script:
    badge = [CodeScanned(b"BADGE-T"), Answered(TechnicianKnown(employee(id="T-1", account="")))]
    return Script().play(*badge, PinChecked(right=True), Pressed("select_door", number=3), Pressed("commission"))


def walk_effects(script: Script) -> list[Effect]:
    return [one for one in script.effects if isinstance(one, BeginWalk | AnswerWalk | TellWalk | StopWalk)]


def test_a_walk_begins_in_the_technicians_name() -> None:
    script = walking()
    script.flow(Commission)
    assert walk_effects(script) == [BeginWalk("T-1")]
    assert walk_effects(script.play(Pressed("commission"))) == [BeginWalk("T-1")]


def test_no_walk_begins_while_a_door_is_being_opened() -> None:
    script = Script().play(CodeScanned(b"B"), Answered(TechnicianKnown(employee(account=""))), PinChecked(right=True))
    script.play(
        Pressed("select_door", number=3), Pressed("open_door"), Pressed("reason", "test"), Pressed("commission")
    )
    script.flow(Doors)


@pytest.mark.parametrize(
    ("press", "answer"),
    [
        (Pressed("walk_confirm"), AnswerWalk("confirmed")),
        (Pressed("walk_none"), AnswerWalk("none")),
        (Pressed("walk_several"), AnswerWalk("several")),
        (Pressed("walk_skip"), AnswerWalk("skip")),
        (Pressed("select_door", number=9), AnswerWalk("door", 9)),
    ],
)
def test_answers_go_to_the_walk(press: Pressed, answer: AnswerWalk) -> None:
    assert walk_effects(walking().play(press)) == [answer]


@pytest.mark.parametrize("press", [Pressed("select_door"), Pressed("open_door"), Pressed("reason", "test")])
def test_what_is_no_answer_opens_nothing(press: Pressed) -> None:
    script = walking().play(press)
    assert walk_effects(script) == []
    assert script.intents == []


def test_each_pulse_of_the_walk_is_an_intent_of_the_technician_first() -> None:
    script = walking().play(WalkWantsPulse(7))
    [intent] = script.intents
    assert (intent.compartment, intent.actor, intent.decision) == (7, "T-1", "technician")
    assert (intent.reference, intent.parcel, intent.consumes) == ("commissioning", "", False)
    assert walk_effects(script.play(PulseEnded(7, Outcome.JAMMED))) == [TellWalk(7)]
    script.play(WalkWantsPulse(7))
    assert [intent.intent for intent in script.intents] == ["S1-7-1", "S1-7-2"]


def test_pulses_before_and_in_the_walk_are_counted_together() -> None:
    script = Script().play(CodeScanned(b"B"), Answered(TechnicianKnown(employee(account=""))), PinChecked(right=True))
    script.play(Pressed("select_door", number=7), Pressed("open_door"), Pressed("reason", "test"))
    script.play(PulseEnded(7, Outcome.OPENED), Pressed("commission"), WalkWantsPulse(7))
    assert [intent.intent for intent in script.intents] == ["S1-7-1", "S1-7-2"]


def test_one_pulse_at_a_time_and_no_outcome_but_its_own() -> None:
    script = walking().play(WalkWantsPulse(7), WalkWantsPulse(8))
    assert [intent.compartment for intent in script.intents] == [7]
    assert walk_effects(script.play(PulseEnded(8, Outcome.OPENED))) == []


def test_nobody_pulses_for_a_walk_that_the_technician_has_left() -> None:
    script = walking().play(Pressed("doors_page"), WalkWantsPulse(7))
    script.flow(Doors)
    assert script.intents == []


@pytest.mark.parametrize(
    ("events", "flow"),
    [
        ([Pressed("doors_page")], Doors),
        ([Pressed("back")], Doors),
        ([Pressed("log_out")], Idle),
        ([DeadlinePassed(Deadline.IDLE), DeadlinePassed(Deadline.WARNED)], Idle),
    ],
)
def test_whoever_leaves_stops_the_walk(events: list[Event], flow: type[object]) -> None:
    script = walking().play(*events)
    script.flow(flow)
    assert StopWalk() in script.effects
    assert (Kind.TECHNICIAN_OUT in script.kinds) == (flow is Idle)


def test_a_technician_at_the_doors_has_five_minutes() -> None:
    assert walking().deadlines == {"idle": 300.0}
    assert walking().play(Pressed("doors_page")).deadlines == {"idle": 60.0}
