"""Words and figures of the technician's camera page."""

from PySide6.QtCore import Property, QObject, Signal
from PySide6.QtQml import QmlElement

from kiosk.messages import ScannerLine, ServiceCameraScreen, Site
from ui.viewmodels.aim import aim_words
from ui.viewmodels.base import ScreenViewModel
from ui.viewmodels.rows import Rows
from ui.viewmodels.service_words import Fact
from ui.viewmodels.words import fill

_SHORT = 26

QML_IMPORT_NAME = "OpenLuke"
QML_IMPORT_MAJOR_VERSION = 1


@QmlElement
class ServiceCameraViewModel(ScreenViewModel):
    """What the camera sees and how well it is read. A code is told by kind and length only."""

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._screen = ServiceCameraScreen("", "missing", 0, 0, 0.0, 0.0, 0)
        self._preview_path = ""
        self._facts = Rows(Fact, self)
        self._scanners = Rows(Fact, self)

    def show(self, screen: ServiceCameraScreen, site: Site) -> None:
        self._screen = screen
        self._preview_path = site.preview_path
        last = self.tr("none yet")
        if screen.last_symbology:
            last = fill(self.tr("%1, %2 characters"), screen.last_symbology, screen.last_length) + self._label()
        self._facts.assign(
            [
                Fact(self.tr("Source"), screen.source),
                Fact(self.tr("State"), self._state()),
                *self._complaints(),
                Fact(self.tr("Picture"), f"{screen.width} × {screen.height}"),
                Fact(self.tr("Frames a second"), f"{screen.fps:.1f}"),
                Fact(self.tr("Time to decode"), f"{screen.decode_ms:.1f} ms"),
                Fact(self.tr("Codes seen"), str(screen.codes_seen)),
                Fact(self.tr("Last code"), last),
            ]
        )
        self._scanners.assign([Fact(_short(one.source), self._scanner(one)) for one in screen.scanners])
        self.changed.emit()

    def home_label(self) -> str:
        return self.tr("Log out")

    def _state(self) -> str:
        match self._screen.state:
            case "ok":
                return self.tr("works")
            case "missing":
                return self.tr("not found")
            case "frozen":
                return self.tr("frozen: the picture does not change")
            case "black":
                return self.tr("black: it works, and sees nothing at all")
            case "ended":
                return self.tr("ended")

    def _complaints(self) -> list[Fact]:
        """What a technician has to see to; nothing while all is well."""
        facts = []
        if self._screen.view:
            view = {
                "dirty": self.tr("blurred: clean the window and the lens"),
                "moved": self.tr("the camera was moved"),
            }
            facts.append(Fact(self.tr("View"), view[self._screen.view]))
        if self._screen.unconfined:
            parts = ", ".join(self._screen.unconfined)
            facts.append(Fact(self.tr("Protection"), fill(self.tr("not in force: %1"), parts)))
        return facts

    @Property(QObject, constant=True)
    def facts(self) -> QObject:
        return self._facts

    @Property(QObject, constant=True)
    def scanners(self) -> QObject:
        return self._scanners

    @Property(str, notify=changed)
    def headline(self) -> str:
        return self.tr("Camera")

    @Property(str, notify=changed)
    def hint(self) -> str:
        """Nothing while the camera sees nothing: the room is for what is wrong."""
        if self._screen.state != "ok":
            return ""
        return self.tr("Hold up any code: its kind and length are shown, never its content.")

    @Property(str, notify=changed)
    def previewPath(self) -> str:
        return self._preview_path if self._screen.state == "ok" else ""

    @Property(list, notify=changed)
    def aimWords(self) -> list[str]:
        return aim_words()

    @Property(str, notify=changed)
    def doorsLabel(self) -> str:
        return self.tr("Doors")

    def _label(self) -> str:
        """What a GS1 code says that it is the number of."""
        labels = {
            "": "",
            "sscc": self.tr("a parcel's label"),
            "gtin": self.tr("an article"),
            "gtin_serial": self.tr("one piece of an article"),
        }
        label = labels[self._screen.last_label]
        return f" · {label}" if label else ""

    def _scanner(self, scanner: ScannerLine) -> str:
        match scanner.state:
            case "ok":
                return fill(self.tr("works, %1 codes"), scanner.codes_seen)
            case "missing":
                return self.tr("not found")
            case "blocked":
                return self.tr("cannot be used: the log says why")
            case "gone":
                return self.tr("its program has stopped")


def _short(source: str) -> str:
    """A scanner's URL in the width of a label: kind and last name, of which the ends tell the most."""
    kind, _, rest = source.partition("?")[0].partition(":")
    short = f"{kind}: {rest.rpartition('/')[2]}".removesuffix(": ")
    return short if len(short) <= _SHORT else f"{short[: _SHORT // 2]}…{short[-_SHORT // 2 + 1 :]}"
