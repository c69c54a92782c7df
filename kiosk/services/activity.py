"""What the kiosk did, as it happens, for whoever started it to watch: answers, doors, what the backend has heard.

Only `play`, `demo` and the bench ask for it. It names codes as they were read, so it is never a log.
"""

import time
from collections.abc import Callable

from kiosk.domain.decision import Grant, Refusal
from kiosk.domain.record import DoorIntent, JsonValue
from kiosk.flows.collect import DoorFault, DoorOpen, Opening
from kiosk.flows.events import Answer, Outcome, SignedIn, TechnicianKnown
from kiosk.flows.session import Session

Watcher = Callable[[dict[str, JsonValue]], None]


class Activity:
    """Tells one watcher. Without one it does nothing."""

    def __init__(self, watcher: Watcher | None = None) -> None:
        self._watcher = watcher
        self._code = ""
        self._seen_s = 0.0

    def seen(self, code: str, seen_s: float) -> None:
        """A code came into view; `seen_s` is the monotonic time at which its frame was delivered."""
        self._code, self._seen_s = code, seen_s

    def answered(self, session: Session, answer: Answer) -> None:
        """The answer to the code seen last."""
        self._tell("answer", answer=_word(answer), doors=_doors(session, answer))

    def door(self, intent: DoorIntent, outcome: Outcome) -> None:
        """What one pulse came to."""
        self._tell("door", answer=outcome.value, doors=[intent.compartment], pickup=intent.pickup)

    def acknowledged(self, kind: str, compartment: int | None, pickup: str) -> None:
        """The backend has stored an event of this kind."""
        doors: list[JsonValue] = [] if compartment is None else [compartment]
        self._tell("backend", answer=kind, doors=doors, pickup=pickup)

    def camera(self, state: str) -> None:
        """The reader's source came, went or ended."""
        self._tell("camera", answer=state, doors=[])

    def synced(self) -> None:
        """The site list is fresh."""
        self._tell("list", answer="synced", doors=[])

    def ready(self) -> None:
        """The core serves."""
        self._tell("ready", answer="", doors=[])

    def ended(self) -> None:
        """Nobody is served any more."""
        self._tell("idle", answer="", doors=[])

    def _tell(self, event: str, **values: JsonValue) -> None:
        if self._watcher is not None:
            t_ms = round((time.monotonic() - self._seen_s) * 1000, 1) if self._seen_s else None
            self._watcher({"event": event, "code": self._code, **values, "t_ms": t_ms, "seen_s": self._seen_s})


def _word(answer: Answer) -> str:
    match answer:
        case Grant():
            return "opens"
        case Refusal(reason):
            return f"refused:{reason}"
        case SignedIn():
            return "account"
        case TechnicianKnown():
            return "technician"


def _doors(session: Session, answer: Answer) -> list[JsonValue]:
    if isinstance(answer, Grant) and isinstance(session.flow, Opening | DoorOpen | DoorFault):
        return [claim.compartment for claim in session.flow.round.claims]
    return []
