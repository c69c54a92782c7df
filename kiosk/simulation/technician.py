"""The technician's round: what is blocked, in doubt, or has lain too long."""

from typing import Final

from kiosk.messages import PinScreen, ServiceDoor, ServiceScreen, View
from kiosk.simulation.shop import Shop
from kiosk.simulation.staff import TECHNICIAN_BADGE, TECHNICIAN_PIN
from kiosk.simulation.street import Street

_WAIT_S: Final = 15.0


class Technician:
    """`overdue` is the list of parcels that the shop wants back, door by door."""

    name: Final = "the technician"

    def __init__(self, street: Street, shop: Shop) -> None:
        self._street = street
        self._front = street.front
        self._shop = shop

    async def round(self, overdue: list[int]) -> None:
        """Sign in, look after every door that needs it, leave."""
        front = self._front
        if not await sign_in(self._street, self.name):
            return
        for number in self._wanted(overdue):
            if not await self._look_after(number):
                break
        front.press(self.name, "log_out")

    def _wanted(self, overdue: list[int]) -> list[int]:
        doubtful = [door.number for door in self._doors() if door.state in {"blocked", "suspect", "recall"}]
        return sorted({*doubtful, *overdue})

    def _doors(self) -> tuple[ServiceDoor, ...]:
        view = self._front.view
        return view.screen.doors if view is not None and isinstance(view.screen, ServiceScreen) else ()

    async def _look_after(self, number: int) -> bool:
        front, street = self._front, self._street
        leaf = street.wall.leaves[number]
        front.press(self.name, "select_door", number=number)
        front.press(self.name, "open_door")
        front.press(self.name, "reason", "remove_parcel")
        await street.breathe(3.0)
        if leaf.jammed and not leaf.open:
            leaf.jammed = leaf.stiff = False
            front.press(self.name, "open_door")
            front.press(self.name, "reason", "remove_parcel")
            await street.breathe(4.0)
        if leaf.open:
            for parcel in street.take_out(self.name, number, lambda _: True):
                self._shop.took_out(parcel)
            await street.breathe(2.0)
            street.wall.close(number, self.name)
            await street.breathe(1.0)
            if any(door.number == number and door.state in {"blocked", "suspect"} for door in self._doors()):
                front.press(self.name, "unblock_door")
                await street.breathe(1.0)
                if _asks(front.view, "resolve_reason"):
                    front.press(self.name, "reason", "removed")
        elif not leaf.parcels:
            return _is(front.view, ServiceScreen)
        else:
            front.press(self.name, "block_door")
            front.press(self.name, "reason", "jammed")
        await street.breathe(1.0)
        return _is(front.view, ServiceScreen)


async def sign_in(street: Street, who: str) -> bool:
    """Badge and PIN, as far as the wall of doors."""
    front = street.front
    if not await street.step_up(who):
        return False
    front.scan(who, TECHNICIAN_BADGE, "a technician's badge")
    asked = await front.until(lambda view: _is(view, PinScreen), _WAIT_S)
    front.put_away()
    if not asked:
        return False
    for digit in TECHNICIAN_PIN:
        front.press(who, "key", digit)
    return await front.until(lambda view: _is(view, ServiceScreen), _WAIT_S)


def _asks(view: View | None, what: str) -> bool:
    return view is not None and isinstance(view.screen, ServiceScreen) and view.screen.asking == what


def _is(view: View | None, kind: type) -> bool:
    return view is not None and isinstance(view.screen, kind)
