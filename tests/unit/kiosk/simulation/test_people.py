"""A visitor before a kiosk that the test plays."""

import asyncio
import random
from dataclasses import dataclass, field
from typing import cast

from kiosk.messages import IdleScreen, Intent, KeypadScreen, Notice, RefusedScreen, RescueScreen, Screen, View
from kiosk.simulation.front import Front
from kiosk.simulation.loop import SimLoop
from kiosk.simulation.people import Manner, Visitor
from kiosk.simulation.shop import Order
from kiosk.simulation.street import Street
from kiosk.simulation.wall import Wall

CODES = {"token": "PK1:A", "pin": "123456", "phone": "7890", "typed": "ABCDEFGHJ"}
IDLE = IdleScreen(camera_ok=True, can_type=True)


@dataclass
class Slip:
    """As much of an order as somebody holds in their hands."""

    id: str = "P"
    codes: dict[str, str] = field(default_factory=lambda: dict(CODES))


class Kiosk:
    """A keypad that the rescue layer lies over once, at the page that `covers` names.

    `before`: the session of the one before, on whose last screen a touch is lost.
    """

    def __init__(self, front: Front, covers: str, before: str = "", notices: tuple[Notice, ...] = ()) -> None:
        self.front = front
        self.notices = notices
        self.covers = covers
        self.typed = {"typed_code": "", "phone_last4": ""}
        self.purpose = "typed_code"
        self.seq = 0
        self.covered = False
        self.session = before
        front.touch = self.touched
        self.show(RefusedScreen("unknown") if before else IDLE)

    def show(self, screen: Screen, *actions: str) -> None:
        self.seq += 1
        self.front.show(View(self.seq, self.session, "nb", screen, actions, self.notices))

    def touched(self, intent: Intent) -> None:
        if intent.session == "before":
            self.session = ""
            self.show(IDLE)
            return
        self.session = "mine"
        match intent.action:
            case "key":
                self.typed[self.purpose] += intent.value
            case "submit":
                self.purpose = "phone_last4"
            case _:
                pass
        self.covered = intent.action != "back" and (self.covered or self.purpose == self.covers)
        if self.covered:
            self.covers = ""
            self.show(RescueScreen("suspected", (), 7), "back")
        elif len(self.typed["phone_last4"]) == 4 or len(self.typed["typed_code"]) == 9:
            self.show(RefusedScreen("unknown"))
        else:
            self.show(KeypadScreen(self.purpose, "crockford", self.typed[self.purpose], 9))  # type: ignore[arg-type]


def typed(way: str, covers: str = "", before: str = "", notices: tuple[Notice, ...] = ()) -> dict[str, str]:
    async def scenario() -> dict[str, str]:
        def tell(_: object) -> None:
            pass

        front, dice = Front(tell), random.Random(1)
        kiosk = Kiosk(front, covers, before, notices)
        street = Street(front, Wall((), tell, dice), dice, tell)
        await asyncio.wait_for(Visitor("somebody", cast("Order", Slip()), Manner(way), street).visit(), 600)
        return kiosk.typed

    return SimLoop().run_coroutine(scenario())


def test_a_code_is_typed_as_the_keypad_asks_for_it() -> None:
    assert typed("pin") == {"typed_code": "123456", "phone_last4": "7890"}
    assert typed("typed") == {"typed_code": "ABCDEFGHJ", "phone_last4": ""}


def test_whoever_finds_the_keypad_again_under_another_screen_types_what_it_still_lacks() -> None:
    assert typed("pin", "phone_last4") == {"typed_code": "123456", "phone_last4": "7890"}
    assert typed("pin", "typed_code") == {"typed_code": "123456", "phone_last4": "7890"}
    assert typed("typed", "typed_code") == {"typed_code": "ABCDEFGHJ", "phone_last4": ""}


def test_a_touch_that_went_away_with_the_screen_of_the_one_before_is_made_again() -> None:
    assert typed("typed", before="before") == {"typed_code": "ABCDEFGHJ", "phone_last4": ""}


def test_where_the_screen_says_that_it_sees_no_codes_one_is_typed() -> None:
    assert typed("token", notices=("camera_down",)) == {"typed_code": "ABCDEFGHJ", "phone_last4": ""}
    assert typed("token") == {"typed_code": "", "phone_last4": ""}
