"""Words and keys of the typed code."""

from dataclasses import dataclass

from PySide6.QtCore import Property, QObject, Signal
from PySide6.QtQml import QmlElement

from kiosk.messages import KeypadScreen, Site
from ui.viewmodels.base import ScreenViewModel
from ui.viewmodels.rows import Rows

QML_IMPORT_NAME = "OpenLuke"
QML_IMPORT_MAJOR_VERSION = 1

DIGITS = "123456789 0"
"""As on a telephone; the space is a place without a key."""
CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


@dataclass(frozen=True, slots=True)
class Slot:
    """One place of the entry. `gap` opens a group before it."""

    symbol: str
    current: bool
    gap: bool


def slots(entered: str, length: int, symbols: str) -> list[Slot]:
    """The entry as places in groups: fours for letters (the check symbol apart), threes for six digits."""
    group = 4 if symbols == "crockford" or length % 3 else 3
    return [
        Slot(
            symbol=entered[i] if i < len(entered) else "",
            current=i == len(entered),
            gap=i > 0 and i % group == 0,
        )
        for i in range(length)
    ]


@QmlElement
class KeypadViewModel(ScreenViewModel):
    """A code typed by hand, shown in groups as it is printed."""

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._screen = KeypadScreen("typed_code", "crockford", "", 9)
        self._slots = Rows(Slot, self)

    def show(self, screen: KeypadScreen, site: Site) -> None:  # noqa: ARG002 - the same at every site
        self._screen = screen
        self._slots.assign(slots(screen.entered, screen.length, screen.symbols))
        self.changed.emit()

    @Property(QObject, constant=True)
    def slots(self) -> QObject:
        return self._slots

    @Property(list, notify=changed)
    def keys(self) -> list[str]:
        return list(CROCKFORD if self._screen.symbols == "crockford" else DIGITS)

    @Property(int, notify=changed)
    def columns(self) -> int:
        return 8 if self._screen.symbols == "crockford" else 3

    @Property(str, notify=changed)
    def headline(self) -> str:
        if self._screen.purpose == "phone_last4":
            return self.tr("The last four digits of your phone number")
        return self.tr("Type your pickup code")

    @Property(str, notify=changed)
    def hint(self) -> str:
        if self._screen.purpose == "phone_last4":
            return self.tr("The number you gave when you ordered.")
        if self._screen.symbols == "digits":
            return self.tr("The digits are in the message from the shop.")
        return self.tr("It is printed under the QR code.")

    @Property(str, notify=changed)
    def error(self) -> str:
        match self._screen.error:
            case "":
                return ""
            case "bad_check":
                return self.tr("One of the symbols is not right. Please check them once more.")
            case "unknown":
                return self.tr("We don't know this code. Please check it once more.")
            case "too_short":
                return self.tr("Some symbols are missing.")

    @Property(str, notify=changed)
    def entered(self) -> str:
        """For speech: what stands there so far."""
        return " ".join(self._screen.entered)

    @Property(bool, notify=changed)
    def complete(self) -> bool:
        return len(self._screen.entered) >= self._screen.length

    @Property(str, notify=changed)
    def eraseLabel(self) -> str:
        return self.tr("Erase")

    @Property(str, notify=changed)
    def submitLabel(self) -> str:
        return self.tr("Continue")
