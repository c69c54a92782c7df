"""What people share: one kiosk, one queue before it, doors and parcels."""

import asyncio
import random
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Final

from kiosk.domain.typed_code import ALPHABET, check_symbol
from kiosk.messages import Action, DoneScreen, DoorScreen, IdleScreen, RefusedScreen, View
from kiosk.simulation.facts import Durable, Fact, Taken
from kiosk.simulation.front import Front
from kiosk.simulation.order import Order
from kiosk.simulation.wall import Wall

_PASSER_BY_S: Final = (20.0, 1500.0)
_SCREEN_ENDS_S: Final = 100.0
_LEFT_OPEN: Final = 12
_SETTLES_S: Final = 2.0
"""Until a door that was pushed shut is read, and the screen asks what there is to ask."""
_SEEN: Final = frozenset({"door.opened", "parcel.collected", "parcel.removed", "parcel.resolved"})
_WAYS_OUT: Final[tuple[Action, ...]] = ("back", "rescue_clear", "log_out")


class Street:
    """The place before the kiosk."""

    patience_with_darkness_s: Final = 120.0

    def __init__(self, front: Front, wall: Wall, dice: random.Random, tell: Callable[[Fact], None]) -> None:
        self._loop = asyncio.get_running_loop()
        self.front = front
        self.wall = wall
        self.dice = dice
        self.tell = tell
        self._queue = asyncio.Lock()
        self.flagged: set[object] = set()
        self.held: dict[object, object] = {}
        self.handed_out: set[object] = set()
        self.unseen: set[object] = set()

    def noted(self, fact: Durable) -> None:
        """What staff read on the service screen: compartments that are blocked or in doubt, held or kept."""
        door, parcel = fact.body.get("compartment"), fact.body.get("parcel")
        self._seen_of(fact.kind, door, parcel)
        match fact.kind:
            case "parcel.suspect" | "compartment.blocked" | "custody.conflict" | "entrapment.suspected":
                self.flagged.add(door)
            case "compartment.unblocked" | "entrapment.cleared":
                self.flagged.discard(door)
            case "parcel.deposited" | "compartment.reserved":
                self.held[door] = parcel
            case "parcel.moved":
                self.held[door] = self.held.pop(fact.body["source"], parcel)
            case "parcel.collected" | "parcel.removed" | "compartment.released" if self.held.get(door) == parcel:
                del self.held[door]
            case "parcel.resolved":
                self.flagged.discard(door)
                if fact.body["verdict"] != "present" and self.held.get(door) == parcel:
                    del self.held[door]
            case _:
                pass

    def _seen_of(self, kind: str, door: object, parcel: object) -> None:
        """What the kiosk takes for handed out, and doors of which it does not know whether they opened."""
        if kind == "parcel.collected":
            self.handed_out.add(parcel)
        if kind == "door.unknown":
            self.unseen.add(door)
        elif kind in _SEEN:
            self.unseen.discard(door)

    @asynccontextmanager
    async def turn(self) -> AsyncIterator[None]:
        """One after the other."""
        async with self._queue:
            yield

    async def step_up(self, who: str) -> bool:
        """Wait until a new visit may begin; a door that the one before has left open is pushed shut."""
        for _ in range(_LEFT_OPEN):
            view = self.front.view
            if may_begin(view):
                return True
            await self.breathe(1.0)
            for number, leaf in self.wall.leaves.items():
                if leaf.open:
                    self.wall.close(number, f"{who}, for the one before")
            for action in _WAYS_OUT:
                if view is not None and action in view.actions:
                    self.front.press(who, action)
            await asyncio.sleep(_SETTLES_S)
            if await self.front.until(_may_take_over, _SCREEN_ENDS_S):
                return True
        return False

    def now_s(self) -> float:
        return self._loop.time()

    async def breathe(self, about_s: float) -> None:
        """People take their time, each time another."""
        await asyncio.sleep(about_s * self.dice.uniform(0.5, 2.0))

    def take(self, who: str, order: Order, door: int) -> None:
        """Somebody takes out what is theirs."""
        self.take_out(who, door, lambda parcel: parcel.startswith(order.id))

    def take_out(self, who: str, door: int, wanted: Callable[[str], bool]) -> list[str]:
        leaf = self.wall.leaves[door]
        taken = [parcel for parcel in leaf.parcels if wanted(parcel)] if leaf.open else []
        for parcel in taken:
            leaf.parcels.remove(parcel)
            self.tell(Taken(self.now_s(), who, parcel, door))
        return taken

    def left_open(self, door: int) -> None:
        """Sooner or later somebody who walks by pushes it shut."""
        self._loop.call_later(self.dice.uniform(*_PASSER_BY_S), self.wall.close, door, "a passer-by")

    def guess(self) -> str:
        """A code that is well formed and nobody's, as far as chance goes."""
        eight = "".join(self.dice.choice(ALPHABET) for _ in range(8))
        return eight + check_symbol(eight)


def may_begin(view: View | None) -> bool:
    """Whether a code would be taken now."""
    return view is not None and isinstance(view.screen, IdleScreen | RefusedScreen | DoneScreen)


def _may_take_over(view: View | None) -> bool:
    """Also where the screen offers to go on without the one before, whose door it still takes for open."""
    offered = view is not None and isinstance(view.screen, DoorScreen) and "type_code" in view.actions
    return offered or may_begin(view)
