"""Words and wall for somebody who may be inside a compartment."""

from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import Property, QObject, Signal
from PySide6.QtQml import QmlElement

from kiosk.messages import RescueDoor, RescueScreen, Site
from ui.viewmodels.base import ScreenViewModel
from ui.viewmodels.rows import Rows
from ui.viewmodels.wall import Mark, WallViewModel
from ui.viewmodels.words import doors, fill, grouped

QML_IMPORT_NAME = "OpenLuke"
QML_IMPORT_MAJOR_VERSION = 1

DANGER: Final = "112"
"""The emergency number of all of the European Economic Area (Directive (EU) 2018/1972, article 109)."""
AMBULANCE: Final = "113"
"""Norway's. A point elsewhere says another."""
MOST_BUTTONS: Final = 4
"""More doors than this are chosen on the wall alone: buttons would push it off the glass."""


def _held(text: str) -> str:
    """A number stays on the line of the word before it."""
    return text.replace(" %", "\u00a0%")


@dataclass(frozen=True, slots=True)
class DoorButton:
    """One door that opens at a touch."""

    number: int
    label: str


@QmlElement
class RescueViewModel(ScreenViewModel):
    """Short sentences for somebody frightened: which door, one thing to do, whom to call.

    Without any door it is the advice of a screen that has no core behind it.
    """

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._screen = RescueScreen("choose", (), None)
        self._site: Site | None = None
        self._wall = WallViewModel(self)
        self._doors = Rows(DoorButton, self)

    def show(self, screen: RescueScreen, site: Site) -> None:
        self._screen, self._site = screen, site
        self._wall.draw(site, self._marks(screen))
        openable = [door.number for door in screen.doors if door.openable] if self.choosing_now() else []
        buttons = openable if len(openable) <= MOST_BUTTONS else []
        self._doors.assign([DoorButton(number, fill(self.tr("Door %1"), number)) for number in buttons])
        self.changed.emit()

    def choosing_now(self) -> bool:
        return self._screen.state == "choose" and self._screen.asked is None

    def _marks(self, screen: RescueScreen) -> dict[int, Mark]:
        if self.choosing_now():
            return {door.number: self._choice(door) for door in screen.doors}
        if screen.asked is None:
            return {}
        if self.staff_needed():
            return {screen.asked: Mark("fault", "parcel", self.tr("staff have been told"))}
        if screen.state == "failed":
            return {screen.asked: Mark("fault", "alert", self.tr("did not open"))}
        return {screen.asked: Mark("lit", "", self.tr("this door"))}

    def _choice(self, door: RescueDoor) -> Mark:
        if door.openable:
            return Mark("lit", "", self.tr("opens when you touch it"))
        return Mark("next", "parcel", self.tr("holds a parcel, staff have to come"))

    def staff_needed(self) -> bool:
        """The door that was asked for holds a parcel."""
        return any(door.number == self._screen.asked and not door.openable for door in self._screen.doors)

    @Property(QObject, constant=True)
    def wall(self) -> QObject:
        return self._wall

    @Property(QObject, constant=True)
    def doors(self) -> QObject:
        return self._doors

    @Property(bool, notify=changed)
    def choosing(self) -> bool:
        return self.choosing_now()

    @Property(bool, notify=changed)
    def opening(self) -> bool:
        return self._screen.state == "opening" and not self.staff_needed()

    @Property(int, notify=changed)
    def asked(self) -> int:
        """The door it is about, or 0."""
        return self._screen.asked or 0

    @Property(bool, notify=changed)
    def opens(self) -> bool:
        """One button opens that door."""
        return self._screen.state in {"suspected", "failed"} and not self.staff_needed()

    @Property(bool, notify=changed)
    def open(self) -> bool:
        return self._screen.state == "open"

    @Property(str, notify=changed)
    def headline(self) -> str:
        if not self._screen.doors and self._screen.asked is None:
            return self.tr("Call for help now")
        if self.choosing_now():
            return self.tr("Which door?")
        if self.staff_needed():
            return self.tr("Staff have been told")
        return fill(_held(self._about_door()), self._screen.asked or "")

    def _about_door(self) -> str:
        match self._screen.state:
            case "suspected" | "choose":
                return self.tr("Is somebody inside door %1?")
            case "opening":
                return self.tr("Door %1 is opening")
            case "open":
                return self.tr("Door %1 is open")
            case "failed":
                return self.tr("Door %1 did not open")

    @Property(str, notify=changed)
    def hint(self) -> str:
        if not self._screen.doors and self._screen.asked is None:
            return self.tr("The screen can't open doors just now. Stay, and talk to whoever is inside.")
        if self.staff_needed():
            return fill(self.tr("Door %1 holds a parcel. Call now, and stay there."), self._screen.asked)
        match self._screen.state:
            case "suspected":
                return self.tr("It was closed empty. Knock. If in doubt, open it.")
            case "choose":
                return self.tr("Touch it on the picture, and it opens.")
            case "opening":
                return self.tr("Stand by the door. It springs open.")
            case "open":
                return self.tr("Look inside and help. Press “Nobody is inside” before you close it.")
            case "failed":
                return self.tr("Call now. Push the door, let go, and try again.")

    @Property(str, notify=changed)
    def occupied(self) -> str:
        """What the doors with a parcel in them need."""
        taken = [door.number for door in self._screen.doors if not door.openable] if self.choosing_now() else []
        return fill(self.tr("Parcel in %1: touch, and staff are told."), doors(taken)) if taken else ""

    @Property(str, notify=changed)
    def phone(self) -> str:
        return self._site.help_phone if self._site else ""

    def place_words(self) -> str:
        return fill(self.tr("Say “%1”"), self._site.kiosk) if self._site and self._site.kiosk else ""

    @Property(str, notify=changed)
    def place(self) -> str:
        """What to say on the telephone."""
        return self.place_words()

    @Property(str, notify=changed)
    def placeAndNumber(self) -> str:
        said, number = self.place_words(), grouped(self._screen.reference)
        return fill(self.tr("%1 and number %2"), said, number) if said and number else said

    @Property(str, notify=changed)
    def danger(self) -> str:
        return fill(_held(self.tr("Danger: %1 · Injured: %2")), DANGER, AMBULANCE)

    @Property(str, notify=changed)
    def openLabel(self) -> str:
        if self._screen.state == "failed":
            return self.tr("Try again")
        return fill(self.tr("Open door %1"), self._screen.asked or "")

    @Property(str, notify=changed)
    def clearLabel(self) -> str:
        return self.tr("Nobody is inside")

    @Property(str, notify=changed)
    def anotherLabel(self) -> str:
        return self.tr("Another door")

    @Property(str, notify=changed)
    def tryLabel(self) -> str:
        """The way from the advice to the doors, once they can be opened again."""
        return self.tr("Open a door")
