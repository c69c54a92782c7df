"""Pages of the list that must not be applied: what a broken backend sends, or whoever sits on the line."""

import random
from dataclasses import replace
from typing import Final

from kiosk.domain.site_list import SiteListPage

LIES: Final = ("rows twice", "rows lost", "other base", "other sum", "codes twice", "of long ago")


def spoilt(page: SiteListPage, dice: random.Random) -> SiteListPage | None:
    """One of the lies; None where the page has nothing to lie about."""
    match dice.choice(LIES):
        case "rows twice" if page.pickups:
            return replace(page, pickups=(*page.pickups, page.pickups[0]))
        case "rows lost" if page.pickups:
            return replace(page, pickups=page.pickups[1:])
        case "other base":
            return replace(page, full=False, base="7")
        case "other sum":
            return replace(page, checksum=f"{dice.getrandbits(128):032x}")
        case "codes twice" if len(page.credentials) > 1:
            first, second, *others = page.credentials
            return replace(page, credentials=(first, replace(second, digest=first.digest), *others))
        case "of long ago" if page.version > 1:
            return replace(page, version=page.version // 2)
        case _:
            return None
