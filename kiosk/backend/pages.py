"""Lists page by page: the cursor is the place of the last row, which others need not understand."""

import base64
import binascii
import json
from collections.abc import Sequence
from typing import Annotated, Any, Final, TypeVar

from fastapi import Query, Request, Response

from kiosk.backend.problems import ProblemError

MAX_ROWS: Final = 200
Limit = Annotated[int, Query(ge=1, le=MAX_ROWS, description="How many at most")]
After = Annotated[
    str, Query(pattern=r"^[A-Za-z0-9_-]{0,600}$", description="`next` of the page before; empty: from the first")
]
Row = TypeVar("Row")


def cursor(*place: str | float) -> str:
    """Names the place of a row."""
    return base64.urlsafe_b64encode(json.dumps(place).encode()).rstrip(b"=").decode()


def place(after: str, *kinds: type) -> tuple[Any, ...] | None:
    """What `cursor` was given; None for the first page. 422 for what was not written here."""
    if not after:
        return None
    try:
        found = json.loads(base64.urlsafe_b64decode(after + "=" * (-len(after) % 4)))
    except (binascii.Error, ValueError):
        found = None
    fits = isinstance(found, list) and [type(part) for part in found] == list(kinds)
    if not fits or not all(_is_storable(part) for part in found):
        raise ProblemError(422, "invalid-cursor", "is not `next` of another page", field="query.after")
    return tuple(found)


def _is_storable(part: object) -> bool:
    """JSON may hold what no database takes: NUL, half of a surrogate pair, a number of more than 64 bits."""
    if isinstance(part, str):
        return "\0" not in part and not any("\ud800" <= sign <= "\udfff" for sign in part)
    return not isinstance(part, int) or abs(part) < 2**63


def cut(rows: Sequence[Row], limit: int) -> tuple[Sequence[Row], bool]:
    """The page, of `limit` + 1 rows that were asked for, and whether more come."""
    return rows[:limit], len(rows) > limit


def link(request: Request, response: Response, following: str) -> None:
    """RFC 8288, where another page follows."""
    if following:
        url = request.url.include_query_params(after=following)
        response.headers["Link"] = f'<{url.path}?{url.query}>; rel="next"'
