"""What the UI says to the core."""

from typing import Literal

from msgspec import Struct

Action = Literal[
    "type_code",  # open the keypad
    "key",  # value: one symbol
    "erase",
    "submit",
    "back",
    "home",
    "help",
    "report",  # value: a HelpTopic
    "more_time",
    "reopen",
    "retry",  # pulse again after the person pushed the door
    "open_next",  # the next parcel's door, after a restart
    "skip",  # leave a faulty door, or one that cannot be seen, and go on with the next parcel or to the end
    "language",  # value: language code
    "toggle_pickup",  # value: pickup id
    "collect",  # the chosen pickups of the account
    "phone_sign_in",  # sign in with one's phone instead of a badge
    "shop",  # prices and buying
    "more",  # value: key of a line of the basket
    "fewer",  # value: key of a line; the last one removes it
    "quantity",  # value: key of a line, whose number is typed next
    "type_article",
    "checkout",
    "deliver",  # value: "here" or "home"
    "change_reference",
    "buy",
    "papers",  # invoices and delivery notes of the account
    "paper_kind",  # value: a PaperKind
    "paper",  # value: id of a document
    "newer",  # a page of them back
    "older",  # a page on
    "approvals",  # purchases of colleagues
    "approve",
    "reject",
    "ask_again",  # of a backend that was away
    "select_door",  # number
    "open_door",  # technician; then a reason
    "block_door",
    "unblock_door",
    "reason",  # value: reason code
    "commission",  # begin a commissioning walk
    "walk_confirm",  # what the walk asked for is done
    "walk_none",  # no door opened
    "walk_several",  # more than one did
    "walk_skip",
    "camera_page",
    "bus_page",  # value: name of the bus
    "doors_page",
    "log_out",
    "resolve_door",  # technician: what became of a parcel in doubt; then a reason
    "rescue",  # somebody is inside a compartment: on every screen
    "rescue_door",  # number: open this empty compartment
    "rescue_clear",  # nobody is inside
]


class Intent(Struct, frozen=True, tag="intent"):
    """What a person did. `session` is the one on the screen they saw."""

    session: str
    action: Action
    value: str = ""
    number: int = 0


class Painted(Struct, frozen=True, tag="painted"):
    """UI → core: the view with this seq is on the glass."""

    seq: int


class Alive(Struct, frozen=True, tag="alive"):
    """UI → core once a second from the event loop that draws: a UI that hangs says nothing."""
