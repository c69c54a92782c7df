"""Reading what changed, oldest change first, from platforms that know no more than a time and pages.

A page begins where the one before ended, by time and not by its number: rows that change in between move to the end,
and would push others over the border of a page. Within one instant, pages are counted. Once all is read, the next
question goes back a little: what was committed late carries an earlier time.
"""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Self

from kiosk.commerce.shop import OrderPage, ShopDriftError, ShopOrder

PAGE: Final = 50
OVERLAP: Final = timedelta(seconds=10)
_OPEN: Final = "open:"
# Some tell a time in coarser units than they sort by.
_ROUNDING: Final = timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class Window:
    """Orders changed at or after `since` ("" for ever), without the first `skip`; `open_only` in the first reading."""

    since: str
    skip: int
    open_only: bool
    size: int

    @classmethod
    def of(cls, cursor: str) -> Self:
        """A cursor nobody here has made begins anew."""
        text = cursor.removeprefix(_OPEN)
        since, bar, skip = text.partition("|")
        if not _is_time(since) or not (skip.isascii() and skip.isdigit() if bar else not skip):
            return cls("", 0, open_only=True, size=PAGE)
        if bar:
            return cls(since, int(skip), open_only=cursor.startswith(_OPEN), size=PAGE)
        return cls(_earlier(since), 0, open_only=False, size=PAGE)

    def after(self, last: str) -> str:
        """The cursor behind a full page that ends with a change at `last`. Within one instant, half a page is read
        again: an order that changes meanwhile leaves its place to the next.
        """
        same = bool(self.since) and _time(last) == _time(self.since)
        skip = self.skip + max(self.size // 2, 1) if same else 0
        return f"{_OPEN if self.open_only else ''}{last}|{skip}"


@dataclass(frozen=True, slots=True)
class Row:
    """One order as it was listed; `order` is None for one of another site, or that nobody has placed yet."""

    updated: str
    order: ShopOrder | None


async def changed(cursor: str, read: Callable[[Window], Awaitable[Sequence[Row]]]) -> OrderPage:
    """ShopDriftError where the platform sorts or filters no longer as it was asked to."""
    window = Window.of(cursor)
    rows = await read(window)
    moments = [_time(row.updated) for row in rows]
    if moments != sorted(moments) or (window.since and moments and moments[0] < _time(window.since) - _ROUNDING):
        raise ShopDriftError(None, "the order of changes")
    orders = tuple(row.order for row in rows if row.order)
    if len(rows) >= window.size:
        return OrderPage(orders, window.after(rows[-1].updated), more=True)
    ends = [cursor.removeprefix(_OPEN).partition("|")[0]] if window.since else []
    return OrderPage(orders, max(ends + [row.updated for row in rows[-1:]], key=_time, default=""), more=False)


def _time(text: str) -> datetime:
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        raise ShopDriftError(None, "the time of a change") from None
    if found.tzinfo is None:
        raise ShopDriftError(None, "the time of a change")
    return found


def _is_time(text: str) -> bool:
    try:
        return datetime.fromisoformat(text).tzinfo is not None
    except ValueError:
        return False


def _earlier(since: str) -> str:
    return (_time(since) - OVERLAP).isoformat()
