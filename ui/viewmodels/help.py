"""Words of the help screen."""

from dataclasses import dataclass

from PySide6.QtCore import Property, QObject, Signal
from PySide6.QtQml import QmlElement

from kiosk.messages import HelpScreen, HelpTopic, Site
from ui.viewmodels.base import ScreenViewModel
from ui.viewmodels.rows import Rows
from ui.viewmodels.words import fill, grouped

QML_IMPORT_NAME = "OpenLuke"
QML_IMPORT_MAJOR_VERSION = 1

_ICONS = {"empty": "open", "damaged": "damaged", "not_mine": "swap", "wont_close": "door", "other": "question"}


@dataclass(frozen=True, slots=True)
class Topic:
    """One thing that can be wrong."""

    code: str
    label: str
    drawing: str


@QmlElement
class HelpViewModel(ScreenViewModel):
    """What is wrong, whom to call, and the number that finds this visit."""

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._screen = HelpScreen("", ())
        self._phone = ""
        self._topics = Rows(Topic, self)

    def show(self, screen: HelpScreen, site: Site) -> None:
        self._screen = screen
        self._phone = site.help_phone
        topics = () if screen.reported else screen.topics
        self._topics.assign([Topic(topic, self._label(topic), _ICONS[topic]) for topic in topics])
        self.changed.emit()

    def _label(self, topic: HelpTopic) -> str:
        match topic:
            case "empty":
                return self.tr("It was empty")
            case "damaged":
                return self.tr("Something is damaged")
            case "not_mine":
                return self.tr("This is not my parcel")
            case "wont_close":
                return self.tr("The door won't close")
            case "other":
                return self.tr("Something else")

    @Property(QObject, constant=True)
    def topics(self) -> QObject:
        return self._topics

    @Property(bool, notify=changed)
    def choosing(self) -> bool:
        return len(self._topics) > 0

    @Property(str, notify=changed)
    def headline(self) -> str:
        if self._screen.reported:
            return self.tr("Thank you, it is noted")
        return self.tr("What's wrong?") if self._screen.topics else self.tr("Do you need help?")

    @Property(str, notify=changed)
    def hint(self) -> str:
        if self._screen.reported:
            return fill(
                self.tr("“%1”. Staff have been told. Call if it can't wait."), self._label(self._screen.reported)
            )
        if self._screen.topics:
            return self.tr("Touch what fits best, or call us. There is somebody day and night.")
        return self.tr("Call us. There is somebody day and night.")

    @Property(str, notify=changed)
    def phoneLabel(self) -> str:
        return self.tr("Call")

    @Property(str, notify=changed)
    def phone(self) -> str:
        return self._phone

    @Property(str, notify=changed)
    def referenceLabel(self) -> str:
        return self.tr("and say")

    @Property(str, notify=changed)
    def reference(self) -> str:
        return grouped(self._screen.reference)

    @Property(str, notify=changed)
    def referenceCode(self) -> str:
        """What the QR code holds."""
        return self._screen.reference
