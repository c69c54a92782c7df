"""Lists whose rows are named in their order, a page at a time."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Annotated, TypeVar

from fastapi import Depends, Request, Response

from kiosk.backend import pages

Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class Page:
    """The page that is asked for. `after`: the name of the row that it begins behind, or empty."""

    request: Request
    response: Response
    limit: int
    after: str

    def cut(self, found: Sequence[Row], name: Callable[[Row], str]) -> tuple[list[Row], str]:
        """The page, of what was found with one more than its limit, and the cursor of the next, which is linked to."""
        rows, more = pages.cut(found, self.limit)
        following = pages.cursor(name(rows[-1])) if more else ""
        pages.link(self.request, self.response, following)
        return list(rows), following


def _page(request: Request, response: Response, limit: pages.Limit = 50, after: pages.After = "") -> Page:
    place = pages.place(after, str)
    return Page(request, response, limit, place[0] if place else "")


PageOf = Annotated[Page, Depends(_page)]
