from dataclasses import replace

import pytest

from kiosk.domain.custody import Holding, HoldingState
from kiosk.domain.record import Kind
from kiosk.flows import service
from kiosk.flows.effects import CheckPin, LookInto
from kiosk.flows.events import (
    Answered,
    CodeScanned,
    Deadline,
    DeadlinePassed,
    DoorClosed,
    DoorOpened,
    Event,
    LookedInto,
    Outcome,
    PinChecked,
    Pressed,
    PulseEnded,
    TechnicianKnown,
    WalkWantsPulse,
)
from kiosk.flows.service import BusPage, CameraPage, Doors, Pin
from kiosk.flows.session import Idle
from tests.helpers.every_flow import FLOWS
from tests.helpers.flow_script import Script, employee

TECHNICIAN = employee(id="T-1", account="")


def badge() -> Script:
    return Script().play(CodeScanned(b"BADGE-T"), Answered(TechnicianKnown(TECHNICIAN)))


def signed_in() -> Script:
    return badge().play(*(Pressed("key", digit) for digit in "4207"), Pressed("submit"), PinChecked(right=True))


def test_the_pin_is_checked_and_not_kept() -> None:
    script = badge().play(*(Pressed("key", digit) for digit in "4207"), Pressed("submit"))
    assert CheckPin("T-1", "4207") in script.effects
    assert script.flow(Pin).digits == ""
    assert "4207" not in str([entry.body for entry in script.entries])


def test_three_wrong_pins_end_the_visit() -> None:
    script = badge()
    for _ in range(3):
        script.flow(Pin)
        script.play(*(Pressed("key", digit) for digit in "1111"), Pressed("submit"), PinChecked(right=False))
    script.flow(Idle)
    assert script.kinds.count(Kind.ATTEMPT_FAILED) == 3


def test_too_many_wrong_pins_end_the_visit_at_once() -> None:
    script = badge().play(Pressed("key", "1"), PinChecked(right=False, wait_s=60))
    script.flow(Idle)


def test_a_door_opens_only_with_a_reason() -> None:
    script = signed_in().play(Pressed("select_door", number=16), Pressed("open_door"))
    assert script.flow(Doors).asking == "open_reason"
    assert script.intents == []
    script.play(Pressed("reason", "because"))
    assert script.intents == []
    script.play(Pressed("reason", "test"))
    intent = script.intents[0]
    assert (intent.compartment, intent.actor, intent.decision, intent.reference) == (16, "T-1", "technician", "test")
    assert not intent.parcel


def test_one_door_at_a_time() -> None:
    script = signed_in().play(Pressed("select_door", number=16), Pressed("open_door"), Pressed("reason", "test"))
    script.play(Pressed("select_door", number=3), Pressed("open_door"))
    assert script.flow(Doors).asking == ""
    script.play(PulseEnded(16, Outcome.JAMMED), Pressed("open_door"))
    assert script.flow(Doors).asking == "open_reason"


def test_the_outcome_is_shown() -> None:
    script = signed_in().play(Pressed("select_door", number=16), Pressed("open_door"), Pressed("reason", "test"))
    assert script.play(PulseEnded(16, Outcome.JAMMED)).flow(Doors).last_outcome == "jammed"


def test_blocking_names_door_reason_and_person() -> None:
    script = signed_in().play(Pressed("select_door", number=16), Pressed("block_door"), Pressed("reason", "damaged"))
    blocked = script.entries[-1]
    assert blocked.kind is Kind.COMPARTMENT_BLOCKED
    assert blocked.body == {"compartment": 16, "reason": "damaged", "actor": "T-1"}
    script.play(Pressed("unblock_door"), LookedInto(16, None))
    assert script.entries[-1].kind is Kind.COMPARTMENT_UNBLOCKED


def test_a_reason_for_opening_does_not_block() -> None:
    script = signed_in().play(Pressed("select_door", number=16), Pressed("block_door"), Pressed("reason", "test"))
    assert Kind.COMPARTMENT_BLOCKED not in script.kinds


def test_the_camera_page_leads_back() -> None:
    script = signed_in().play(Pressed("select_door", number=3), Pressed("camera_page"))
    script.flow(CameraPage)
    assert script.play(Pressed("doors_page")).flow(Doors).selected == 3


def test_the_page_of_a_bus_leads_to_other_buses_and_back() -> None:
    script = signed_in().play(Pressed("select_door", number=3), Pressed("bus_page", "main"))
    assert script.flow(BusPage).bus == "main"
    assert script.play(Pressed("bus_page", "annex")).flow(BusPage).bus == "annex"
    assert script.play(Pressed("back")).flow(Doors).selected == 3


def test_a_bus_page_without_a_bus_is_none() -> None:
    signed_in().play(Pressed("bus_page")).flow(Doors)


@pytest.mark.parametrize("page", [[], [Pressed("camera_page")], [Pressed("bus_page", "main")]])
@pytest.mark.parametrize(
    "ending", [[Pressed("log_out")], [DeadlinePassed(Deadline.IDLE), DeadlinePassed(Deadline.WARNED)]]
)
def test_leaving_is_written_whoever_ends_it(page: list[Event], ending: list[Event]) -> None:
    script = signed_in().play(*page, *ending)
    script.flow(Idle)
    assert script.kinds.count(Kind.TECHNICIAN_OUT) == 1
    assert Kind.TECHNICIAN_IN in script.kinds


def test_codes_are_not_answered_while_a_technician_works() -> None:
    script = signed_in()
    before = script.session
    assert script.play(CodeScanned(b"PK1:X")).session == before


@pytest.mark.parametrize("page", [Pressed("camera_page"), Pressed("bus_page", "main")])
def test_a_pulse_that_ends_on_another_page_leaves_the_doors_usable(page: Event) -> None:
    script = signed_in().play(Pressed("select_door", number=16), Pressed("open_door"), Pressed("reason", "test"))
    script.play(page, PulseEnded(16, Outcome.OPENED), Pressed("doors_page"))
    assert script.flow(Doors).last_outcome == "opened"
    assert script.flow(Doors).pulsing is None


# --- a parcel in doubt --------------------------------------------------------------------------------------------

DOUBT = Holding(16, "PICKUP01", "p1", HoldingState.OCCUPIED, "jammed")
AWAITED = Holding(16, "PICKUP01", "p1", HoldingState.RESERVED)


@pytest.mark.parametrize("verdict", ["present", "collected", "missing", "removed"])
def test_a_doubt_ends_with_a_verdict_and_a_name(verdict: str) -> None:
    script = signed_in().play(Pressed("select_door", number=16), Pressed("resolve_door"))
    assert LookInto(16) in script.effects
    script.play(LookedInto(16, DOUBT))
    assert script.flow(Doors).asking == "resolve_reason"
    script.play(Pressed("reason", "perhaps"), Pressed("reason", "test"))
    assert Kind.PARCEL_RESOLVED not in script.kinds
    script.play(Pressed("reason", verdict))
    resolved = script.entries[-1]
    assert resolved.kind is Kind.PARCEL_RESOLVED
    assert resolved.body == {
        "pickup": "PICKUP01",
        "parcel": "p1",
        "compartment": 16,
        "verdict": verdict,
        "actor": "T-1",
        "reason": "jammed",
    }
    assert script.flow(Doors) == Doors(TECHNICIAN, selected=16)


@pytest.mark.parametrize("holding", [None, replace(DOUBT, doubt="")])
def test_a_door_without_a_doubt_has_nothing_to_resolve(holding: Holding | None) -> None:
    script = signed_in().play(Pressed("select_door", number=16), Pressed("resolve_door"), LookedInto(16, holding))
    assert script.flow(Doors) == Doors(TECHNICIAN, selected=16)
    script.play(Pressed("reason", "present"))
    assert script.kinds[-1] is Kind.TECHNICIAN_IN


def test_unblocking_asks_first_what_became_of_a_parcel_in_doubt() -> None:
    script = signed_in().play(Pressed("select_door", number=16), Pressed("unblock_door"), LookedInto(16, DOUBT))
    assert Kind.COMPARTMENT_UNBLOCKED not in script.kinds
    script.play(Pressed("reason", "removed"))
    assert script.kinds[-2:] == [Kind.PARCEL_RESOLVED, Kind.COMPARTMENT_UNBLOCKED]


def test_resolving_unblocks_nothing_by_itself() -> None:
    script = signed_in().play(Pressed("select_door", number=16), Pressed("resolve_door"), LookedInto(16, DOUBT))
    script.play(Pressed("reason", "removed"))
    assert Kind.COMPARTMENT_UNBLOCKED not in script.kinds


@pytest.mark.parametrize(
    "elsewhere",
    [Pressed("select_door", number=3), Pressed("open_door"), Pressed("block_door"), Pressed("back")],
)
def test_what_the_ledger_says_of_a_door_one_has_left_is_not_answered(elsewhere: Event) -> None:
    script = signed_in().play(Pressed("select_door", number=16), Pressed("resolve_door"), elsewhere)
    script.play(LookedInto(16, DOUBT), Pressed("reason", "removed"))
    assert Kind.PARCEL_RESOLVED not in script.kinds


def test_going_back_from_the_question_leaves_the_doubt() -> None:
    script = signed_in().play(Pressed("select_door", number=16), Pressed("unblock_door"), LookedInto(16, DOUBT))
    script.play(Pressed("back"))
    assert script.flow(Doors) == Doors(TECHNICIAN, selected=16)
    script.play(Pressed("reason", "removed"))
    assert script.kinds[-1] is Kind.TECHNICIAN_IN


def test_a_door_is_opened_to_load_it() -> None:
    script = signed_in().play(Pressed("select_door", number=16), Pressed("open_door"))
    assert LookInto(16) in script.effects
    script.play(LookedInto(16, AWAITED), Pressed("reason", "load"))
    assert (script.intents[0].decision, script.intents[0].reference) == ("technician", "load")
    assert script.flow(Doors) == Doors(TECHNICIAN, selected=16, pulses=1, pulsing=16)


@pytest.mark.parametrize("holding", [None, DOUBT, replace(DOUBT, doubt="")])
def test_nothing_is_loaded_where_no_parcel_is_awaited(holding: Holding | None) -> None:
    script = signed_in().play(Pressed("select_door", number=16), Pressed("open_door"))
    script.play(Pressed("reason", "load"), LookedInto(16, holding), Pressed("reason", "load"))
    assert script.intents == []
    assert script.flow(Doors).asking == "open_reason"
    script.play(Pressed("reason", "inspect"))
    assert script.intents[0].reference == "inspect"


def test_a_place_that_is_kept_is_kept_at_its_own_door_only() -> None:
    script = signed_in().play(Pressed("select_door", number=16), Pressed("open_door"), LookedInto(16, AWAITED))
    script.play(Pressed("select_door", number=3), Pressed("open_door"), LookedInto(16, AWAITED))
    script.play(Pressed("reason", "load"))
    assert script.intents == []


# --- what changes nothing -----------------------------------------------------------------------------------------

PAGES = [name for name, flow in FLOWS.items() if isinstance(flow, service.Serving)]


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize(
    "event",
    [
        CodeScanned(b"X"),
        DoorOpened(3),
        DoorClosed(3),
        WalkWantsPulse(3),
        LookedInto(99, DOUBT),
        DeadlinePassed(Deadline.HELD),
        PulseEnded(99, Outcome.OPENED),
        Pressed("collect"),
    ],
)
def test_what_is_not_about_the_technician_changes_nothing(name: str, event: Event) -> None:
    flow = FLOWS[name]
    assert isinstance(flow, service.Serving)
    assert service.step("S1", flow, event) == (flow, ())


def test_the_pin_is_full_with_its_last_digit_and_can_be_taken_back() -> None:
    script = badge().play(*(Pressed("key", digit) for digit in "42070"), Pressed("erase"), Pressed("erase"))
    assert script.flow(Pin).digits == "420"
    assert script.play(Pressed("submit")).flow(Pin).digits == "420"
    script.play(*(Pressed("key", digit) for digit in "707"))
    assert CheckPin("T-1", "420707") in script.effects
    assert script.play(Pressed("key", "1")).flow(Pin).digits == ""


def test_the_page_goes_back_to_the_wall_and_the_wall_to_no_door() -> None:
    script = signed_in().play(Pressed("select_door", number=3), Pressed("back"))
    assert script.flow(Doors).selected is None
