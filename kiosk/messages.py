"""What core, ui and reader say to each other: one JSON object a line over a Unix socket.

The only module of `kiosk` that `ui` may import. The core sends complete snapshots (`View`), never differences, so a
UI that was killed is right again after the next line. It sends codes and parameters, never prose: text is the
UI's (`ui/i18n`). The UI answers with `Intent`s that name the session they were meant for, so a late tap never
acts on the next person. Any line that does not decode ends the connection: reconnect, never guess.
"""

import struct
from typing import Final, Literal

import msgspec
from msgspec import Struct

PROTOCOL_VERSION: Final = 1
MAX_LINE_BYTES: Final = 1 << 18
MAX_CODE_BYTES: Final = 512

CORE_SOCKET: Final = "core.sock"
"""Name of the core's socket inside the runtime directory."""


# --- geometry, as drawn -------------------------------------------------------------------------------------------


class WallCell(Struct, frozen=True):
    """One door of the drawing. Millimetres, x from the left, y from the floor up to the cell's lower edge."""

    number: int
    size: str
    x_mm: int
    y_mm: int
    width_mm: int
    height_mm: int


class WallDrawing(Struct, frozen=True):
    """The front of the bank to scale; the screen's own box is the cell with number 0."""

    width_mm: int
    height_mm: int
    screen: WallCell
    cells: tuple[WallCell, ...]


class PlaceInWords(Struct, frozen=True):
    """Column and row count from 1, rows from the bottom. Bands and sides are those of `domain.wall`."""

    column: int
    columns: int
    row: int
    rows: int
    band: Literal["floor", "knee", "hip", "chest", "eye", "overhead"]
    side: Literal["left", "right", "here"]


class Site(Struct, frozen=True):
    """What does not change while the core runs."""

    name: str
    kiosk: str
    help_phone: str
    languages: tuple[str, ...]
    wall: WallDrawing
    screen_width_mm: float
    screen_height_mm: float
    preview_path: str


# --- screens: core → ui -------------------------------------------------------------------------------------------

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
    when their board fell silent.
    """

    collected: tuple[int, ...]
    not_collected: tuple[int, ...]
    reopen_compartment: int | None
    lines_to_come: int
    receipt: str
    unseen: tuple[int, ...] = ()


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


class AccountPickup(Struct, frozen=True):
    """One row of the account's list; `mine` is False for a colleague's."""

    pickup: str
    project: str
    buyer: str
    mine: bool
    compartments: tuple[int, ...]
    lines_ready: int
    lines_total: int
    selected: bool


class ElsewhereLine(Struct, frozen=True):
    """What lies ready at another site; `until_utc` is the first deadline."""

    site_name: str
    parcels: int
    until_utc: float | None = None


class AccountScreen(Struct, frozen=True, tag="account"):
    """Home of the tradesperson: what waits here, what is chosen, and what the backend tells of the rest.

    `news`: whether it has: "unknown" where only the badge helps. `coming` orders are under way, some of them named by
    `coming_numbers`, and `unapproved` of them wait for somebody's word; purchases `to_approve` for this person's.
    `in_basket` lines were left in the basket.
    """

    company: str
    person: str
    pickups: tuple[AccountPickup, ...]
    news: Literal["unknown", "asked", "told", "away", "not_offered"] = "not_offered"
    elsewhere: tuple[ElsewhereLine, ...] = ()
    coming: int = 0
    coming_numbers: tuple[str, ...] = ()
    unapproved: int = 0
    in_basket: int = 0
    to_approve: int = 0


PaperKind = Literal["invoices", "delivery_notes"]


class PaperLine(Struct, frozen=True):
    """A copy of one document. Amounts are in minor units; `link` is empty where there is nothing to read."""

    id: str
    kind: Literal["invoice", "credit_note", "delivery_note"]
    number: str
    issued_utc: float
    amount_minor: int
    currency: str
    settled: bool
    link: str = ""


class CreditLine(Struct, frozen=True):
    """Credit on account. `available_minor` None: no limit is kept."""

    currency: str
    available_minor: int | None
    stopped: bool


class PapersScreen(Struct, frozen=True, tag="papers"):
    """My papers: a page of one kind, or `shown` alone. `kinds` are those that may be looked at; pages count from 1."""

    kinds: tuple[PaperKind, ...]
    kind: PaperKind
    news: Literal["asked", "told", "away", "badge_again"]
    rows: tuple[PaperLine, ...] = ()
    page: int = 1
    pages: int = 1
    credit: CreditLine | None = None
    shown: PaperLine | None = None


ReferenceKind = Literal["purchase_order", "job", "cost_centre", "buyer_reference", "article", "quantity"]


class ReferenceScreen(Struct, frozen=True, tag="reference"):
    """Typed by hand: the company's own reference, before the door or a purchase; an article's number; or how many.

    `about`: the article whose quantity is asked.
    """

    kind: ReferenceKind
    required: bool
    entered: str
    max_length: int
    error: Literal["", "pattern", "missing"] = ""
    purpose: Literal["collect", "buy"] = "collect"
    about: str = ""


class BasketLine(Struct, frozen=True):
    """So many of an article. Net amounts in minor units, None until the backend has told them for these lines.

    `key` is for intents. `unattended`: why it is not sold without staff.
    """

    key: str
    name: str
    number: str
    quantity: int
    unit_minor: int | None = None
    sum_minor: int | None = None
    source: Literal["", "list", "contract", "quantity", "campaign"] = ""
    unattended: Literal["", "hazard", "min_age"] = ""


class Amount(Struct, frozen=True):
    """What a basket comes to, in minor units of `currency`."""

    currency: str
    net_minor: int
    vat_minor: int
    gross_minor: int


BasketPrices = Literal["told", "asked", "away", "badge_again", "not_offered"]


class BasketScreen(Struct, frozen=True, tag="basket"):
    """Goods in the basket at this company's prices. The reader looks for labels of goods while it is shown.

    `notice`: what became of the last thing scanned; `named`: the article it is about.
    """

    company: str
    lines: tuple[BasketLine, ...]
    amount: Amount | None
    prices: BasketPrices
    notice: Literal["", "no_label", "unknown", "not_sold", "unattended", "full", "prices_changed"] = ""
    named: str = ""
    may_buy: bool = False
    camera_ok: bool = True
    full: bool = False


class ReferenceGiven(Struct, frozen=True):
    """What will stand on the invoice; `text` is empty where nothing was given."""

    kind: ReferenceKind
    text: str


class CheckoutScreen(Struct, frozen=True, tag="checkout"):
    """One touch from buying. `reasons`: why it cannot be collected here, as the Pickup API's feasibility says."""

    company: str
    pieces: int
    amount: Amount
    state: Literal["asked", "told", "away"]
    can_here: bool
    can_home: bool
    chosen: Literal["here", "home"]
    reasons: tuple[str, ...] = ()
    references: tuple[ReferenceGiven, ...] = ()


class PurchaseScreen(Struct, frozen=True, tag="purchase"):
    """What became of a purchase. "doubtful": it was sent and nobody answered, so it may have been bought.

    `receipt` is the order number, or the purchase's id until there is one. `code` says why it was refused.
    """

    state: Literal["sent", "doubtful", "not_sent", "placed", "awaiting_approval", "refused"]
    receipt: str = ""
    gross_minor: int = 0
    currency: str = ""
    to_home: bool = False
    badge_again: bool = False
    code: str = ""


class ApprovalScreen(Struct, frozen=True, tag="approval"):
    """One purchase of a colleague, number `at` of `count`, and what became of it.

    "unknown": the word was sent and no answer came; "already_decided": somebody else was first. `employee` is an id.
    """

    at: int
    count: int
    order_number: str
    employee: str
    project: str
    gross_minor: int
    currency: str
    state: Literal["open", "deciding", "approved", "rejected", "already_decided", "refused", "unknown"]


class PinScreen(Struct, frozen=True, tag="pin"):
    """The technician's PIN. Only the count of digits is told, never the digits."""

    entered: int
    length: int
    error: Literal["", "wrong_pin"] = ""
    tries_left: int = 3


class ServiceDoor(Struct, frozen=True):
    """One door for the technician. `last_opened_s` is how long ago, None if not since start.

    "unarmed": nobody has proved its wiring, so it opens for nobody. `pickup` is whose parcel is in it, or is to be put
    in; `recall` says why that pickup ended: "cancelled", "expired" or "unlisted".
    """

    number: int
    board: int
    channel: int
    door: Literal["open", "closed", "unknown"]
    state: Literal["free", "occupied", "blocked", "suspect", "unarmed", "reserved", "recall"]
    reason: str = ""
    bus: str = ""
    last_opened_s: int | None = None
    failures: int = 0
    holds_parcel: bool = False
    pickup: str = ""
    recall: str = ""


BusState = Literal["connected", "connecting", "disconnected", "unreachable"]


class BusLine(Struct, frozen=True):
    """One bus in figures, since start. `efficiency` is a share of 1."""

    name: str
    port: str
    state: BusState
    sent: int
    received: int
    timeouts: int
    bad_checks: int
    garbage_bytes: int
    late_frames: int = 0
    echoes: int = 0
    efficiency: float = 0.0


AlarmKind = Literal[
    "held_open",
    "opened_without_command",
    "brown_out",
    "duplicate_port",
    "retained_command",
    "foreign_command",
    "board_restarted",
    "output_stuck",
    "wrong_door",
    "entrapment",
    "bulk_limit",
    "custody_conflict",
    "handover_conflict",
    "event_set_aside",
    "command_rejected",
    "journal_rolled_back",
    "clock",
    "backend_key",
    "issuer_keys",
]


class AlarmLine(Struct, frozen=True):
    """What a technician has to look at, and how long ago it was last heard of: a door, a board of a bus or a bus."""

    kind: AlarmKind
    ago_s: int
    bus: str = ""
    board: int | None = None
    door: int | None = None


class ServiceScreen(Struct, frozen=True, tag="service"):
    """The technician's live wall. `asking`: a reason is being chosen for the selected door.

    `clock`: what the time is worth; `list_tier`: how old the list is in the words of the site's policy; `set_aside`:
    events that the backend refuses; `free_mb` of the journal's disk; `can_load`: a parcel is awaited at this door, so
    "load" is one of the reasons to open it.
    """

    doors: tuple[ServiceDoor, ...]
    buses: tuple[BusLine, ...]
    selected: int | None
    asking: Literal["", "block_reason", "open_reason", "resolve_reason"]
    last_outcome: str = ""
    technician: str = ""
    outbox: int = 0
    sync_age_s: int | None = None
    version: str = ""
    alarms: tuple[AlarmLine, ...] = ()
    clock: Literal["trusted", "held", "untrusted"] = "trusted"
    list_tier: Literal["fresh", "stale", "old", "ended"] = "fresh"
    set_aside: int = 0
    free_mb: int | None = None
    can_load: bool = False


class ScannerLine(Struct, frozen=True):
    """One scanner or card reader. `detail`: why it is not "ok"."""

    source: str
    state: Literal["ok", "missing", "blocked", "gone"]
    codes_seen: int = 0
    detail: str = ""


class ServiceBusScreen(Struct, frozen=True, tag="service_bus"):
    """One bus from near. `frames`: the last that was said on it, in the words of the driver's log, oldest first."""

    buses: tuple[BusLine, ...]
    selected: str
    frames: tuple[str, ...]
    silent_doors: tuple[int, ...] = ()
    alarms: tuple[AlarmLine, ...] = ()


WalkQuestion = Literal["", "close_all", "which_opened", "close", "still_open"]
WalkDoing = Literal["", "measuring", "before", "pulsing", "after_pulse", "after_closing"]
FindingCode = Literal[
    "echo",
    "polarity",
    "group_order",
    "board_silent",
    "board_garbled",
    "not_written",
    "nothing_opened",
    "several_opened",
    "other_opened",
    "sensor_elsewhere",
    "sensor_inverted",
    "no_feedback",
    "more_changed",
    "stays_open",
    "unsteady",
]


class FindingLine(Struct, frozen=True):
    """What a commissioning walk has found, for the UI to put into words (`locker_driver.commissioning_words`)."""

    code: FindingCode
    door: int | None = None
    params: dict[str, str | int] = {}


class ServiceCommissionScreen(Struct, frozen=True, tag="service_commission"):
    """The commissioning walk. `asked` waits for the technician, `doing` is what the kiosk does meanwhile.

    `open`: doors that read open now. `left` are still to come. `bank_file`: where settings are, which only a person
    changes. `saved` False: the proof could not be written to the disk.
    """

    asked: WalkQuestion
    asked_door: int | None
    doing: WalkDoing
    door: int | None
    left: tuple[int, ...] = ()
    proven: tuple[int, ...] = ()
    skipped: tuple[int, ...] = ()
    open: tuple[int, ...] = ()
    findings: tuple[FindingLine, ...] = ()
    ended: bool = False
    saved: bool = True
    bank_file: str = ""
    technician: str = ""


CameraState = Literal["ok", "missing", "frozen", "black", "ended"]
CameraView = Literal["", "dirty", "moved"]


class ServiceCameraScreen(Struct, frozen=True, tag="service_camera"):
    """The technician's camera page. A code held up is reported by kind and length, never by content.

    `last_label`: what a GS1 code held up last identifies.
    """

    source: str
    state: CameraState
    width: int
    height: int
    fps: float
    decode_ms: float
    codes_seen: int
    last_symbology: str = ""
    last_length: int = 0
    last_label: Literal["", "sscc", "gtin", "gtin_serial"] = ""
    scanners: tuple[ScannerLine, ...] = ()
    view: CameraView = ""
    unconfined: tuple[str, ...] = ()


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


Screen = (
    IdleScreen
    | CheckingScreen
    | DoorScreen
    | DoorFaultScreen
    | DoneScreen
    | RefusedScreen
    | KeypadScreen
    | AccountScreen
    | ReferenceScreen
    | BasketScreen
    | CheckoutScreen
    | PurchaseScreen
    | PapersScreen
    | PhoneSignInScreen
    | ApprovalScreen
    | PinScreen
    | ServiceScreen
    | ServiceCameraScreen
    | ServiceBusScreen
    | ServiceCommissionScreen
    | HelpScreen
    | OutOfServiceScreen
    | RescueScreen
)


class Hello(Struct, frozen=True, tag="hello"):
    """First line in both directions. A different `protocol` ends the connection."""

    protocol: int
    role: Literal["core", "ui", "reader", "scanners"]
    version: str


class Welcome(Struct, frozen=True, tag="welcome"):
    """Core → ui, once after hello."""

    site: Site


class View(Struct, frozen=True, tag="view"):
    """The whole truth for the screen. `seq` rises by one; `session` is empty when nobody is served.

    `ends_in_s` is set while the person is warned that the session will end (an extension is one tap away).
    `actions` are the intents that do something now, so a button without one is not drawn. `left_open`: doors that have
    stood open for a minute and are not the one this screen is about: whoever reads it is asked to close them.
    """

    seq: int
    session: str
    language: str
    screen: Screen
    actions: tuple[str, ...] = ()
    notices: tuple[Notice, ...] = ()
    ends_in_s: int | None = None
    night: bool = False
    left_open: tuple[int, ...] = ()


class Beat(Struct, frozen=True, tag="beat"):
    """Core → ui twice a second; the UI says "out of service" when none came for a second."""


class LookAgain(Struct, frozen=True, tag="look_again"):
    """Core → reader and scanners after a restart of the core: report the code in view anew, its first report may have
    been lost.
    """


class LookFor(Struct, frozen=True, tag="look_for"):
    """Core → reader. `goods`: labels of goods count too from now on, which cost time and are no codes of ours."""

    goods: bool


# --- ui → core ----------------------------------------------------------------------------------------------------

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


# --- reader and scanners → core -----------------------------------------------------------------------------------


class CodeSeen(Struct, frozen=True, tag="code_seen"):
    """A code that came into view. Sent once while it stays. `seen_s` is CLOCK_MONOTONIC of its frame's delivery.

    `aim`: the AIM identifier that a scanner sent with it. "tapped": it is the number of a card, which proves nothing.
    """

    payload: bytes
    symbology: str
    seen_s: float
    decoded_s: float
    aim: str = ""
    entry: Literal["scanned", "tapped"] = "scanned"


class ReaderStatus(Struct, frozen=True, tag="reader_status"):
    """Once a second and on every change of state.

    `view`: what is wrong with the picture of a camera that works. `unconfined`: parts of the reader's sandbox that are
    not in force.
    """

    state: CameraState
    source: str
    width: int
    height: int
    fps: float
    decode_ms: float
    codes_seen: int
    detail: str = ""
    view: CameraView = ""
    unconfined: tuple[str, ...] = ()


class ScannersStatus(Struct, frozen=True, tag="scanners_status"):
    """All scanners, once a second and on every change of state."""

    scanners: tuple[ScannerLine, ...]


FromCore = Hello | Welcome | View | Beat | LookAgain | LookFor
ToCore = Hello | Intent | Painted | Alive | CodeSeen | ReaderStatus | ScannersStatus

from_core: Final = msgspec.json.Decoder(FromCore)
to_core: Final = msgspec.json.Decoder(ToCore)
_encoder: Final = msgspec.json.Encoder()


def line(message: FromCore | ToCore) -> bytes:
    """One message as one line, newline included."""
    return _encoder.encode(message) + b"\n"


# --- preview: a shared-memory file written by the reader, drawn by the ui ------------------------------------------

PREVIEW_HEADER: Final = struct.Struct("<4sIIII")
"""magic, seq, width, height, bytes a row. `seq` is odd while a frame is being written (a sequence lock)."""
PREVIEW_MAGIC: Final = b"OLP2"
PREVIEW_WIDTH: Final = 640
PREVIEW_HEIGHT: Final = 360
PREVIEW_AIM: Final = struct.Struct("<ffffI")
"""Follows the header: x, y, side, near and advice of the code that is held up in this very picture.

Here and not in a message, because it is about the picture it lies on and must not come before or after it, it is
worth nothing once the next one is there, and the core has no use for it. `x`, `y`: its centre in fractions of the
picture from the upper left; `side`: of the upright square that holds it, in fractions of the picture's height, 0 where
no code is; `near`: up to 1, when it is read; advice: an index into ADVICE.
"""
ADVICE: Final = ("", "closer", "back", "inside", "dark", "bright", "tilt", "still")
PREVIEW_PIXELS: Final = PREVIEW_HEADER.size + PREVIEW_AIM.size
PREVIEW_BYTES: Final = PREVIEW_PIXELS + PREVIEW_WIDTH * PREVIEW_HEIGHT * 3
"""The file holds the header, the aim and one RGB888 frame, mirrored left to right like a mirror."""
