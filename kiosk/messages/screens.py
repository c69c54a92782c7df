"""Screens of whoever collects, and of whoever is in need."""

from typing import Literal

from msgspec import Struct

from kiosk.messages.drawing import PlaceInWords

Notice = Literal[
    "camera_down",
    "backend_away",
    "doors_down",
    "list_stale",
    "list_refusing",  # so old that this site's policy refuses some credentials
    "clock_untrusted",
    "storage_low",
]


class IdleScreen(Struct, frozen=True, tag="idle"):
    """Waiting for a code. `camera_ok` False: the preview gives way to the offer to type."""

    camera_ok: bool
    can_type: bool


class PhoneSignInScreen(Struct, frozen=True, tag="phone_sign_in"):
    """Sign in on your phone: `url` as a QR code, `user_code` to compare. Both empty: they are on their way."""

    url: str = ""
    user_code: str = ""


class CheckingScreen(Struct, frozen=True, tag="checking"):
    """A code was seen and its answer is on its way."""


class DoorScreen(Struct, frozen=True, tag="door"):
    """A door is opening or open. `next_compartment` opens when this one is closed.

    "next": after a restart of the kiosk the door waits for a touch (`open_next`). "wait": too many doors opened within
    a minute, this one opens by itself in `wait_s`. "unseen": it was open when its board fell silent.
    """

    compartment: int
    place: PlaceInWords
    state: Literal["opening", "open", "held_open", "unseen", "next", "wait"]
    parcel: int
    parcels: int
    next_compartment: int | None
    can_reopen: bool
    collected: tuple[int, ...] = ()
    waiting: tuple[int, ...] = ()
    wait_s: int | None = None


class DoorFaultScreen(Struct, frozen=True, tag="door_fault"):
    """A door did not open, or nobody could see whether it did. `tries_left` 0: staff have been told."""

    compartment: int
    place: PlaceInWords
    reason: Literal["jammed", "unknown"]
    tries_left: int
    more_parcels: bool


class DoneScreen(Struct, frozen=True, tag="done"):
    """Thanks. `reopen_compartment` is the last door, while it may still be opened again. `unseen`: doors that were open
    when their board fell silent; `doubtful`: those of which nobody saw whether they opened.
    """

    collected: tuple[int, ...]
    not_collected: tuple[int, ...]
    reopen_compartment: int | None
    lines_to_come: int
    receipt: str
    unseen: tuple[int, ...] = ()
    doubtful: tuple[int, ...] = ()


RefusalCode = Literal[
    "unknown",
    "already_collected",
    "expired",
    "cancelled",
    "not_yet",
    "wrong_site",
    "not_ready",
    "payment_due",
    "revoked",
    "blocked_door",
    "too_many_attempts",
    "cannot_check",
    "no_pickups",
    "wrong_pin",
    "unreadable",
    "bank_down",
    "limit_reached",  # a delegate has used what was given
    "sign_in_refused",  # on one's phone: no, too late, or not somebody the company knows
]


class RefusedScreen(Struct, frozen=True, tag="refused"):
    """Why nothing opens. Times are Unix seconds; unused parameters are None or empty."""

    reason: RefusalCode
    at_utc: float | None = None
    site_name: str = ""
    wait_s: int | None = None
    can_type: bool = True


class KeypadScreen(Struct, frozen=True, tag="keypad"):
    """A code typed by hand. `entered` is shown grouped; `symbols` names the keys."""

    purpose: Literal["typed_code", "phone_last4"]
    symbols: Literal["crockford", "digits"]
    entered: str
    length: int
    error: Literal["", "bad_check", "unknown", "too_short"] = ""


HelpTopic = Literal["empty", "damaged", "not_mine", "wont_close", "other"]


class HelpScreen(Struct, frozen=True, tag="help"):
    """Help. `reference` finds the same event trail at the help line. `reported`: the topic that was taken down."""

    reference: str
    topics: tuple[HelpTopic, ...]
    reported: HelpTopic | None = None


class OutOfServiceScreen(Struct, frozen=True, tag="out_of_service"):
    """Nothing can be handed out; the help number stays. `code` is for staff, as in docs/error-codes.md."""

    reason: Literal[
        "bank_down",
        "journal_failed",
        "starting",
        "no_core",
        "not_commissioned",
        "disk_full",
        "disk_read_only",
        "journal_damaged",
    ]
    code: str = ""


class RescueDoor(Struct, frozen=True):
    """A door that may be opened for somebody inside. `openable` False: a parcel is in it, staff have to come."""

    number: int
    place: PlaceInWords
    openable: bool


class RescueScreen(Struct, frozen=True, tag="rescue"):
    """Somebody may be inside a compartment: on any screen, without a credential, a network or a session.

    "suspected": compartment `asked` was closed empty and without a task; "choose": a person says that somebody is
    inside; "opening", "open" and "failed" are about `asked`. `reference` is for the help line.
    """

    state: Literal["suspected", "choose", "opening", "open", "failed"]
    doors: tuple[RescueDoor, ...]
    asked: int | None
    reference: str = ""
