"""A tradesperson buys on account, another purchase waits for a colleague's word: acts of the scripted day.

What the glass says of a purchase must be what the shop has written down of it.
"""

import re
from typing import Final

from kiosk.stage.hands import StageError
from kiosk.stage.player import Player

_DRILL: Final = "goods:DRILL-18V"
_BATTERY: Final = "goods:BATTERY-5AH"
_BUYER: Final = "E-JONAS"
_READER: Final = "badge:E-INGRID"
"""Who looks into the books afterwards: the company's administrator sees what everybody bought."""


async def buys(player: Player) -> None:
    """The company's contract price, within the buyer's limit."""
    await _at_basket(player)
    await player.hold_up(_DRILL, "1 649,00", "avtalepris")
    await _order(player, "2 061,25")
    await player.screen("purchase", "Takk", "2 061,25")
    await _agrees_with_books(player, "placed", 206_125)
    await player.leave()


async def buys_above_limit(player: Player) -> None:
    """The same and a battery by the list are more than the buyer may spend alone."""
    await _at_basket(player)
    await player.hold_up(_DRILL, "1 649,00", "avtalepris")
    await player.hold_up(_BATTERY, "899,00", "listepris", "3 185,00")
    await _order(player, "3 185,00")
    await player.screen("purchase", "godkjen", "3 185,00")
    await _agrees_with_books(player, "awaiting_approval", 318_500)
    await player.leave()


async def approves(player: Player) -> None:
    """A colleague with the right to."""
    await player.show("badge:E-AMINA", "account")
    await player.screen("account")
    await player.finger.tap("action-approvals")
    await player.screen("approval", "3 185,00", _BUYER)
    await player.finger.tap("action-approve")
    await player.screen("approval", "Godkjent")
    await _bought(player, "approved", 318_500)
    await player.leave()


async def _at_basket(player: Player) -> None:
    await player.show(f"badge:{_BUYER}", "account")
    await player.screen("account")
    await player.finger.tap("action-shop")
    await player.screen("basket")


async def _order(player: Player, amount: str) -> None:
    """To be collected here, on the reference that this person gives as a rule."""
    await player.finger.tap("action-checkout")
    await player.screen("reference", "PO-4712")
    await player.finger.tap("action-submit")
    await player.screen("checkout", amount, "Hent på", "PO-4712")
    await player.finger.tap("action-buy")


async def _agrees_with_books(player: Player, state: str, gross_minor: int) -> None:
    """The receipt's number on the glass is that of the newest purchase."""
    numbers = await _bought(player, state, gross_minor)
    seen = await player.finger.look()
    if not any(_plain(number) == _plain(text) for number in numbers if number for text in seen.texts):
        raise StageError(f"the glass does not show the number of the purchase, {' or '.join(filter(None, numbers))}")


async def _bought(player: Player, state: str, gross_minor: int) -> tuple[str, str]:
    """The numbers under which the newest purchase is known, which has to be this one."""
    newest = (await player.books.purchases(player.codes[_READER].text))[0]
    if (newest.employee, newest.state, newest.gross_minor) != (_BUYER, state, gross_minor):
        said = f"{newest.state}, {newest.gross_minor}, by {newest.employee}"
        raise StageError(f"the shop's newest purchase is {said}; not {state}, {gross_minor}, by {_BUYER}")
    return newest.order_number, newest.id


def _plain(text: str) -> str:
    """Without what only helps to read a long number."""
    return re.sub(r"[\W_]", "", text)
