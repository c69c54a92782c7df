"""Words and figures of the technician's page of one bus."""

from PySide6.QtCore import Property, QObject, Signal
from PySide6.QtQml import QmlElement

from kiosk.messages import BusLine, ServiceBusScreen, Site
from ui.viewmodels import bus_words
from ui.viewmodels.base import ScreenViewModel
from ui.viewmodels.bus_rows import AlarmRow, BusRow, alarm_rows, bus_row
from ui.viewmodels.rows import Rows
from ui.viewmodels.service_words import Fact
from ui.viewmodels.words import doors, fill

QML_IMPORT_NAME = "OpenLuke"
QML_IMPORT_MAJOR_VERSION = 1

_NO_BUS = BusLine("", "", "disconnected", 0, 0, 0, 0, 0)


@QmlElement
class ServiceBusViewModel(ScreenViewModel):
    """One bus from near: what to look at first, its figures, and the last frames for whoever reads hex."""

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._screen = ServiceBusScreen((), "", ())
        self._bus = _NO_BUS
        self._facts = Rows(Fact, self)
        self._alarms = Rows(AlarmRow, self)
        self._others = Rows(BusRow, self)

    def show(self, screen: ServiceBusScreen, site: Site) -> None:  # noqa: ARG002 - the same at every site
        self._screen = screen
        self._bus = next((bus for bus in screen.buses if bus.name == screen.selected), _NO_BUS)
        self._facts.assign(self._figures(self._bus))
        self._alarms.assign(alarm_rows(screen.alarms))
        self._others.assign([bus_row(bus) for bus in screen.buses if bus.name != screen.selected])
        self.changed.emit()

    def home_label(self) -> str:
        return self.tr("Log out")

    def _figures(self, bus: BusLine) -> list[Fact]:
        return [
            Fact(self.tr("State"), f"{bus_words.link(bus)} · {bus.port}"),
            Fact(self.tr("Answers"), fill(self.tr("%1 to %2 questions"), bus.received, bus.sent)),
            Fact(self.tr("Time-outs"), share_text(bus.timeouts, bus.sent)),
            Fact(self.tr("Bad checks"), share_text(bus.bad_checks, bus.sent)),
            Fact(self.tr("Garbage"), f"{bus.garbage_bytes} B"),
            Fact(self.tr("Late · echoes"), f"{bus.late_frames} · {bus.echoes}"),
            Fact(self.tr("Wire efficiency"), f"{bus.efficiency:.0%}".replace("%", " %")),
        ]

    @Property(QObject, constant=True)
    def facts(self) -> QObject:
        return self._facts

    @Property(QObject, constant=True)
    def alarms(self) -> QObject:
        return self._alarms

    @Property(QObject, constant=True)
    def others(self) -> QObject:
        return self._others

    @Property(str, notify=changed)
    def title(self) -> str:
        return fill(self.tr("Bus %1"), self._screen.selected)

    @Property(str, notify=changed)
    def hint(self) -> str:
        """What to look at first."""
        said = bus_words.hint(self._bus)
        silent = self._screen.silent_doors
        if silent and self._bus.state == "connected":
            unanswered = fill(self.tr("No answer: %1."), doors(silent))
            said = f"{said} {unanswered}".strip()
        return said or self.tr("All is well.")

    @Property(bool, notify=changed)
    def well(self) -> bool:
        return not bus_words.hint(self._bus) and not self._screen.silent_doors

    @Property(list, notify=changed)
    def frames(self) -> list[str]:
        """The newest first: it is the one that was just looked for."""
        return list(reversed(self._screen.frames))

    @Property(str, notify=changed)
    def framesLabel(self) -> str:
        return self.tr("Last frames: > sent, < received, ? garbage")

    @Property(str, notify=changed)
    def doorsLabel(self) -> str:
        return self.tr("Doors")


def share_text(count: int, whole: int) -> str:
    """Whole percents: they read the same in every language."""
    if not whole:
        return str(count)
    percent = count / whole * 100
    return f"{count} · <1 %" if 0 < percent < 1 else f"{count} · {percent:.0f} %"
