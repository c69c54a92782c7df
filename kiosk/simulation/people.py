"""People at the kiosk. They know the screen, the doors they can see, and what they hold in their hands."""

import random
from dataclasses import dataclass
from typing import Final, cast

from kiosk.messages import (
    Action,
    DoneScreen,
    DoorFaultScreen,
    DoorScreen,
    IdleScreen,
    KeypadScreen,
    OutOfServiceScreen,
    PinScreen,
    RefusedScreen,
    RescueScreen,
    Screen,
    ServiceScreen,
    View,
)
from kiosk.simulation.facts import Did
from kiosk.simulation.front import Front
from kiosk.simulation.order import Order
from kiosk.simulation.street import Street

PATIENCE_S: Final = 40.0
"""How long somebody stands before a screen on which nothing happens."""
STEPS: Final = 120
_LOOKS_AGAIN_S: Final = 3.0
_TURNS_AWAY: Final = 0.5
"""So many rather come back than try a door again of which the screen cannot say what it does."""
_KEYS_SHOW_S: Final = 0.1


@dataclass(frozen=True, slots=True)
class Manner:
    """How somebody behaves. `way`: the code they use. `closes_after_s` None: they leave doors to others."""

    way: str = "token"
    closes_after_s: float | None = 6.0
    takes: bool = True
    complains: bool = False
    leaves_after: int = STEPS
    reopens: bool = False


class Visitor:
    """One visit of somebody with an order. `refused`: why, as the screen said last; `signed`: for a signed code."""

    def __init__(self, name: str, order: Order, manner: Manner, street: Street) -> None:
        self.name = name
        self._order = order
        self._manner = manner
        self._street = street
        self._front: Front = street.front
        self._dice: random.Random = street.dice
        self._seq = -1
        self._reopened = False
        self._begins_again = False
        self._at: set[int] = set()
        self.refused = ""
        self.signed = False

    async def visit(self) -> None:
        """Until they have what they came for, or give up."""
        street, front = self._street, self._front
        if not await street.step_up(self.name):
            return
        if front.view is not None:
            self._seq = front.view.seq
        self._identify()
        for _ in range(self._manner.leaves_after):
            await front.until(self._is_news, PATIENCE_S)
            view = front.view
            if view is None:
                self._begins_again = True
                if not await front.until(lambda seen: seen is not None, street.patience_with_darkness_s):
                    break
                continue
            if view.seq == self._seq:
                break
            self._seq = view.seq
            self._begins_again = self._begins_again or self._is_anothers(view.screen)
            if not await self._act(view):
                break
        front.put_away()

    def _is_news(self, view: View | None) -> bool:
        return view is None or view.seq != self._seq

    def _identify(self) -> None:
        front, way = self._front, self._manner.way
        self._begins_again = front.view is not None and front.view.session != ""
        self.signed = way == "token" and not self._types()
        if self._types():
            self._press("type_code")
        else:
            front.scan(self.name, self._order.codes[way], f"the {way} of {self._order.id}")

    def _types(self) -> bool:
        """By choice, or since the screen says that it sees no codes."""
        view, codes = self._front.view, self._order.codes
        blind = view is not None and "camera_down" in view.notices and codes["typed"] != codes["token"]
        return blind or self._manner.way in {"typed", "pin"}

    async def _type(self) -> None:
        """What the keypad still lacks, if it is still there after a look at the slip."""
        await self._street.breathe(1.0)
        view = self._front.view
        if view is None or not isinstance(view.screen, KeypadScreen):
            return
        way = "pin" if self._manner.way == "pin" else "typed"
        asked = "phone" if view.screen.purpose == "phone_last4" else way
        missing = self._order.codes[asked][len(view.screen.entered) :]
        for symbol in missing:
            self._front.press(self.name, "key", symbol)
        if asked == "pin":
            self._press("submit")
        await self._street.breathe(_KEYS_SHOW_S)

    async def _act(self, view: View) -> bool:
        """One look, one answer. False: they turn away."""
        match view.screen:
            case DoorScreen() as door:
                return await self._see(door, view)
            case DoorFaultScreen() as fault:
                return await self._at_fault(fault)
            case DoneScreen() as done:
                return self._is_anothers(done) or self._at_the_end(done.reopen_compartment)
            case RefusedScreen(reason=reason):
                self.refused = reason
                return False
            case KeypadScreen():
                await self._type()
            case RescueScreen() if "back" in view.actions:
                self._press("back")
            case IdleScreen():
                return await self._at_idle()
            case OutOfServiceScreen():
                return False
            case _:
                pass
        return True

    async def _see(self, screen: DoorScreen, view: View) -> bool:
        match screen.state:
            case "open" | "held_open":
                return await self._at_door(screen.compartment, view)
            case "unseen":
                return await self._at_unseen(screen.compartment, view)
            case "next":
                self._press("open_next")
            case _:
                pass
        return True

    def _is_anothers(self, screen: Screen) -> bool:
        """Whoever was here before is not done, or has only just been."""
        if isinstance(screen, DoneScreen):
            return not self._at.issuperset({*screen.collected, *screen.not_collected, *screen.unseen})
        return isinstance(screen, PinScreen | ServiceScreen)

    async def _at_idle(self) -> bool:
        if await self._front.until(self._is_news, _LOOKS_AGAIN_S):
            return True  # it was on its way back to where one was, or had not noticed yet
        if self._begins_again or (self._front.in_view and self._types()):
            self._front.put_away()
            self._identify()  # what was done went away with the screen of the one before, in the dark, or unseen
            return True
        return False

    def _at_the_end(self, door: int | None) -> bool:
        if not self._manner.reopens or self._reopened or door is None:
            return False
        self._reopened = True
        self._press("reopen")
        return True

    def _press(self, action: Action) -> None:
        self._front.press(self.name, action)

    async def _at_fault(self, fault: DoorFaultScreen) -> bool:
        if fault.reason == "unknown" and self._dice.random() < _TURNS_AWAY:
            return False
        await self._push(fault.compartment)
        self._press("retry" if fault.tries_left else "skip" if fault.more_parcels else "home")
        return bool(fault.tries_left or fault.more_parcels)

    async def _push(self, door: int) -> None:
        await self._street.breathe(2.0)
        self._tell("pushes", f"door {door}")
        self._street.wall.push(door)

    async def _at_door(self, door: int, view: View) -> bool:
        self._at.add(door)
        leaf = self._street.wall.leaves[door]
        if not leaf.open:
            # The screen says open, the leaf is shut: the contact lies, or somebody was quicker.
            if "reopen" in view.actions and not self._reopened:
                self._reopened = True
                self._press("reopen")
                return True
            return await self._front.until(self._is_news, PATIENCE_S)
        if self._manner.complains:
            self._press("help")
            self._front.press(self.name, "report", "damaged")
            self._press("back")
        await self._street.breathe(2.0)
        if self._manner.takes:
            self._take(door)
        if self._manner.closes_after_s is None:
            self._tell("leaves open", f"door {door}")
            self._street.left_open(door)
            return False
        await self._street.breathe(self._manner.closes_after_s)
        self._street.wall.close(door, self.name)
        return True

    async def _at_unseen(self, door: int, view: View) -> bool:
        """The screen asks to say when it is closed."""
        self._at.add(door)
        if self._street.wall.leaves[door].open and not await self._at_door(door, view):
            return False
        self._press("skip")
        return True

    def _take(self, door: int) -> None:
        self._street.take(self.name, self._order, door)

    @property
    def at_a_door(self) -> bool:
        return bool(self._at)

    def _tell(self, what: str, detail: str) -> None:
        self._street.tell(Did(self._street.now_s(), self.name, what, detail))


class Stranger:
    """Somebody without a right to anything."""

    def __init__(self, name: str, street: Street) -> None:
        self.name = name
        self._street = street

    async def guess(self, tries: int) -> None:
        """Typed codes, one after the other."""
        front, dice = self._street.front, self._street.dice
        for _ in range(tries):
            if not await self._street.step_up(self.name):
                return
            front.press(self.name, "type_code")
            await self._street.breathe(0.2)
            for symbol in self._street.guess():
                front.press(self.name, "key", symbol)
            await front.until(_refuses, 12.0)
            await self._street.breathe(dice.uniform(0.5, 3.0))
        front.press(self.name, "home")

    async def show(self, code: str, what: str) -> None:
        """A code that must open nothing: of another site, forged, torn, endless."""
        front = self._street.front
        if await self._street.step_up(self.name):
            before = front.view
            front.scan(self.name, code, what)
            await front.until(lambda view: view is not before and _refuses(view), 12.0)
            front.put_away()

    async def fiddle(self, touches: int) -> None:
        """Press whatever can be pressed, and some that cannot."""
        front, dice = self._street.front, self._street.dice
        for _ in range(touches):
            view = front.view
            if view is None:
                return
            offered: tuple[str, ...] = (*view.actions, "retry", "collect", "open_door", "resolve_door", "walk_confirm")
            action = cast("Action", dice.choice(offered))
            front.press(self.name, action, dice.choice(("", "en", "7", "test", "A")), dice.randrange(0, 62))
            await self._street.breathe(dice.uniform(0.05, 2.0))
        front.press(self.name, "home")


def _refuses(view: View | None) -> bool:
    return view is not None and isinstance(view.screen, RefusedScreen)
