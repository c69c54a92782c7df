"""What the backend has told of whoever stands here with a badge, and what follows from it for every screen. Pure.

It lives in the session's memory and nowhere else: it is neither stored nor found again after a restart.
"""

from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import Final, Literal

from kiosk.domain.trade import Away, OrderUnderWay, Visitor, WhatWaits, WhoVisits
from kiosk.flows.events import AccountTold

_ALSO: Final = {"no": "nb"}
"""Shops say "no" for the Norwegian that is written."""


@dataclass(frozen=True, slots=True)
class Visiting:
    """`visitor` None: not signed in (yet). `news`: whether `under_way` has been told.

    "unknown": there is no visit, and only the badge begins one; "away": no answer now.
    """

    visitor: Visitor | None = None
    under_way: tuple[OrderUnderWay, ...] = ()
    news: Literal["unknown", "asked", "told", "away", "not_offered"] = "unknown"

    def may(self, right: str) -> bool:
        """Whether the backend grants it: collect, delegate, buy, approve or administer."""
        return self.visitor is not None and right in self.visitor.rights


NOBODY: Final = Visiting()
ASKED: Final = Visiting(news="asked")


def told(visiting: Visiting, event: AccountTold) -> Visiting | None:
    """What is known from now on; None for an answer to another question."""
    match event.question, event.answer:
        case WhoVisits(), Visitor() as visitor:
            return replace(visiting, visitor=visitor)
        case WhoVisits(), _:
            return visiting
        case WhatWaits(), tuple() as orders:
            under_way = tuple(order for order in orders if isinstance(order, OrderUnderWay))
            return replace(visiting, under_way=under_way, news="told")
        case WhatWaits(), Away(badge_again):
            return replace(visiting, news="unknown" if badge_again else "away")
        case WhatWaits(), _:
            return replace(visiting, news="not_offered")
        case _:
            return None


def spoken(language: str, offered: Collection[str]) -> str:
    """The screen's language for a BCP 47 tag; "" where it has none."""
    primary = language.lower().replace("_", "-").partition("-")[0]
    primary = _ALSO.get(primary, primary)
    return primary if primary in offered else ""
