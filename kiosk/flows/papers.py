"""My papers: copies of invoices, credit notes and delivery notes, one of them as a code that a phone reads.

All of it is asked of the backend when it is looked at, and nothing of it outlives the page.
"""

from dataclasses import dataclass, replace
from typing import Final, Literal

from kiosk.domain import trade
from kiosk.domain.trade import Away, Credit, Document
from kiosk.flows.effects import AskAccount, Effect
from kiosk.flows.events import AccountTold, Event, Pressed
from kiosk.flows.tradesperson import Home
from kiosk.flows.visiting import Visiting

Kind = Literal["invoices", "delivery_notes"]
ROWS: Final = 4
"""Documents on a page of the smallest glass."""


@dataclass(frozen=True, slots=True)
class Papers:
    """One list of them, or with `shown` (an id) one document. `kinds` are those that the person may see.

    `news`: whether `documents` have been told. `credit` only for those who may buy.
    """

    home: Home
    kinds: tuple[Kind, ...]
    kind: Kind
    documents: tuple[Document, ...] = ()
    news: Literal["asked", "told", "away", "badge_again"] = "asked"
    credit: Credit | None = None
    page: int = 0
    shown: str = ""

    @property
    def pages(self) -> int:
        """One at least."""
        return max(1, -(-len(self.documents) // ROWS))

    @property
    def rows(self) -> tuple[Document, ...]:
        """Those on the page."""
        return self.documents[self.page * ROWS : (self.page + 1) * ROWS]

    @property
    def document(self) -> Document | None:
        """The one that is shown."""
        return next((document for document in self.documents if document.id == self.shown), None)


Step = tuple[Papers | Home, tuple[Effect, ...]]


def kinds_for(visiting: Visiting) -> tuple[Kind, ...]:
    """Invoices are for those who may buy, delivery notes for everybody who collects (docs/pickup-api)."""
    invoices: tuple[Kind, ...] = ("invoices",) if visiting.may("buy") else ()
    notes: tuple[Kind, ...] = ("delivery_notes",) if visiting.may("collect") else ()
    return (*invoices, *notes)


def begin(home: Home, visiting: Visiting) -> tuple[Papers, tuple[Effect, ...]] | None:
    """None for somebody who may see none."""
    kinds = kinds_for(visiting)
    if not kinds:
        return None
    credit = (AskAccount(trade.CreditOf()),) if visiting.may("buy") else ()
    return Papers(home, kinds, kinds[0]), (AskAccount(trade.Papers(kinds[0])), *credit)


def step(state: Papers, event: Event) -> Step:
    """Touches and answers in; `Home` when the person is done with them."""
    match event:
        case Pressed("back"):
            return (replace(state, shown=""), ()) if state.shown else (state.home, ())
        case Pressed("paper_kind", value) if not state.shown:
            return _other_kind(state, value)
        case Pressed("paper", value) if any(row.id == value and row.links for row in state.rows):
            return replace(state, shown=value), ()
        case Pressed("newer") if state.page > 0:
            return replace(state, page=state.page - 1), ()
        case Pressed("older") if state.page + 1 < state.pages:
            return replace(state, page=state.page + 1), ()
        case Pressed("ask_again") if state.news == "away":
            return replace(state, news="asked"), (AskAccount(trade.Papers(state.kind)),)
        case AccountTold(trade.Papers(kind), answer) if kind == state.kind and state.news == "asked":
            return _told(state, answer), ()
        case AccountTold(trade.CreditOf(), Credit() as credit):
            return replace(state, credit=credit), ()
        case _:
            return state, ()


def _other_kind(state: Papers, value: str) -> Step:
    for kind in state.kinds:
        if kind == value and kind != state.kind:
            other = replace(state, kind=kind, documents=(), news="asked", page=0)
            return other, (AskAccount(trade.Papers(kind)),)
    return state, ()


def _told(state: Papers, answer: object) -> Papers:
    if isinstance(answer, tuple):
        documents = tuple(document for document in answer if isinstance(document, Document))
        return replace(state, documents=documents, news="told")
    if isinstance(answer, Away):
        return replace(state, news="badge_again" if answer.badge_again else "away")
    return replace(state, news="told")  # not offered to this person: there are none
