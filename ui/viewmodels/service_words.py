"""The technician's words for doors, reasons, buses and outcomes."""

from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication

from kiosk.messages import ServiceDoor
from ui.viewmodels.words import error_code, fill, uncapital

translate = QCoreApplication.translate

_BLOCK_REASONS = ("jammed", "damaged", "dirty", "wiring", "other")
_OPEN_REASONS = ("test", "inspect", "rescue", "remove_parcel", "load")
_RESOLVE_REASONS = ("present", "collected", "missing", "removed")
_REASONS = {"block_reason": _BLOCK_REASONS, "open_reason": _OPEN_REASONS, "resolve_reason": _RESOLVE_REASONS}


@dataclass(frozen=True, slots=True)
class Fact:
    """One line of a table of facts."""

    label: str
    value: str


def reasons_for(asking: str, *, can_load: bool) -> tuple[str, ...]:
    """The codes that may answer `ServiceScreen.asking`."""
    return tuple(code for code in _REASONS.get(asking, ()) if can_load or code != "load")


def reason(code: str) -> str:
    """A reason in words; a code from elsewhere is shown as it is."""
    known = {
        "jammed": translate("Service", "It jams"),
        "damaged": translate("Service", "It is damaged"),
        "dirty": translate("Service", "It is dirty"),
        "wiring": translate("Service", "Wiring fault"),
        "other": translate("Service", "Something else"),
        "test": translate("Service", "Test"),
        "inspect": translate("Service", "Inspection"),
        "rescue": translate("Service", "Somebody is locked in"),
        "remove_parcel": translate("Service", "Take out a parcel"),
        "load": translate("Service", "Put in a parcel"),
        "present": translate("Service", "The parcel is there"),
        "collected": translate("Service", "It was collected"),
        "missing": translate("Service", "It is missing"),
        "removed": translate("Service", "I have taken it out"),
        "forced": translate("Service", "Opened without a command"),
        "wrong_door": translate("Service", "Another door opened"),
    }
    return known.get(code) or error_code(code)


def leaf(door: ServiceDoor) -> str:
    match door.door:
        case "open":
            return translate("Service", "open")
        case "closed":
            return translate("Service", "closed")
        case "unknown":
            return translate("Service", "no answer")


def state(door: ServiceDoor) -> str:
    match door.state:
        case "free":
            return translate("Service", "free")
        case "occupied":
            return translate("Service", "occupied")
        case "blocked":
            return translate("Service", "blocked")
        case "suspect":
            return translate("Service", "suspect")
        case "unarmed":
            return translate("Service", "not commissioned")
        case "reserved":
            return translate("Service", "reserved for a delivery")
        case "recall":
            return translate("Service", "parcel to be taken back")


def outcome(code: str) -> str:
    """What the last pulse came to."""
    known = {
        "opened": translate("Service", "It opened."),
        "already_open": translate("Service", "It was already open."),
        "jammed": translate("Service", "It did not open: jammed."),
        "unknown": translate("Service", "The board did not answer; nobody knows whether it opened."),
        "blocked": translate("Service", "It is blocked."),
        "unblocked": translate("Service", "It is in use again."),
        "resolved": translate("Service", "It is settled."),
    }
    return known.get(code) or error_code(code)


def ago(seconds: int) -> str:
    """A short age."""
    if seconds < 60:
        return fill(translate("Service", "%1 s ago"), seconds)
    if seconds < 3600:
        return fill(translate("Service", "%1 min ago"), seconds // 60)
    return fill(translate("Service", "%1 h ago"), seconds // 3600)


def facts(door: ServiceDoor, size: str) -> list[Fact]:
    """What is known of one door. `size` is its class on the wall."""
    opened = door.last_opened_s
    condition = state(door) if not door.reason else f"{state(door)} – {uncapital(reason(door.reason))}"
    return [
        Fact(translate("Service", "Leaf"), leaf(door)),
        Fact(translate("Service", "State"), condition),
        _parcel(door, size),
        Fact(translate("Service", "Last opened"), ago(opened) if opened is not None else "–"),
        Fact(translate("Service", "Failures"), str(door.failures)),
        Fact(translate("Service", "Wired to"), f"{door.bus} · {door.board} · {door.channel}"),
    ]


def _parcel(door: ServiceDoor, size: str) -> Fact:
    """Whose parcel is in it, or is to be put in."""
    if door.pickup and not door.holds_parcel:
        return Fact(translate("Service", "Kept for"), fill(translate("Service", "%1, size %2"), door.pickup, size))
    if not door.holds_parcel:
        return Fact(translate("Service", "Parcel"), translate("Service", "no"))
    known = {
        "cancelled": translate("Service", "yes, %1: cancelled"),
        "expired": translate("Service", "yes, %1: not collected in time"),
        "unlisted": translate("Service", "yes, %1: no longer on the list"),
    }
    holds = known.get(door.recall) or translate("Service", "yes, %1")
    return Fact(translate("Service", "Parcel"), fill(holds, door.pickup))
