"""The technician: badge, PIN, live wall, one door at a time, every act with a reason and a name in the journal.

Works without the network. Leaves by itself when nobody touches anything.
"""

from dataclasses import dataclass, replace
from typing import Final, assert_never

from kiosk.domain.account import Employee
from kiosk.domain.custody import Holding, HoldingState, Verdict
from kiosk.domain.record import DoorIntent, Entry, Kind
from kiosk.flows.effects import BeginWalk, CheckPin, Effect, LookInto, Pulse, Record
from kiosk.flows.events import (
    AccountTold,
    Answered,
    CodeScanned,
    DeadlinePassed,
    DoorBack,
    DoorClosed,
    DoorLost,
    DoorOpened,
    Event,
    GoodsScanned,
    HeldBack,
    LookedInto,
    PinChecked,
    Pressed,
    PulseEnded,
    SignInTold,
    WalkWantsPulse,
    Withheld,
    WrongDoor,
)

PIN_LENGTH: Final = 6
PIN_SHORTEST: Final = 4
PIN_TRIES: Final = 3
BLOCK_REASONS: Final = frozenset({"jammed", "damaged", "dirty", "wiring", "other"})
VERDICTS: Final = frozenset(verdict.value for verdict in Verdict)
LOAD: Final = "load"
OPEN_REASONS: Final = frozenset({"test", "inspect", "rescue", "remove_parcel", LOAD})


@dataclass(frozen=True, slots=True)
class Pin:
    """The PIN so far. `digits` is never stored or shown."""

    employee: Employee
    digits: str = ""
    error: str = ""
    tries_left: int = PIN_TRIES
    checking: bool = False


@dataclass(frozen=True, slots=True)
class Doors:
    """The live wall. `asking` names the reason that is being chosen for `selected`.

    `looking`: what for ("resolve", "unblock", "open") the ledger is being asked about `selected`; `doubt` and
    `reserved` are what it said. `unblocking`: what is said of the doubt puts the compartment back into service too.
    """

    employee: Employee
    selected: int | None = None
    asking: str = ""
    pulses: int = 0
    pulsing: int | None = None
    last_outcome: str = ""
    looking: str = ""
    doubt: Holding | None = None
    unblocking: bool = False
    reserved: bool = False


@dataclass(frozen=True, slots=True)
class CameraPage:
    """The live figures of the camera; `doors` is what one goes back to."""

    doors: Doors


@dataclass(frozen=True, slots=True)
class BusPage:
    """One bus by its name; `doors` is what one goes back to."""

    doors: Doors
    bus: str


@dataclass(frozen=True, slots=True)
class Commission:
    """A commissioning walk; it is held elsewhere (`ports.Commissioning`). See `flows.commission`."""

    doors: Doors


@dataclass(frozen=True, slots=True)
class LoggedOut:
    """The technician left, or was never let in."""

    reason: str


Page = CameraPage | BusPage | Commission
SignedIn = Doors | Page
Serving = Pin | SignedIn
Step = tuple[Serving | LoggedOut, tuple[Effect, ...]]


def step(session: str, state: Serving, event: Event) -> Step:
    """One event of the technician's visit."""
    match state:
        case Pin():
            return _pin(session, state, event)
        case Doors():
            return _doors(session, state, event)
        case CameraPage() | BusPage() | Commission():
            return page(session, state, event)
        case _:
            assert_never(state)


def technician(state: SignedIn) -> Employee:
    """Who is at work."""
    return state.employee if isinstance(state, Doors) else state.doors.employee


def page(session: str, state: Page, event: Event) -> Step:
    """What all pages beside the wall have in common."""
    match event:
        case Pressed("doors_page" | "back"):
            return state.doors, ()
        case Pressed("bus_page", bus) if isinstance(state, BusPage) and bus:
            return replace(state, bus=bus), ()
        case Pressed("log_out"):
            return _log_out(session, state.doors)
        case PulseEnded():
            return replace(state, doors=_pulse_ended(state.doors, event)), ()
        case _:
            return state, ()


def _pin(session: str, state: Pin, event: Event) -> Step:
    match event:
        case Pressed("key", digit) if digit in set("0123456789") and not state.checking:
            digits = state.digits + digit
            if len(digits) < PIN_LENGTH:
                return replace(state, digits=digits, error=""), ()
            return _check(state, digits)
        case Pressed("submit") if len(state.digits) >= PIN_SHORTEST:
            return _check(state, state.digits)
        case Pressed("erase"):
            return replace(state, digits=state.digits[:-1]), ()
        case PinChecked(right=True):
            signed_in = Entry.of(Kind.TECHNICIAN_IN, session, actor=state.employee.id)
            return Doors(state.employee), (Record(signed_in),)
        case PinChecked():
            failed = Record(Entry.of(Kind.ATTEMPT_FAILED, session, entry="pin"))
            left = 0 if event.wait_s else state.tries_left - 1
            if left <= 0:
                return LoggedOut("wrong_pin"), (failed,)
            return replace(state, checking=False, error="wrong_pin", tries_left=left), (failed,)
        case _:
            return state, ()


def _check(state: Pin, digits: str) -> Step:
    return replace(state, digits="", checking=True), (CheckPin(state.employee.id, digits),)


def _doors(session: str, state: Doors, event: Event) -> Step:
    match event:
        case Pressed("log_out"):
            return _log_out(session, state)
        case Pressed("camera_page"):
            return CameraPage(_unasked(state)), ()
        case Pressed("bus_page", bus) if bus:
            return BusPage(_unasked(state), bus), ()
        case Pressed("commission") if state.pulsing is None:
            return Commission(Doors(state.employee, pulses=state.pulses)), (BeginWalk(state.employee.id),)
        case PulseEnded():
            return _pulse_ended(state, event), ()
        case LookedInto(compartment, holding) if compartment == state.selected and state.looking:
            return _looked_into(session, state, compartment, holding)
        case Pressed():
            return _door_pressed(session, state, event)
        case (
            CodeScanned()
            | Answered()
            | PinChecked()
            | DoorOpened()
            | DoorClosed()
            | DeadlinePassed()
            | DoorLost()
            | DoorBack()
        ):
            return state, ()
        case (
            WalkWantsPulse()
            | LookedInto()
            | HeldBack()
            | WrongDoor()
            | Withheld()
            | AccountTold()
            | SignInTold()
            | GoodsScanned()
        ):
            return state, ()
        case _:
            assert_never(event)


def _unasked(state: Doors) -> Doors:
    return replace(state, asking="", looking="", doubt=None, unblocking=False, reserved=False)


def _pulse_ended(state: Doors, event: PulseEnded) -> Doors:
    if event.compartment != state.pulsing:
        return state
    return replace(state, pulsing=None, last_outcome=event.outcome.value)


def _door_pressed(session: str, state: Doors, event: Pressed) -> Step:
    match event.action:
        case "select_door":
            return replace(_unasked(state), selected=event.number or None, last_outcome=""), ()
        case "open_door" if state.selected and state.pulsing is None:
            asked = replace(_unasked(state), asking="open_reason", looking="open", last_outcome="")
            return asked, (LookInto(state.selected),)
        case "block_door" if state.selected:
            return replace(_unasked(state), asking="block_reason"), ()
        case "unblock_door" if state.selected:
            return replace(_unasked(state), looking="unblock"), (LookInto(state.selected),)
        case "resolve_door" if state.selected:
            return replace(_unasked(state), looking="resolve"), (LookInto(state.selected),)
        case "back":
            return replace(_unasked(state), selected=state.selected if state.asking else None), ()
        case "reason" if state.selected:
            return _reason(session, state, state.selected, event.value)
        case _:
            return state, ()


def _looked_into(session: str, state: Doors, door: int, holding: Holding | None) -> Step:
    """A parcel in doubt is never put back into service in passing: somebody says first what became of it."""
    if state.looking == "open":
        return replace(state, looking="", reserved=holding is not None and holding.state is HoldingState.RESERVED), ()
    unblocking = state.looking == "unblock"
    if holding is not None and holding.doubt:
        return replace(state, looking="", asking="resolve_reason", doubt=holding, unblocking=unblocking), ()
    return _unasked(state), (_unblocked(session, state, door),) if unblocking else ()


def _unblocked(session: str, state: Doors, door: int) -> Record:
    return Record(Entry.of(Kind.COMPARTMENT_UNBLOCKED, session, compartment=door, actor=state.employee.id))


def _resolved(session: str, state: Doors, door: int, doubt: Holding, verdict: str) -> Step:
    resolved = Entry.of(
        Kind.PARCEL_RESOLVED,
        session,
        pickup=doubt.pickup,
        parcel=doubt.parcel,
        compartment=door,
        verdict=verdict,
        actor=state.employee.id,
        reason=doubt.doubt,
    )
    after = (_unblocked(session, state, door),) if state.unblocking else ()
    return _unasked(state), (Record(resolved), *after)


def _reason(session: str, state: Doors, door: int, reason: str) -> Step:
    if state.asking == "resolve_reason" and state.doubt and reason in VERDICTS:
        return _resolved(session, state, door, state.doubt, reason)
    if state.asking == "block_reason" and reason in BLOCK_REASONS:
        actor = state.employee.id
        blocked = Entry.of(Kind.COMPARTMENT_BLOCKED, session, compartment=door, reason=reason, actor=actor)
        return replace(state, asking=""), (Record(blocked),)
    if state.asking == "open_reason" and _may_open(state, reason):
        return pulse(session, _unasked(state), door, reason)
    return state, ()


def _may_open(state: Doors, reason: str) -> bool:
    """A parcel is put only where one is kept a place: anywhere else nobody would know whose it is."""
    return reason in OPEN_REASONS and state.pulsing is None and (reason != LOAD or state.reserved)


def pulse(session: str, state: Doors, door: int, reason: str) -> tuple[Doors, tuple[Effect, ...]]:
    """One pulse by the technician's hand, with their name and reason."""
    count = state.pulses + 1
    intent = DoorIntent(
        intent=f"{session}-{door}-{count}",
        session=session,
        credential="",
        pickup="",
        parcel="",
        compartment=door,
        actor=state.employee.id,
        decision="technician",
        pulse=count,
        reference=reason,
        consumes=False,
    )
    return replace(state, pulses=count, pulsing=door), (Pulse(intent),)


def _log_out(session: str, state: Doors) -> Step:
    out = Entry.of(Kind.TECHNICIAN_OUT, session, actor=state.employee.id)
    return LoggedOut("log_out"), (Record(out),)
