"""Reading what changed: nothing is missed, nothing runs for ever, and drift shows."""

import asyncio
import random
from datetime import UTC, datetime, timedelta

import pytest

from kiosk.commerce import cursor
from kiosk.commerce.cursor import Row, Window
from kiosk.commerce.shop import OrderPage, OrderState, Payment, ShopDriftError, ShopOrder

BEGIN = datetime(2026, 11, 28, 12, tzinfo=UTC)


def order(name: str) -> ShopOrder:
    return ShopOrder(name, name, "here", OrderState.AWAITING, Payment.PAID, (), ())


class Shop:
    """Orders by name with the time of their change, sorted as asked for."""

    def __init__(self, *changes: tuple[str, float]) -> None:
        self.times = {name: BEGIN + timedelta(seconds=at_s) for name, at_s in changes}
        self.closed: set[str] = set()

    async def read(self, window: Window) -> list[Row]:
        rows = sorted((time, name) for name, time in self.times.items())
        if window.since:
            rows = [row for row in rows if row[0] >= datetime.fromisoformat(window.since)]
        if window.open_only:
            rows = [row for row in rows if row[1] not in self.closed]
        page = rows[window.skip : window.skip + window.size]
        return [Row(time.isoformat().replace("+00:00", "Z"), order(name)) for time, name in page]


def ask(shop: Shop, at: str) -> OrderPage:
    return asyncio.run(cursor.changed(at, shop.read))


def everything(shop: Shop, at: str = "", pages: int = 100) -> tuple[list[str], str]:
    names = []
    for _ in range(pages):
        page = ask(shop, at)
        names += [each.id for each in page.orders]
        at = page.cursor
        if not page.more:
            return names, at
    raise AssertionError("the reading does not end")


@pytest.fixture(autouse=True)
def small_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cursor, "PAGE", 2)


def test_everything_comes_in_order() -> None:
    names, _ = everything(Shop(("c", 3), ("a", 1), ("b", 2), ("d", 4), ("e", 5)))
    assert list(dict.fromkeys(names)) == ["a", "b", "c", "d", "e"]


def test_more_orders_than_a_page_in_one_instant_come_all() -> None:
    names, _ = everything(Shop(*((name, 7.0) for name in "abcdefg")))
    assert sorted(set(names)) == list("abcdefg")


def test_a_shop_without_news_is_asked_from_the_same_place() -> None:
    shop = Shop(("a", 0), ("b", 100))
    _, at = everything(shop)
    for _ in range(5):
        names, again = everything(shop, at)
        assert (names, again) == (["b"], at)


def test_what_is_committed_late_is_seen() -> None:
    shop = Shop(("a", 0), ("b", 100))
    _, at = everything(shop)
    shop.times["late"] = BEGIN + timedelta(seconds=95)
    assert "late" in everything(shop, at)[0]


def test_an_empty_shop_is_asked_for_everything_again() -> None:
    shop = Shop()
    names, at = everything(shop)
    assert (names, at) == ([], "")
    shop.times["old"] = BEGIN - timedelta(days=400)
    assert everything(shop, at)[0] == ["old"]


def test_the_first_reading_leaves_closed_orders_out_to_its_end() -> None:
    shop = Shop(*((name, index) for index, name in enumerate("abcdefgh")))
    shop.closed = {"a", "e", "f"}
    names, at = everything(shop)
    assert set(names) == set("bcdgh")
    shop.times["e"] = BEGIN + timedelta(seconds=50)
    assert "e" in everything(shop, at)[0]


@pytest.mark.parametrize("text", ["rubbish", "open:", "|3", "2026-11-28", "2026-11-28T12:00:00", "open:x|1", "12|x"])
def test_a_cursor_of_somebody_elses_begins_anew(text: str) -> None:
    assert set(everything(Shop(("a", 0), ("b", 100)), text)[0]) == {"a", "b"}


def test_rows_that_change_while_they_are_read_are_not_missed() -> None:
    """Whatever changes between two pages: every order is seen in its last state."""
    for seed in range(200):
        dice = random.Random(seed)
        shop = Shop(*((f"o{number}", dice.randrange(12)) for number in range(9)))
        seen: dict[str, datetime] = {}
        at, clock_s = "", 20.0
        for _ in range(80):
            page = ask(shop, at)
            seen |= {each.id: shop.times[each.id] for each in page.orders}
            at = page.cursor
            if not page.more and clock_s > 40:
                break
            if dice.random() < 0.5 and clock_s <= 40:
                clock_s += dice.random() * 3
                shop.times[dice.choice(list(shop.times))] = BEGIN + timedelta(seconds=clock_s)
            elif not page.more:
                clock_s += 5
        else:
            raise AssertionError("the reading does not end")
        assert seen == shop.times, seed


@pytest.mark.parametrize(
    "rows",
    [
        [Row("2026-11-28T12:00:05Z", None), Row("2026-11-28T12:00:04Z", None)],
        [Row("2026-11-28T11:00:00Z", None)],
        [Row("yesterday", None)],
        [Row("2026-11-28T12:00:05", None)],
    ],
)
def test_a_platform_that_sorts_or_filters_no_more_has_drifted(rows: list[Row]) -> None:
    async def read(window: Window) -> list[Row]:
        return rows

    with pytest.raises(ShopDriftError):
        asyncio.run(cursor.changed("2026-11-28T12:00:00Z", read))


def test_one_clock_tick_of_rounding_is_no_drift() -> None:
    async def read(window: Window) -> list[Row]:
        return [Row("2026-11-28T11:59:50Z", None)]

    asyncio.run(cursor.changed("2026-11-28T12:00:00.900Z", read))
