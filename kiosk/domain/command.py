"""The remote command to open one door: its text, its signature, and whether it may act (invariants A5, A6).

`OC1.` body `.` signature, both in base64url without padding. The body is JSON in exactly one spelling: these fields,
sorted, without spaces, ASCII. The signature is Ed25519 over a context string and the body's bytes. A command answers
the kiosk's own nonce of the moment, so one that was queued, retained, delayed or recorded acts never; boot, counter, id
and life are further lines behind it.
"""

import base64
import json
import re
from dataclasses import asdict, dataclass, fields
from enum import StrEnum
from typing import Final

from kiosk.domain.record import CommandTrace, DoorIntent

PREFIX: Final = b"OC1."
MAX_BYTES: Final = 2048
DEFAULT_LIFE_S: Final = 15.0
MAX_LIFE_S: Final = 60.0
SKEW_S: Final = 5.0
"""The operator's clock may be ahead by so much."""
MAX_COUNTER: Final = 2**53 - 1
SIGNATURE_BYTES: Final = 64

_CONTEXT: Final = b"openluke-command-1\0"
_TEXT: Final = re.compile(rb"OC1\.([A-Za-z0-9_-]+)\.([A-Za-z0-9_-]{86})")
_SHAPES: Final = {
    "terminal": r"[A-Za-z0-9/_-]{1,128}",
    "boot": r"[0-9a-f]{16,64}",
    "nonce": r"[0-9a-f]{32,64}",
    "id": r"[0-9a-f]{32}",
    "pickup": r"[0-9A-Z]{8}|",
    "parcel": r"[!-~]{0,64}",
    "reason": r"[a-z_]{1,40}",
    "actor": r"[A-Za-z0-9._:@-]{1,64}",
}
_LIMITS: Final = {
    "key": 255,
    "counter": MAX_COUNTER,
    "issued_at_ms": MAX_COUNTER,
    "not_after_ms": MAX_COUNTER,
    "compartment": 9999,
}


@dataclass(frozen=True, slots=True)
class Command:
    """Open `compartment` of `terminal` once. `parcel` of `pickup` is what it hands out; both empty for an empty door.

    `id` is 128 bits in hex. `actor` and `reason` are codes, never a name or prose. Times are Unix milliseconds.
    """

    key: int
    terminal: str
    boot: str
    nonce: str
    id: str
    counter: int
    issued_at_ms: int
    not_after_ms: int
    compartment: int
    pickup: str
    parcel: str
    reason: str
    actor: str

    @property
    def body(self) -> bytes:
        """What travels."""
        return json.dumps(asdict(self), sort_keys=True, separators=(",", ":")).encode("ascii")


@dataclass(frozen=True, slots=True)
class SignedCommand:
    """A command as it was read. Nothing in it may be believed before the signature was verified."""

    command: Command
    signature: bytes

    @property
    def message(self) -> bytes:
        """The bytes that the signature covers."""
        return signed_message(self.command)


class Rejection(StrEnum):
    """Why a command does not act."""

    MALFORMED = "malformed"
    SIGNATURE = "signature"
    TERMINAL = "terminal"
    RETAINED = "retained"
    BOOT = "boot"
    NONCE = "nonce"
    REPEATED = "repeated"
    COUNTER = "counter"
    LIFE = "life"
    EARLY = "early"
    LATE = "late"
    STARTING = "starting"
    BUSY = "busy"
    DOOR = "door"
    PARCEL = "parcel"
    BULK_LIMIT = "bulk_limit"


@dataclass(frozen=True, slots=True)
class Moment:
    """What the kiosk knows when a command comes in. `utc_s` None: nobody vouches for the time."""

    terminal: str
    boot: str
    nonce: str
    utc_s: float | None
    trace: CommandTrace
    retained: bool = False


def signed_message(command: Command) -> bytes:
    """The context keeps a signature made for any other purpose with the same key from passing here."""
    return _CONTEXT + command.body


def to_text(signed: SignedCommand) -> bytes:
    """What travels."""
    return PREFIX + _base64(signed.command.body) + b"." + _base64(signed.signature)


def parse(raw: bytes) -> SignedCommand | None:
    """A command spelt exactly as `to_text` spells it; None for anything else."""
    found = _TEXT.fullmatch(raw) if len(raw) <= MAX_BYTES else None
    if found is None:
        return None
    body, signature = (base64.urlsafe_b64decode(part + b"=" * (-len(part) % 4)) for part in found.groups())
    command = _read(body)
    if command is None:
        return None
    signed = SignedCommand(command, signature)
    return signed if to_text(signed) == raw else None


def is_answer(command: Command, now: Moment) -> bool:
    """Whether it was made for this kiosk at this moment. Only such a command uses anything up, whatever the verdict."""
    return (command.terminal, command.boot, command.nonce) == (now.terminal, now.boot, now.nonce)


def judge(command: Command, now: Moment) -> Rejection | None:
    """Whether a command with a good signature may act, as far as it itself says. None: it may.

    Without trusted time its life is not looked at: the nonce is younger than one poll, and that has to do.
    """
    if command.terminal != now.terminal:
        return Rejection.TERMINAL
    if now.retained:
        return Rejection.RETAINED
    if command.boot != now.boot:
        return Rejection.BOOT
    if command.nonce != now.nonce:
        return Rejection.NONCE
    if now.trace.known:
        return Rejection.REPEATED
    if command.counter <= now.trace.counter:
        return Rejection.COUNTER
    return _life(command, now.utc_s)


def intent(command: Command) -> DoorIntent:
    """The one pulse of a command. Its id stands for session and credential: it counts as used with the intent."""
    return DoorIntent(
        intent=f"{command.id}-{command.compartment}-1",
        session=command.id,
        credential=f"command:{command.id}",
        pickup=command.pickup,
        parcel=command.parcel,
        compartment=command.compartment,
        actor=command.actor,
        decision="remote",
        pulse=1,
        reference=command.reason,
    )


def _life(command: Command, utc_s: float | None) -> Rejection | None:
    if not 0 < command.not_after_ms - command.issued_at_ms <= MAX_LIFE_S * 1000:
        return Rejection.LIFE
    if utc_s is None:
        return None
    if utc_s * 1000 < command.issued_at_ms - SKEW_S * 1000:
        return Rejection.EARLY
    return Rejection.LATE if utc_s * 1000 > command.not_after_ms else None


def _read(body: bytes) -> Command | None:
    try:
        values = json.loads(body)
    except (ValueError, RecursionError):
        return None
    if not isinstance(values, dict) or values.keys() != {field.name for field in fields(Command)}:
        return None
    whole = all(type(values[name]) is int and 0 <= values[name] <= limit for name, limit in _LIMITS.items())
    spelt = all(type(values[name]) is str and re.fullmatch(shape, values[name]) for name, shape in _SHAPES.items())
    if not (whole and spelt) or values["compartment"] < 1 or bool(values["pickup"]) != bool(values["parcel"]):
        return None
    return Command(**values)


def _base64(data: bytes) -> bytes:
    return base64.urlsafe_b64encode(data).rstrip(b"=")
