"""Invariants of the screen: U1, U3."""

from collections.abc import Callable
from typing import Final

from kiosk.messages import DoneScreen, DoorScreen
from kiosk.simulation.facts import Did, DoorMoved, Durable, PoweredOn, Shown
from kiosk.simulation.witness.check import Broken, Check

_LONGEST_S: Final = 1800.0


class ShowsOnlyWhatIsDurable(Check):
    name = "U1"
    says = "the screen says open or collected only of what is durable"
    hears = (Durable, Shown)

    def __init__(self, broken: Broken) -> None:
        super().__init__(broken)
        self._durable: set[tuple[str, str, object]] = set()

    def seen(self, fact: Durable | Shown) -> None:
        if isinstance(fact, Durable):
            if fact.kind in {"door.opened", "parcel.collected"}:
                self._durable.add((fact.kind, fact.session, fact.body["compartment"]))
            elif fact.kind == "session.started":
                self._durable.clear()  # one person at a time: nothing of the one before is shown again
            return
        view = fact.view
        match view.screen:
            case DoorScreen(state="open" | "held_open" | "unseen", compartment=door):
                self._claims(fact, "door.opened", door)
                self._claim_all(fact, view.screen.collected)
            case DoorScreen() | DoneScreen():
                self._claim_all(fact, view.screen.collected)
            case _:
                pass

    def _claim_all(self, fact: Shown, doors: tuple[int, ...]) -> None:
        for door in doors:
            self._claims(fact, "parcel.collected", door)

    def _claims(self, fact: Shown, kind: str, door: int) -> None:
        if (kind, fact.view.session, door) not in self._durable:
            self.fail(fact.at_s, f"{fact.view.screen} is shown without a durable {kind} of door {door}")


class EndsInTime(Check):
    """`excuse` says what is wrong with the world since a time."""

    name = "U3"
    says = "every screen goes back to idle in bounded time, unless a door is open"
    hears = (Shown, Did, DoorMoved, PoweredOn)

    def __init__(self, broken: Broken, any_open: Callable[[], bool], excuse: Callable[[float], str]) -> None:
        super().__init__(broken)
        self._any_open = any_open
        self._excuse = excuse
        self._last_s = 0.0
        self._served = ""
        self._screen = ""

    def seen(self, fact: Shown | Did | DoorMoved | PoweredOn) -> None:
        if isinstance(fact, Shown):
            self._served = fact.view.session
            self._screen = type(fact.view.screen).__name__
        else:
            self._last_s = fact.at_s

    def looked(self, now_s: float) -> None:
        stands = self._served and now_s - self._last_s > _LONGEST_S and not self._any_open()
        if stands and not self._excuse(self._last_s):
            self.fail(now_s, f"{self._screen} of session {self._served} since {self._last_s:.0f} s")
