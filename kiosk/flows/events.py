"""What reducers are told. Frozen facts; times stay with the runner."""

from dataclasses import dataclass
from enum import StrEnum

from kiosk.domain.account import Account, Employee
from kiosk.domain.custody import Holding
from kiosk.domain.decision import Grant, Refusal
from kiosk.domain.pickup import Pickup
from kiosk.domain.record import DoorIntent
from kiosk.domain.trade import Question, SignInPage, Told


class Deadline(StrEnum):
    """Names of the waits a journey may set. Setting one again moves it."""

    ANSWER = "answer"  # a check takes too long
    IDLE = "idle"  # nobody has touched anything
    WARNED = "warned"  # nobody answered the warning
    HELD = "held"  # a door stands open
    REOPEN = "reopen"  # the last door may no longer be opened again
    TURN = "turn"  # a door that was held back may be opened
    RESCUE = "rescue"  # nobody has touched the rescue page


class Outcome(StrEnum):
    """What one pulse came to; the words of `ports.UnlockOutcome`."""

    OPENED = "opened"
    ALREADY_OPEN = "already_open"
    JAMMED = "jammed"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class CodeScanned:
    """Bytes of a code that was held up; empty when it was refused as unreadable. `entry` "tapped": a card's number."""

    payload: bytes
    entry: str = "scanned"


@dataclass(frozen=True, slots=True)
class GoodsScanned:
    """A label was held up while goods are wanted. `gtin` has 14 digits; "" for what is no article's number."""

    gtin: str


@dataclass(frozen=True, slots=True)
class Pressed:
    """A touch: the action, value and number of `messages.Intent`."""

    action: str
    value: str = ""
    number: int = 0


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A badge was accepted: the person, the company and what waits for them here."""

    credential: str
    employee: Employee
    account: Account
    pickups: tuple[Pickup, ...]


@dataclass(frozen=True, slots=True)
class TechnicianKnown:
    """A technician's badge was accepted; the PIN is still to come."""

    employee: Employee


@dataclass(frozen=True, slots=True)
class PhoneWanted:
    """Six digits only count together with the last four of the phone."""

    digits: str


Answer = Grant | Refusal | SignedIn | TechnicianKnown


@dataclass(frozen=True, slots=True)
class Answered:
    """The check of a credential came back."""

    answer: Answer


@dataclass(frozen=True, slots=True)
class PinChecked:
    """`wait_s` above zero: too many wrong PINs, nothing is checked until then."""

    right: bool
    wait_s: int = 0


@dataclass(frozen=True, slots=True)
class AccountTold:
    """What the backend says to a question of this session. The screen that asked may have gone: compare `question`."""

    question: Question
    answer: Told


@dataclass(frozen=True, slots=True)
class SignInTold:
    """The page on which somebody signs in with their phone; in the end who they are, or why not."""

    answer: SignInPage | SignedIn | Refusal


@dataclass(frozen=True, slots=True)
class PulseEnded:
    """The outcome of a pulse, already durable. `at_utc` is when it was recorded."""

    compartment: int
    outcome: Outcome
    at_utc: float = 0.0


@dataclass(frozen=True, slots=True)
class HeldBack:
    """The pulse that was asked for is not given: too many doors within a minute (`domain.breaker`)."""

    intent: DoorIntent
    wait_s: float


@dataclass(frozen=True, slots=True)
class Withheld:
    """The journal would not have the pulse: `reason` (of `domain.decision`) has come up since it was decided."""

    compartment: int
    reason: str


@dataclass(frozen=True, slots=True)
class DoorOpened:
    """A door was seen open after its pulse had been given up (somebody pushed it)."""

    compartment: int
    at_utc: float = 0.0


@dataclass(frozen=True, slots=True)
class DoorClosed:
    """A door was seen closed. `while_away`: the core was down, so nothing may open by itself now (invariant A7).

    `after_utc` is when it was last known to be open, where nobody saw it close.
    """

    compartment: int
    while_away: bool = False
    after_utc: float | None = None


@dataclass(frozen=True, slots=True)
class DoorLost:
    """The board of a door that stands open has fallen silent."""

    compartment: int
    at_utc: float = 0.0


@dataclass(frozen=True, slots=True)
class DoorBack:
    """The board of a door that stood open answers again, and it still does."""

    compartment: int


@dataclass(frozen=True, slots=True)
class WrongDoor:
    """While `compartment` was pulsed another door opened: its wiring is not what we think."""

    compartment: int


@dataclass(frozen=True, slots=True)
class WalkWantsPulse:
    """The commissioning walk has read the door and wants its lock pulsed."""

    compartment: int


@dataclass(frozen=True, slots=True)
class LookedInto:
    """What the ledger has on a compartment, None if nothing is in it or to come."""

    compartment: int
    holding: Holding | None


@dataclass(frozen=True, slots=True)
class DeadlinePassed:
    """A wait that the journey had set is over."""

    name: Deadline


DoorEvent = (
    PulseEnded | HeldBack | Withheld | DoorOpened | DoorClosed | DoorLost | DoorBack | WrongDoor | WalkWantsPulse
)
Scanned = CodeScanned | GoodsScanned
Said = Answered | PinChecked | AccountTold | SignInTold
Event = Scanned | Pressed | Said | DoorEvent | LookedInto | DeadlinePassed
