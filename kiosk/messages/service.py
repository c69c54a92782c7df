"""Screens of the technician."""

from typing import Literal

from msgspec import Struct


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
