"""The rescue layer as the screen shows it. Pure."""

from collections.abc import Collection
from typing import Literal, cast

from kiosk.domain.wall import Wall
from kiosk.flows import collect
from kiosk.flows.rescue import Rescue, shown
from kiosk.flows.session import Flow
from kiosk.messages import PlaceInWords, RescueDoor, RescueScreen
from kiosk.ports import BankNow, Door


def rescue_screen(
    state: Rescue,
    flow: Flow,
    *,
    wall: Wall,
    bank: BankNow,
    holds_parcel: Collection[int],
    child_sized: Collection[int],
) -> RescueScreen | None:
    """None: the session is what one sees. A suspicion waits until a person's own door is closed."""
    if state.page is None and not state.suspects:
        return None
    open_doors = frozenset(number for number, door in bank.doors.items() if door is Door.OPEN)
    page = shown(state, open_doors=open_doors, busy=isinstance(flow, collect.Opening | collect.DoorOpen))
    if page is None:
        return None
    how, asked = page
    numbers = sorted(child_sized) if asked is None else sorted({asked, *state.suspects})
    doors = tuple(
        RescueDoor(number, place_in_words(wall, number), number in state.suspects or number not in holds_parcel)
        for number in numbers
    )
    word = cast('Literal["suspected", "choose", "opening", "open", "failed"]', how)
    return RescueScreen(word, doors, asked, state.call)


def rescue_actions(screen: RescueScreen) -> list[str]:
    """What may be touched on it. A suspicion may be sent away for a while, so that nobody's way out depends on it."""
    match screen.state:
        case "opening":
            return ["language"]
        case "choose":
            return ["language", "rescue_door", "back"]
        case "suspected" | "failed":
            return ["language", "rescue_door", "rescue", "back"]
        case "open":
            return ["language", "rescue_clear", "rescue_door", "rescue", "back"]


def place_in_words(wall: Wall, number: int) -> PlaceInWords:
    """Where a compartment is, for the screen."""
    place = wall.place(number)
    return PlaceInWords(place.column, place.columns, place.row, place.rows, place.band.value, place.side.value)
