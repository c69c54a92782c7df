from dataclasses import replace
from typing import Any, get_args

import msgspec
import pytest

from kiosk.domain.decision import Reason, Refusal
from kiosk.domain.wall import Wall
from kiosk.flows import collect, service, tradesperson, typed_code
from kiosk.flows import session as reducer
from kiosk.flows.effects import ClearDeadline, SetDeadline
from kiosk.flows.events import Pressed
from kiosk.flows.session import Session
from kiosk.flows.timing import MAX_REOPENS
from kiosk.messages import (
    AccountScreen,
    Action,
    DoneScreen,
    DoorFaultScreen,
    DoorScreen,
    FindingLine,
    HelpScreen,
    IdleScreen,
    KeypadScreen,
    OutOfServiceScreen,
    PinScreen,
    ReaderStatus,
    ReferenceScreen,
    RefusedScreen,
    ScannerLine,
    Screen,
    ServiceBusScreen,
    ServiceCameraScreen,
    ServiceCommissionScreen,
    ServiceScreen,
    View,
    from_core,
    line,
)
from kiosk.ports import BankNow, BusFigures, Door, LockPlace, WalkFinding, WalkNow
from kiosk.services.facts import Facts
from kiosk.services.presenter import Scene, drawing, view
from kiosk.settings import load_profile
from tests.helpers.every_flow import SESSIONS
from tests.helpers.flow_script import SITE
from tests.helpers.shopping import DRILL

WALL: Wall = load_profile("demo").wall
NUMBERS = [door.number for door in WALL.compartments]
CAMERA = ReaderStatus("ok", "stage:", 1280, 720, 15.0, 8.0, 3)
BUS = BusFigures("main", "sim:", "connected", 10, 9, 1, 0, 0)


def scene(session: Session, ends_in_s: float | None = None, **facts: Any) -> Scene:
    usual = {"camera": CAMERA, "other_sites": {5: "Nord"}, "capabilities": frozenset({"sessions", "invoices"})}
    known = Facts(lambda: None, **(usual | facts))
    bank = BankNow(
        doors=dict.fromkeys(NUMBERS, Door.CLOSED),
        places={number: LockPlace("main", 1, number) for number in NUMBERS},
        unarmed=known.unarmed,
        buses=(BUS,),
        frames=("12:00:00 > 80",),
    )
    return Scene(session, known, WALL, bank, 1000.0, ends_in_s, "0.1")


def shown(name: str, **facts: Any) -> View:
    return view(scene(SESSIONS[name], **facts), seq=1)


def screen(name: str, **facts: Any) -> Screen:
    return shown(name, **facts).screen


@pytest.mark.parametrize("name", SESSIONS)
def test_every_flow_has_a_screen_that_reaches_the_ui_whole(name: str) -> None:
    made = shown(name)
    assert from_core.decode(line(made)) == made
    assert set(made.actions) <= set(get_args(Action))
    assert len(set(made.actions)) == len(made.actions)
    assert (made.session, made.language) == (SESSIONS[name].id, SESSIONS[name].language)


CHOICES: dict[str, list[Pressed]] = {
    "key": [Pressed("key", "7")],
    "language": [Pressed("language", language) for language in ("nb", "en")],
    "report": [Pressed("report", "empty")],
    "more": [Pressed("more", DRILL)],
    "fewer": [Pressed("fewer", DRILL)],
    "deliver": [Pressed("deliver", "home")],
    "toggle_pickup": [Pressed("toggle_pickup", "THEIRS01")],
    "select_door": [Pressed("select_door", number=16)],
    "bus_page": [Pressed("bus_page", "annex")],
    "paper": [Pressed("paper", "DOC-30415")],
    "paper_kind": [Pressed("paper_kind", "delivery_notes")],
    "reason": [Pressed("reason", reason) for reason in ("test", "jammed", "present")],
}


def does_something(session: Session, press: Pressed) -> bool:
    """Beside moving the idle deadline, which every touch does."""
    after, effects = reducer.step(SITE, session, press, "NEW")
    asked = [effect for effect in effects if not isinstance(effect, SetDeadline | ClearDeadline)]
    return after != session or bool(asked)


def without_error(session: Session) -> Session:
    match session.flow:
        case typed_code.Typing() | tradesperson.Reference() | service.Pin() as flow:
            return replace(session, flow=replace(flow, error=""))
        case _:
            return session


OFFERS = [(name, action) for name in SESSIONS for action in shown(name).actions]


@pytest.mark.parametrize(("name", "action"), OFFERS)
def test_every_action_that_is_offered_does_something(name: str, action: str) -> None:
    session = SESSIONS[name]
    if action == "submit":
        session = without_error(session)  # the same mistake again gives the same answer again
    presses = CHOICES.get(action, [Pressed(action)])
    assert any(does_something(session, press) for press in presses)


@pytest.mark.parametrize("name", [name for name in SESSIONS if not SESSIONS[name].help])
def test_help_and_language_are_offered_everywhere(name: str) -> None:
    assert {"help", "language"} <= set(shown(name).actions)


@pytest.mark.parametrize("name", ["warned", "help_warned"])
def test_a_warned_person_sees_the_time_left_and_can_have_more(name: str) -> None:
    made = view(scene(SESSIONS[name], ends_in_s=12.4), seq=1)
    assert made.ends_in_s == 12
    assert "more_time" in made.actions


def test_without_a_warning_no_time_is_shown() -> None:
    assert view(scene(SESSIONS["home"], ends_in_s=12.4), seq=1).ends_in_s is None


# --- screen by screen ---------------------------------------------------------------------------------------------


def test_idle_says_whether_a_code_would_be_seen() -> None:
    assert screen("idle") == IdleScreen(camera_ok=True, can_type=True)
    assert screen("idle", camera=None) == IdleScreen(camera_ok=False, can_type=True)
    frozen = msgspec.structs.replace(CAMERA, state="frozen")
    assert screen("idle", camera=frozen) == IdleScreen(camera_ok=False, can_type=True)


def test_a_bank_that_is_down_is_out_of_service_for_the_next_but_not_for_who_is_served() -> None:
    assert screen("idle", bank_down=True) == OutOfServiceScreen("bank_down")
    assert isinstance(screen("door_open", bank_down=True), DoorScreen)


def test_a_full_disk_serves_nobody_new_and_lets_the_technician_work():
    assert screen("idle", disk_full=True) == OutOfServiceScreen("disk_full", "J-01")
    assert isinstance(screen("door_open", disk_full=True), DoorScreen)
    refused = replace(SESSIONS["refused"], flow=reducer.Refused(Refusal(Reason.BANK_DOWN)))
    assert view(scene(refused, disk_full=True), 1).screen == OutOfServiceScreen("disk_full", "J-01")
    assert view(scene(refused), 1).screen == RefusedScreen("bank_down")
    service_page = next(name for name in SESSIONS if isinstance(screen(name), ServiceScreen))
    assert screen(service_page, disk_full=True, free_mb=7).free_mb == 7


def test_a_bank_that_nobody_has_commissioned_is_out_of_service_and_one_proved_door_is_enough() -> None:
    assert screen("idle", unarmed=frozenset(NUMBERS)) == OutOfServiceScreen("not_commissioned")
    assert screen("idle", unarmed=frozenset(NUMBERS[1:])) == IdleScreen(camera_ok=True, can_type=True)


def test_a_technician_opens_no_door_whose_wiring_nobody_has_proved() -> None:
    assert "open_door" in shown("door_selected", unarmed=frozenset({4})).actions
    made = shown("door_selected", unarmed=frozenset({3}))
    assert "open_door" not in made.actions
    assert "block_door" in made.actions


WALK = WalkNow(
    doing="",
    asked="which_opened",
    asked_door=None,
    door=7,
    left=(8, 9),
    proven=frozenset({2, 1}),
    skipped=frozenset({3}),
    findings=(WalkFinding("other_opened", 5, {"seen": 6}),),
    ended=False,
)


def walked(walk: WalkNow | None) -> View:
    return view(replace(scene(SESSIONS["commission"]), walk=walk, bank_file="../banks/demo.toml"), seq=1)


def test_the_page_of_a_commissioning_walk() -> None:
    made = walked(WALK).screen
    assert made == ServiceCommissionScreen(
        asked="which_opened",
        asked_door=None,
        doing="",
        door=7,
        left=(8, 9),
        proven=(1, 2),
        skipped=(3,),
        findings=(FindingLine("other_opened", 5, {"seen": 6}),),
        bank_file="../banks/demo.toml",
        technician="Tor",
    )


def test_a_walk_that_has_just_been_asked_for_is_measuring() -> None:
    made = walked(None).screen
    assert isinstance(made, ServiceCommissionScreen)
    assert (made.doing, made.asked, made.ended) == ("measuring", "", False)


@pytest.mark.parametrize(
    ("walk", "offered"),
    [
        (replace(WALK, asked="close_all"), {"walk_confirm"}),
        (WALK, {"select_door", "walk_none", "walk_several", "walk_skip"}),
        (replace(WALK, asked="close"), {"walk_confirm", "walk_skip"}),
        (replace(WALK, asked="still_open"), {"walk_confirm", "walk_skip"}),
        (replace(WALK, asked="", doing="pulsing"), set()),
        (replace(WALK, asked="", ended=True), {"commission"}),
        (None, set()),
    ],
)
def test_only_answers_to_the_question_are_offered(walk: WalkNow | None, offered: set[str]) -> None:
    always = {"help", "language", "doors_page", "log_out"}
    made = walked(walk)
    assert set(made.actions) == always | offered
    assert from_core.decode(line(made)) == made
    assert set(made.actions) <= set(get_args(Action))


def test_the_page_of_a_bus() -> None:
    made = screen("bus_page")
    assert isinstance(made, ServiceBusScreen)
    assert (made.selected, made.frames, [bus.name for bus in made.buses]) == ("main", ("12:00:00 > 80",), ["main"])


def test_refusals_carry_their_parameters() -> None:
    assert screen("refused") == RefusedScreen("expired", 4000.0)
    assert screen("waiting") == RefusedScreen("too_many_attempts", wait_s=30)
    assert screen("wrong_site") == RefusedScreen("wrong_site", site_name="Nord")
    assert screen("wrong_site", other_sites={}) == RefusedScreen("wrong_site", site_name="")


def test_a_door_that_opens() -> None:
    opening = screen("opening")
    assert isinstance(opening, DoorScreen)
    assert (opening.compartment, opening.state, opening.parcel, opening.parcels) == (7, "opening", 1, 2)
    assert (opening.next_compartment, opening.waiting, opening.collected) == (9, (9,), ())
    assert not opening.can_reopen
    place = WALL.place(7)
    assert (opening.place.column, opening.place.row, opening.place.band) == (place.column, place.row, place.band.value)


@pytest.mark.parametrize(
    ("name", "state", "can_reopen"),
    [
        ("door_open", "open", True),
        ("door_held", "held_open", True),
        ("door_open_for_the_last_time", "open", False),
        ("next_door", "next", False),
    ],
)
def test_states_of_the_door_screen(name: str, state: str, can_reopen: bool) -> None:
    made = screen(name)
    assert isinstance(made, DoorScreen)
    assert (made.state, made.can_reopen) == (state, can_reopen)


@pytest.mark.parametrize(("pulse", "offered"), [(1, {"type_code", "reopen"}), (MAX_REOPENS, {"type_code"})])
def test_only_a_door_that_has_stood_open_for_minutes_may_be_taken_over(pulse: int, offered: set[str]) -> None:
    flow = SESSIONS["door_held"].flow
    assert isinstance(flow, collect.DoorOpen)
    for alarmed, expected in ((True, offered), (False, offered - {"type_code"})):
        session = Session("S1", "nb", replace(flow, pulse=pulse, alarmed=alarmed))
        assert set(view(scene(session), seq=1).actions) - {"help", "language"} == expected


def test_the_last_door_has_no_next_one() -> None:
    made = screen("door_held")
    assert isinstance(made, DoorScreen)
    assert (made.next_compartment, made.collected, made.parcel) == (None, (7,), 2)


@pytest.mark.parametrize(
    ("name", "reason", "tries_left", "more"),
    [
        ("fault", "jammed", 2, True),
        ("fault_at_the_last_parcel", "unknown", 1, False),
        ("fault_without_tries", "jammed", 0, True),
    ],
)
def test_faults_say_what_can_still_be_tried(name: str, reason: str, tries_left: int, more: bool) -> None:
    made = screen(name)
    assert isinstance(made, DoorFaultScreen)
    assert (made.reason, made.tries_left, made.more_parcels) == (reason, tries_left, more)


def test_thanks_with_a_receipt_only_for_what_was_collected() -> None:
    assert screen("done") == DoneScreen((7, 9), (), 9, 0, "S1")
    assert screen("done_empty") == DoneScreen((), (7, 9), None, 0, "")


def test_keypads() -> None:
    assert screen("typing") == KeypadScreen("typed_code", "crockford", "7KQF", 9)
    assert screen("typing_error") == KeypadScreen("typed_code", "crockford", "7K", 9, "too_short")
    assert screen("phone") == KeypadScreen("phone_last4", "digits", "77", 4)


def test_the_account_shows_whose_and_what_is_chosen() -> None:
    made = screen("home")
    assert isinstance(made, AccountScreen)
    assert (made.company, made.person) == ("Fjell AS", "Kari")
    assert [(row.pickup, row.mine, row.selected, row.buyer) for row in made.pickups] == [
        ("MINE0001", True, True, "Kari"),
        ("THEIRS01", False, False, "Ola"),
    ]
    mine = made.pickups[0]
    assert (mine.compartments, mine.lines_ready, mine.lines_total, mine.project) == ((7,), 1, 3, "Fjellveien 3")


def test_the_reference_follows_the_companys_rule() -> None:
    assert screen("reference") == ReferenceScreen("purchase_order", True, "PO-47", 20, "pattern")


def test_the_camera_page_shows_scanners_with_a_camera_and_without() -> None:
    scanners = (ScannerLine("pcsc:", "missing", 0, "no card reader"),)
    for changes in ({"last_label": "sscc"}, {"camera": None}):
        made = screen("camera_page", scanners=scanners, **changes)
        assert isinstance(made, ServiceCameraScreen)
        assert made.scanners == scanners
        assert made.last_label == changes.get("last_label", "")


def test_the_pin_is_a_count_and_never_digits() -> None:
    made = shown("pin")
    assert made.screen == PinScreen(4, 6, "wrong_pin", 2)
    assert b"1234" not in line(made)


@pytest.mark.parametrize("name", SESSIONS)
def test_no_digest_and_no_typed_digits_reach_the_ui(name: str) -> None:
    assert b"d" * 64 not in line(shown(name))
    assert b"123456" not in line(shown(name))


def test_the_camera_page() -> None:
    made = screen("camera_page", last_symbology="qr", last_length=145)
    assert made == ServiceCameraScreen("stage:", "ok", 1280, 720, 15.0, 8.0, 3, "qr", 145)
    troubled = msgspec.structs.replace(CAMERA, view="moved", unconfined=("files",))
    made = screen("camera_page", camera=troubled)
    assert isinstance(made, ServiceCameraScreen)
    assert (made.view, made.unconfined) == ("moved", ("files",))
    missing = screen("camera_page", camera=None)
    assert isinstance(missing, ServiceCameraScreen)
    assert missing.state == "missing"


def test_help_names_the_session_and_offers_each_topic_once() -> None:
    made = shown("help")
    assert isinstance(made.screen, HelpScreen)
    assert (made.screen.reference, made.screen.reported) == ("S1", None)
    assert "report" in made.actions
    told = shown("help_reported")
    assert isinstance(told.screen, HelpScreen)
    assert told.screen.reported == "empty"
    assert "report" not in told.actions


def test_the_technicians_wall_has_every_door() -> None:
    made = screen("door_selected")
    assert isinstance(made, ServiceScreen)
    assert [door.number for door in made.doors] == NUMBERS
    assert (made.selected, made.last_outcome, made.technician, made.version) == (3, "opened", "Tor", "0.1")


# --- notices ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("facts", "notices"),
    [
        ({}, ()),
        ({"camera": None}, ("camera_down",)),
        ({"backend_away": True}, ("backend_away",)),
        ({"backend_away": True, "list_tier": "stale"}, ("backend_away", "list_stale")),
        ({"list_tier": "old", "list_refuses": True}, ("list_refusing",)),
        ({"list_tier": "old"}, ("list_stale",)),
        ({"clock": "held"}, ()),
        ({"clock": "untrusted"}, ("clock_untrusted",)),
        ({"bank_down": True}, ("doors_down",)),
        ({"storage_low": True}, ("storage_low",)),
    ],
)
def test_notices(facts: dict[str, Any], notices: tuple[str, ...]) -> None:
    assert shown("idle", **facts).notices == notices


def test_the_drawing_has_the_screen_and_every_door_to_scale() -> None:
    drawn = drawing(WALL)
    assert (drawn.width_mm, drawn.height_mm) == (WALL.width_mm, WALL.height_mm)
    assert (drawn.screen.number, drawn.screen.x_mm) == (0, WALL.screen.x_mm)
    boxes = {door.number: door.box for door in WALL.compartments}
    assert len(drawn.cells) == len(boxes)
    for cell in drawn.cells:
        box = boxes[cell.number]
        assert (cell.x_mm, cell.y_mm, cell.width_mm, cell.height_mm) == (
            box.x_mm,
            box.y_mm,
            box.width_mm,
            box.height_mm,
        )


def test_the_same_scene_makes_the_same_view() -> None:
    assert view(scene(SESSIONS["doors"]), seq=1) == view(scene(replace(SESSIONS["doors"])), seq=1)
