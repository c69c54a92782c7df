"""The view of the moment: session state and facts in, a complete snapshot for the screen out. Pure."""

import math
from dataclasses import dataclass
from math import inf
from typing import Final, Literal, assert_never, cast

from kiosk.domain.decision import Reason, Refusal
from kiosk.domain.wall import Wall
from kiosk.flows import approvals, collect, papers, service, shopping, tradesperson, typed_code
from kiosk.flows.phone_sign_in import PhoneSignIn
from kiosk.flows.rescue import NOBODY_INSIDE, Rescue
from kiosk.flows.session import Checking, Flow, Help, Idle, Refused, Session
from kiosk.flows.timing import MAX_PULSES, MAX_REOPENS
from kiosk.messages import (
    CheckingScreen,
    DoneScreen,
    DoorFaultScreen,
    DoorScreen,
    HelpScreen,
    HelpTopic,
    IdleScreen,
    KeypadScreen,
    Notice,
    OutOfServiceScreen,
    PhoneSignInScreen,
    PinScreen,
    RefusedScreen,
    RescueScreen,
    Screen,
    ServiceCameraScreen,
    View,
    WallCell,
    WallDrawing,
)
from kiosk.ports import BankNow, WalkNow
from kiosk.services.account_view import company_screen
from kiosk.services.actions import actions
from kiosk.services.basket_view import basket_actions, basket_screen
from kiosk.services.facts import Facts
from kiosk.services.rescue_view import place_in_words, rescue_actions, rescue_screen
from kiosk.services.service_view import bus_screen, commission_screen, service_screen

_DISK_FULL: Final = OutOfServiceScreen("disk_full", "J-01")
_COUNTDOWN_S: Final = 1.0
_AT_REST_S: Final = 900.0
"""An idle screen is looked at again so often, at the latest: the clock may have been set, or a list have grown old."""
_TOPICS: Final[tuple[HelpTopic, ...]] = ("empty", "damaged", "not_mine", "wont_close", "other")


@dataclass(frozen=True, slots=True)
class Scene:
    """Everything a snapshot is made of. `now_s` is monotonic."""

    session: Session
    facts: Facts
    wall: Wall
    bank: BankNow
    now_s: float
    ends_in_s: float | None
    version: str
    night: bool = False
    walk: WalkNow | None = None
    bank_file: str = ""
    turn_in_s: float | None = None
    night_changes_in_s: float = inf
    rescue: Rescue = NOBODY_INSIDE
    child_sized: frozenset[int] = frozenset()
    live_s: float = 1.0


def view(scene: Scene, seq: int) -> View:
    """The whole truth for the screen."""
    session = scene.session
    rescue = _rescue(scene)
    screen = rescue or (_help(session, session.help) if session.help else _screen(scene, session.flow))
    ends_in_s = round(scene.ends_in_s) if session.warned and scene.ends_in_s is not None else None
    facts = scene.facts
    below = actions(session, scene.bank.unarmed, scene.walk, facts.in_doubt, facts.capabilities)
    if session.help is None and isinstance(session.flow, shopping.SHOPPING):
        below += basket_actions(session.flow, session.visiting, facts)
    offered = rescue_actions(rescue) if rescue else below
    if scene.child_sized and not rescue:
        offered.append("rescue")
    return View(
        seq=seq,
        session=session.id,
        language=session.language,
        screen=screen,
        actions=tuple(offered),
        notices=_notices(scene),
        ends_in_s=None if rescue else ends_in_s,
        night=scene.night,
        left_open=tuple(sorted(scene.facts.left_open - _own_door(session))),
    )


def changes_in_s(scene: Scene) -> float:
    """When the view changes though nobody tells of anything."""
    # Also below the rescue layer.
    if scene.session.warned or isinstance(scene.session.flow, collect.Waiting):
        return _COUNTDOWN_S
    if isinstance(scene.session.flow, service.SignedIn):
        return scene.live_s
    return min(scene.night_changes_in_s, _AT_REST_S)


def drawing(wall: Wall) -> WallDrawing:
    """The wall as the UI draws it."""
    cells = tuple(
        WallCell(door.number, door.size, door.box.x_mm, door.box.y_mm, door.box.width_mm, door.box.height_mm)
        for door in wall.compartments
    )
    box = wall.screen
    screen = WallCell(0, "", box.x_mm, box.y_mm, box.width_mm, box.height_mm)
    return WallDrawing(wall.width_mm, wall.height_mm, screen, cells)


def _rescue(scene: Scene) -> RescueScreen | None:
    return rescue_screen(
        scene.rescue,
        scene.session.flow,
        wall=scene.wall,
        bank=scene.bank,
        holds_parcel=scene.facts.holds_parcel,
        child_sized=scene.child_sized,
    )


def _own_door(session: Session) -> frozenset[int]:
    return frozenset({session.flow.round.compartment}) if isinstance(session.flow, collect.DoorOpen) else frozenset()


def _screen(scene: Scene, flow: Flow) -> Screen:
    match flow:
        case Idle():
            return _out_of_service(scene) or IdleScreen(camera_ok=scene.facts.camera_ok, can_type=True)
        case Checking():
            return CheckingScreen()
        case Refused(refusal):
            return _refused(scene, refusal)
        case collect.Opening() | collect.DoorOpen() | collect.NextDoor() | collect.Waiting():
            return _door(scene, flow)
        case collect.DoorFault():
            return _fault(scene, flow)
        case collect.Done(round_, last):
            reopen = last.compartment if last else None
            receipt = scene.session.id if round_.collected else ""
            return DoneScreen(round_.collected, round_.missed, reopen, round_.lines_to_come, receipt, round_.unseen)
        case _:
            if isinstance(flow, shopping.SHOPPING):
                return basket_screen(flow, scene.session.visiting, scene.facts)
            return _entry_screen(scene, flow)


def _out_of_service(scene: Scene) -> OutOfServiceScreen | None:
    if scene.facts.bank_down:
        return OutOfServiceScreen("bank_down")
    if scene.facts.disk_full:
        return _DISK_FULL
    if len(scene.bank.unarmed) == len(scene.wall.compartments):
        return OutOfServiceScreen("not_commissioned")
    return None


def _refused(scene: Scene, refusal: Refusal) -> Screen:
    if refusal.reason is Reason.BANK_DOWN and scene.facts.disk_full:
        return _DISK_FULL
    elsewhere = scene.facts.other_sites.get(refusal.site or 0, "")
    return RefusedScreen(refusal.reason.value, refusal.at_utc, elsewhere, refusal.wait_s)


def _entry_screen(
    scene: Scene,
    flow: typed_code.Typing
    | typed_code.Phone
    | PhoneSignIn
    | tradesperson.Home
    | tradesperson.Reference
    | papers.Papers
    | approvals.Approvals
    | service.Pin
    | service.Doors
    | service.CameraPage
    | service.BusPage
    | service.Commission,
) -> Screen:
    match flow:
        case typed_code.Typing(entered, error):
            return KeypadScreen("typed_code", "crockford", entered, typed_code.CODE_LENGTH, _keypad_error(error))
        case typed_code.Phone(_, entered, error):
            return KeypadScreen("phone_last4", "digits", entered, typed_code.PHONE_LENGTH, _keypad_error(error))
        case PhoneSignIn(page):
            return PhoneSignInScreen(page.url, page.user_code) if page else PhoneSignInScreen()
        case tradesperson.Home() | tradesperson.Reference() | papers.Papers() | approvals.Approvals():
            return company_screen(flow, scene.session.visiting)
        case service.Pin():
            error = cast('Literal["", "wrong_pin"]', flow.error)
            return PinScreen(len(flow.digits), service.PIN_LENGTH, error, flow.tries_left)
        case service.Doors():
            return service_screen(
                flow,
                facts=scene.facts,
                wall=scene.wall,
                bank=scene.bank,
                now_s=scene.now_s,
                version=scene.version,
            )
        case service.CameraPage():
            return _camera(scene.facts)
        case service.BusPage():
            return bus_screen(flow, facts=scene.facts, bank=scene.bank, now_s=scene.now_s)
        case service.Commission():
            return commission_screen(flow, walk=scene.walk, bank=scene.bank, bank_file=scene.bank_file)
        case _:
            assert_never(flow)


def _door(scene: Scene, flow: collect.Opening | collect.DoorOpen | collect.NextDoor | collect.Waiting) -> DoorScreen:
    round_, turn_in_s = flow.round, scene.turn_in_s
    state: Literal["opening", "open", "held_open", "unseen", "next", "wait"] = "opening"
    if isinstance(flow, collect.NextDoor):
        state = "next"
    if isinstance(flow, collect.Waiting):
        state = "wait" if flow.wait_s else "next"
    if isinstance(flow, collect.DoorOpen):
        state = "held_open" if flow.held else "open"
        state = state if flow.unseen_utc is None else "unseen"
    waiting = round_.waiting
    return DoorScreen(
        compartment=round_.compartment,
        place=place_in_words(scene.wall, round_.compartment),
        state=state,
        parcel=round_.index + 1,
        parcels=len(round_.claims),
        next_compartment=waiting[0] if waiting else None,
        can_reopen=isinstance(flow, collect.DoorOpen) and flow.unseen_utc is None and flow.pulse < MAX_REOPENS,
        collected=round_.collected,
        waiting=waiting,
        wait_s=math.ceil(turn_in_s) if state == "wait" and turn_in_s is not None else None,
    )


def _fault(scene: Scene, flow: collect.DoorFault) -> DoorFaultScreen:
    return DoorFaultScreen(
        compartment=flow.round.compartment,
        place=place_in_words(scene.wall, flow.round.compartment),
        reason=cast('Literal["jammed", "unknown"]', flow.reason),
        tries_left=max(0, MAX_PULSES - flow.pulse),
        more_parcels=bool(flow.round.waiting),
    )


def _camera(facts: Facts) -> ServiceCameraScreen:
    status = facts.camera
    if status is None:
        return ServiceCameraScreen("", "missing", 0, 0, 0.0, 0.0, 0, scanners=facts.scanners)
    return ServiceCameraScreen(
        source=status.source,
        state=status.state,
        width=status.width,
        height=status.height,
        last_label=cast('Literal["", "sscc", "gtin", "gtin_serial"]', facts.last_label),
        scanners=facts.scanners,
        fps=status.fps,
        decode_ms=status.decode_ms,
        codes_seen=status.codes_seen,
        last_symbology=facts.last_symbology,
        last_length=facts.last_length,
        view=status.view,
        unconfined=status.unconfined,
    )


def _help(session: Session, help_: Help) -> HelpScreen:
    reported = cast("HelpTopic | None", help_.reported or None)
    return HelpScreen(session.id, _TOPICS, reported)


def _keypad_error(error: str) -> Literal["", "bad_check", "unknown", "too_short"]:
    return cast('Literal["", "bad_check", "unknown", "too_short"]', error)


def _notices(scene: Scene) -> tuple[Notice, ...]:
    facts = scene.facts
    notices: list[Notice] = []
    if not facts.camera_ok:
        notices.append("camera_down")
    if facts.backend_away:
        notices.append("backend_away")
    if facts.list_refuses:
        notices.append("list_refusing")
    elif facts.list_tier != "fresh":
        notices.append("list_stale")
    if facts.clock == "untrusted":
        notices.append("clock_untrusted")
    if facts.bank_down:
        notices.append("doors_down")
    if facts.storage_low:
        notices.append("storage_low")
    return tuple(notices)
