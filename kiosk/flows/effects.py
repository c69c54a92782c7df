"""What reducers ask for. The runner (`services/sessions.py`) performs them in order."""

from dataclasses import dataclass

from kiosk.domain.record import DoorIntent, Entry
from kiosk.domain.trade import Question
from kiosk.flows.events import Deadline


@dataclass(frozen=True, slots=True)
class Check:
    """Find out what a code is worth. Answered by `Answered`. `entry` is "scanned", "tapped" or "typed"."""

    entry: str
    code: bytes
    phone_last4: str = ""


@dataclass(frozen=True, slots=True)
class CheckPin:
    """Answered by `PinChecked`."""

    employee: str
    digits: str


@dataclass(frozen=True, slots=True)
class AskAccount:
    """Ask the backend something for the person with the badge. Answered by `AccountTold`, unless they have gone."""

    question: Question


@dataclass(frozen=True, slots=True)
class BeginSignIn:
    """Somebody wants to sign in with their phone. Answered by `SignInTold`, while its screen is there."""


@dataclass(frozen=True, slots=True)
class Pulse:
    """Make the intent durable, then pulse the lock once. Answered by `PulseEnded`."""

    intent: DoorIntent


@dataclass(frozen=True, slots=True)
class LookInto:
    """Find out what the ledger has on a compartment. Answered by `LookedInto`."""

    compartment: int


@dataclass(frozen=True, slots=True)
class Record:
    """Append to the journal, in one transaction with the new state of the session."""

    entry: Entry


@dataclass(frozen=True, slots=True)
class SetDeadline:
    """Wait; `after_s` counts from now on the monotonic clock."""

    name: Deadline
    after_s: float


@dataclass(frozen=True, slots=True)
class ClearDeadline:
    """Stop waiting."""

    name: Deadline


@dataclass(frozen=True, slots=True)
class BeginWalk:
    """Start commissioning the doors that nobody has proved, or all of them where all are."""

    actor: str


@dataclass(frozen=True, slots=True)
class AnswerWalk:
    """What the technician saw or did: "confirmed", "door" with its number, "none", "several" or "skip"."""

    answer: str
    number: int = 0


@dataclass(frozen=True, slots=True)
class TellWalk:
    """The pulse that the walk wanted has ended, and its outcome is durable."""

    compartment: int


@dataclass(frozen=True, slots=True)
class StopWalk:
    """Enough for now."""


WalkEffect = BeginWalk | AnswerWalk | TellWalk | StopWalk
AskEffect = Check | CheckPin | AskAccount | BeginSignIn
Effect = AskEffect | Pulse | LookInto | Record | SetDeadline | ClearDeadline | WalkEffect
