"""The simulated doors and the simulated person in front of them."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final

from locker_driver.simulator.faults import DoorFault
from locker_driver.simulator.timeline import Timeline

SPRING_S: Final = 0.12
"""From the start of the pulse until the leaf has left its switch. Real ones take 100 to 300 ms."""

Event = dict[str, object]


class WallError(Exception):
    """What was asked of a door cannot be done."""


@dataclass(slots=True)
class SpringDoor:
    """`held`: somebody holds it; it opens as ever, but nobody can close it. `parcel`: something lies inside.
    `stuck`: what the switch has been saying since it stuck.
    """

    number: int
    open: bool = False
    fault: DoorFault = DoorFault.NONE
    held: bool = False
    pulses: int = 0
    parcel: bool = False
    stuck: bool = False


class Wall:
    """All doors by compartment number. `tell` hears pulse, opened and closed, with the virtual time."""

    def __init__(self, timeline: Timeline, numbers: Iterable[int], tell: Callable[[Event], None]) -> None:
        self._timeline = timeline
        self._tell = tell
        self._closes_after_s: float | None = None
        self.doors = {number: SpringDoor(number) for number in sorted(numbers)}

    @property
    def closes_after_s(self) -> float | None:
        return self._closes_after_s

    def pulse(self, number: int, at_s: float) -> None:
        """The solenoid pulls: the spring throws the door open unless it jams or is open already."""
        door = self._door(number)
        door.pulses += 1
        self._tell({"event": "pulse", "door": number, "at_s": at_s})
        if door.fault is not DoorFault.JAM and not door.open:
            self._timeline.at(at_s + SPRING_S, lambda when_s: self.open(number, when_s))

    def open(self, number: int, at_s: float) -> None:
        """By its spring, or by hand."""
        door = self._door(number)
        if door.open:
            return
        door.open = True
        self._tell({"event": "opened", "door": number, "at_s": at_s})
        self._await_person(number, at_s)

    def close(self, number: int, at_s: float) -> None:
        """Raises WallError for a door that is held open."""
        door = self._door(number)
        if door.held:
            raise WallError(f"door {number} is held open")
        if door.open:
            door.open = False
            self._tell({"event": "closed", "door": number, "at_s": at_s})

    def hold(self, number: int) -> None:
        self._door(number).held = True

    def release(self, number: int, at_s: float) -> None:
        """The person, if there is one, closes it after the usual time."""
        door = self._door(number)
        door.held = False
        if door.open:
            self._await_person(number, at_s)

    def set_fault(self, number: int, fault: DoorFault) -> None:
        door = self._door(number)
        door.stuck = door.open
        door.fault = fault

    def put_parcel(self, number: int, *, present: bool) -> None:
        self._door(number).parcel = present

    def shorted(self, number: int, *, closed_when_shorted: bool) -> bool:
        """What the two wires of the contact say to the board."""
        door = self._door(number)
        match door.fault:
            case DoorFault.CUT_WIRE:
                return False
            case DoorFault.TRIPPED_TONGUE:
                reads_open = False
            case DoorFault.STUCK_SWITCH:
                reads_open = door.stuck
            case _:
                reads_open = door.open
        return reads_open != closed_when_shorted

    def person(self, closes_after_s: float | None) -> None:
        """Somebody who closes each door that opens from now on after this time; None: nobody."""
        self._closes_after_s = closes_after_s

    def _await_person(self, number: int, at_s: float) -> None:
        if self._closes_after_s is not None:
            self._timeline.at(at_s + self._closes_after_s, lambda when_s: self._person_closes(number, when_s))

    def _person_closes(self, number: int, at_s: float) -> None:
        if self._closes_after_s is not None and not self._door(number).held:
            self.close(number, at_s)

    def _door(self, number: int) -> SpringDoor:
        door = self.doors.get(number)
        if door is None:
            raise WallError(f"there is no door {number}")
        return door
