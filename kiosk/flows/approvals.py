"""Purchases of colleagues that wait for this person's word, one after the other.

The backend hears each word once and says what became of the purchase; the first word of whoever may approve counts.
"""

from dataclasses import dataclass, replace
from typing import Final, Literal

from kiosk.domain.trade import Away, Bought, Decide, NotBought
from kiosk.flows.effects import AskAccount, Effect
from kiosk.flows.events import AccountTold, Event, Pressed
from kiosk.flows.tradesperson import Home
from kiosk.flows.visiting import Visiting

State = Literal["open", "deciding", "approved", "rejected", "already_decided", "refused", "unknown"]
OPEN: Final = frozenset({"open", "unknown"})
"""Of one that nobody knows the outcome of, the same word may be said again: it counts once."""


@dataclass(frozen=True, slots=True)
class Approvals:
    """The purchase `at` of those that waited when the page was opened; `states` are what became of each.

    "unknown": the word was sent, and no answer came.
    """

    home: Home
    purchases: tuple[Bought, ...]
    states: tuple[State, ...]
    at: int = 0

    @property
    def purchase(self) -> Bought:
        """The one on the screen."""
        return self.purchases[self.at]

    @property
    def state(self) -> State:
        """What became of it."""
        return self.states[self.at]


def begin(home: Home, visiting: Visiting) -> Approvals | None:
    """None where nothing waits."""
    waiting = visiting.to_approve
    states: tuple[State, ...] = tuple("open" for _ in waiting)
    return Approvals(home, waiting, states) if waiting else None


def step(state: Approvals, event: Event) -> tuple[Approvals | Home, tuple[Effect, ...]]:
    """Touches and answers in; `Home` when the person is done."""
    match event:
        case Pressed("back"):
            return state.home, ()
        case Pressed("older") if state.at + 1 < len(state.purchases):
            return replace(state, at=state.at + 1), ()
        case Pressed("newer") if state.at > 0:
            return replace(state, at=state.at - 1), ()
        case Pressed("approve" | "reject" as word) if state.state in OPEN:
            decide = Decide(state.purchase.id, approve=word == "approve")
            return _became(state, state.purchase.id, "deciding"), (AskAccount(decide),)
        case AccountTold(Decide(purchase), answer):
            return _became(state, purchase, _outcome(answer)), ()
        case _:
            return state, ()


def _became(state: Approvals, purchase: str, outcome: State) -> Approvals:
    pairs = zip(state.purchases, state.states, strict=True)
    return replace(state, states=tuple(outcome if one.id == purchase else before for one, before in pairs))


def _outcome(answer: object) -> State:
    match answer:
        case Bought(state="rejected"):
            return "rejected"
        case Bought():
            return "approved"
        case NotBought("already-decided"):
            return "already_decided"
        case Away():
            return "unknown"
        case _:
            return "refused"
