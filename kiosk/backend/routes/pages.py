"""Lists a page at a time (RFC 8288)."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Annotated, TypeVar
from urllib.parse import urlencode

from fastapi import Depends, Query, Request, Response

Row = TypeVar("Row")
Limit = Annotated[int, Query(ge=1, le=200)]
After = Annotated[
    str, Query(pattern=r"^[A-Za-z0-9._:~-]{0,64}$", description="As in the link to the next page; empty: the first")
]


@dataclass(frozen=True, slots=True)
class Page:
    """The page that is asked for, and where its link will stand."""

    request: Request
    response: Response
    limit: int
    after: str

    def cut(self, found: Sequence[Row], name: Callable[[Row], str]) -> list[Row]:
        """The page, of what was found with one more than its limit; `name` is what the next one begins behind."""
        if len(found) > self.limit:
            last = name(found[self.limit - 1])
            asked = dict(self.request.query_params) | {"after": last, "limit": str(self.limit)}
            self.response.headers["Link"] = f'<{self.request.url.path}?{urlencode(asked)}>; rel="next"'
        return list(found[: self.limit])


def _page(request: Request, response: Response, limit: Limit = 50, after: After = "") -> Page:
    return Page(request, response, limit, after)


PageOf = Annotated[Page, Depends(_page)]
