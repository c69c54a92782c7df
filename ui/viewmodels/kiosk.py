"""The frame around every screen, and which screen it is."""

from dataclasses import dataclass

from PySide6.QtCore import Property, QObject, QTimer, Signal, Slot
from PySide6.QtQml import QmlElement

from kiosk.messages import Notice, RescueScreen, Site, View, WallCell, WallDrawing
from ui.viewmodels.account import AccountViewModel
from ui.viewmodels.base import ScreenViewModel
from ui.viewmodels.basket import BasketViewModel
from ui.viewmodels.checking import CheckingViewModel
from ui.viewmodels.checkout import CheckoutViewModel
from ui.viewmodels.done import DoneViewModel
from ui.viewmodels.door import DoorViewModel
from ui.viewmodels.door_fault import DoorFaultViewModel
from ui.viewmodels.help import HelpViewModel
from ui.viewmodels.idle import IdleViewModel
from ui.viewmodels.keypad import KeypadViewModel
from ui.viewmodels.out_of_service import OutOfServiceViewModel
from ui.viewmodels.papers import PapersViewModel
from ui.viewmodels.phone_sign_in import PhoneSignInViewModel
from ui.viewmodels.pin import PinViewModel
from ui.viewmodels.purchase import PurchaseViewModel
from ui.viewmodels.reference import ReferenceViewModel
from ui.viewmodels.refused import RefusedViewModel
from ui.viewmodels.rescue import RescueViewModel
from ui.viewmodels.rows import Rows
from ui.viewmodels.service import ServiceViewModel
from ui.viewmodels.service_bus import ServiceBusViewModel
from ui.viewmodels.service_camera import ServiceCameraViewModel
from ui.viewmodels.service_commission import ServiceCommissionViewModel
from ui.viewmodels.words import close_doors, fill

QML_IMPORT_NAME = "OpenLuke"
QML_IMPORT_MAJOR_VERSION = 1

NO_SITE = Site("", "", "", (), WallDrawing(1, 1, WallCell(0, "", 0, 0, 1, 1), ()), 0.0, 0.0, "")
"""Before the core has introduced itself. No millimetres: the frame guesses them from the window."""

_SCREENS: dict[str, tuple[str, type[ScreenViewModel]]] = {
    "idle": ("IdleScreen.qml", IdleViewModel),
    "checking": ("CheckingScreen.qml", CheckingViewModel),
    "door": ("DoorScreen.qml", DoorViewModel),
    "door_fault": ("DoorFaultScreen.qml", DoorFaultViewModel),
    "done": ("DoneScreen.qml", DoneViewModel),
    "refused": ("RefusedScreen.qml", RefusedViewModel),
    "keypad": ("KeypadScreen.qml", KeypadViewModel),
    "account": ("AccountScreen.qml", AccountViewModel),
    "reference": ("ReferenceScreen.qml", ReferenceViewModel),
    "basket": ("BasketScreen.qml", BasketViewModel),
    "checkout": ("CheckoutScreen.qml", CheckoutViewModel),
    "purchase": ("PurchaseScreen.qml", PurchaseViewModel),
    "papers": ("PapersScreen.qml", PapersViewModel),
    "phone_sign_in": ("PhoneSignInScreen.qml", PhoneSignInViewModel),
    "pin": ("PinScreen.qml", PinViewModel),
    "service": ("ServiceScreen.qml", ServiceViewModel),
    "service_camera": ("ServiceCameraScreen.qml", ServiceCameraViewModel),
    "service_bus": ("ServiceBusScreen.qml", ServiceBusViewModel),
    "service_commission": ("ServiceCommissionScreen.qml", ServiceCommissionViewModel),
    "help": ("HelpScreen.qml", HelpViewModel),
    "out_of_service": ("OutOfServiceScreen.qml", OutOfServiceViewModel),
    "rescue": ("RescueScreen.qml", RescueViewModel),
}
_SERVICE = frozenset({"service", "service_camera", "service_bus", "service_commission"})
_OWN_HELP = _SERVICE | {"door", "door_fault", "refused", "help", "out_of_service", "rescue"}
_OWN_PHONE = _SERVICE | {"door", "account", "reference", "papers", "basket", "checkout"}
_OWN_PHONE |= {"help", "out_of_service", "rescue"}
ADVICE_MS = 180_000
"""How long the advice of a screen without a core stays when nobody touches it any more."""
_NOTICES: tuple[Notice, ...] = (
    "doors_down",
    "camera_down",
    "list_refusing",
    "clock_untrusted",
    "backend_away",
    "list_stale",
    "storage_low",
)
"""The most important first: what makes somebody's code fail comes before what only slows it down."""
_BEFORE_DOORS = frozenset[Notice]({"doors_down", "camera_down", "list_refusing", "clock_untrusted"})
"""A sensor that is stuck at "open" must not hide what makes somebody's code fail."""
_ASKS_TO_CLOSE = frozenset({"idle", "done", "refused"})
_SAID_BY_SCREEN: dict[str, frozenset[Notice]] = {
    "idle": frozenset({"camera_down"}),
    "service": frozenset({"list_stale", "list_refusing", "clock_untrusted", "storage_low"}),
}
_NATIVE_NAMES = {"nb": "Norsk", "nn": "Nynorsk", "en": "English", "se": "Davvisámegiella", "sv": "Svenska"}
_NATIVE_NAMES |= {"da": "Dansk", "pl": "Polski", "de": "Deutsch"}


@dataclass(frozen=True, slots=True)
class Language:
    """A language other than the one on the screen, by its own name."""

    code: str
    name: str


def tag_of(view: View) -> str:
    """The tag of the screen on the wire, as in `idle` or `door_fault`."""
    return str(type(view.screen).__struct_config__.tag)


@QmlElement
class KioskViewModel(QObject):
    """Takes every view, hands it to the one view model it is for and fills the frame around."""

    changed = Signal()
    screenChanged = Signal()
    intent = Signal(str, str, int)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._tag = ""
        self._view: View | None = None
        self._site = NO_SITE
        self._languages = Rows(Language, self)
        self._screens = {tag: model(self) for tag, (_, model) in _SCREENS.items()}
        for screen in self._screens.values():
            screen.intent.connect(self.intent)
        self._advice = RescueViewModel(self)
        self._advice_ends = QTimer(self, interval=ADVICE_MS, singleShot=True)
        self._advice_ends.timeout.connect(self._leave_advice)

    def show(self, view: View, site: Site) -> None:
        """Draw `view`. The view model is up to date before its screen is built."""
        self._view, self._site = view, site
        tag = tag_of(view)
        self._screens[tag].update(view, site)
        self._advice.update(View(view.seq, "", view.language, RescueScreen("choose", (), None)), site)
        others = [code for code in site.languages if code != view.language] if "language" in view.actions else []
        self._languages.assign([Language(code, _NATIVE_NAMES.get(code, code)) for code in others])
        another = tag != self._tag
        self._tag = tag
        self.changed.emit()
        if another:
            self.screenChanged.emit()

    def _offers(self, action: str) -> bool:
        return self._view is not None and action in self._view.actions

    @Property(str, notify=screenChanged)
    def screenSource(self) -> str:
        return f"screens/{_SCREENS[self._tag][0]}" if self._tag else ""

    @Property(QObject, notify=screenChanged)
    def screen(self) -> QObject | None:
        return self._screens.get(self._tag)

    @Property(float, notify=changed)
    def widthMm(self) -> float:
        return self._site.screen_width_mm

    @Property(float, notify=changed)
    def heightMm(self) -> float:
        return self._site.screen_height_mm

    @Property(bool, notify=changed)
    def night(self) -> bool:
        return self._view is not None and self._view.night

    @Property(str, notify=changed)
    def siteName(self) -> str:
        return self._site.name

    @Property(QObject, constant=True)
    def languages(self) -> QObject:
        return self._languages

    @Property(bool, notify=changed)
    def helpInHeader(self) -> bool:
        return self._offers("help") and self._tag not in _OWN_HELP

    @Property(str, notify=changed)
    def helpLabel(self) -> str:
        return self.tr("Help")

    @Property(str, notify=changed)
    def phoneLine(self) -> str:
        """The line at the foot of the screen."""
        if self._tag in _OWN_PHONE or not self._site.help_phone:
            return ""
        return fill(self.tr("Need help? Call %1, day or night, and say “%2”."), self._site.help_phone, self._site.kiosk)

    @Property(str, notify=changed)
    def phoneShort(self) -> str:
        """The same for the head of a landscape screen, which has no foot."""
        if self._tag in _OWN_PHONE - {"door"} or not self._site.help_phone:
            return ""
        return fill(self.tr("Help %1"), self._site.help_phone)

    @Property(str, notify=changed)
    def notice(self) -> str:
        """The most important notice; one calm line is read, four are not."""
        if self._view is None or self._tag in {"out_of_service", "checking"}:
            return ""
        known = {
            "doors_down": self.tr("Some doors can't be opened just now."),
            "camera_down": self.tr("The camera is out of order. You can type the code."),
            "backend_away": self.tr("The network is down. Most pickups work as usual."),
            "list_refusing": self.tr("Our list of orders is old. Some codes must wait for the network."),
            "clock_untrusted": self.tr("Our clock is not set. Codes with a time limit may have to wait."),
            "list_stale": self.tr("Brand new orders may be unknown here for a while."),
            "storage_low": self.tr("This pickup point needs a service visit. Pickups work as usual."),
        }
        told = self._told()
        return close_doors(self._open_doors()) or next((known[notice] for notice in _NOTICES if notice in told), "")

    @Property(bool, notify=changed)
    def noticeAsks(self) -> bool:
        """The line asks whoever reads it for something, it does not only tell."""
        return bool(self._open_doors())

    def _told(self) -> set[Notice]:
        return set(self._view.notices if self._view else ()) - _SAID_BY_SCREEN.get(self._tag, frozenset())

    def _open_doors(self) -> tuple[int, ...]:
        """Doors to ask for now: where nobody is in the middle of something, and nothing worse is to be said."""
        if self._view is None or self._tag not in _ASKS_TO_CLOSE or self._told() & _BEFORE_DOORS:
            return ()
        return self._view.left_open

    @Property(bool, notify=changed)
    def ending(self) -> bool:
        return self._view is not None and self._view.ends_in_s is not None

    @Property(str, notify=changed)
    def endingHeadline(self) -> str:
        return self.tr("Are you still there?")

    @Property(str, notify=changed)
    def endingText(self) -> str:
        seconds = (self._view.ends_in_s or 0) if self._view else 0
        return self.tr("The screen is cleared in %n seconds.", "", seconds)

    @Property(bool, notify=changed)
    def canExtend(self) -> bool:
        return self._offers("more_time")

    @Property(str, notify=changed)
    def moreTimeLabel(self) -> str:
        return self.tr("More time")

    @Property(bool, notify=changed)
    def canEnd(self) -> bool:
        return self._offers("home")

    @Property(str, notify=changed)
    def endLabel(self) -> str:
        return self.tr("End")

    @Property(bool, notify=changed)
    def rescueInHeader(self) -> bool:
        """Everywhere but on the screen it leads to: whatever the core offers, and without a core too."""
        return self._tag != "rescue"

    @Property(str, notify=changed)
    def rescueLabel(self) -> str:
        return self.tr("Someone trapped")

    @Property(str, notify=changed)
    def rescueName(self) -> str:
        """For who hears it: what is seen, and where."""
        return self.tr("Someone trapped in a locker")

    @Property(bool, notify=changed)
    def canRescue(self) -> bool:
        return self._offers("rescue")

    @Property(QObject, constant=True)
    def advice(self) -> QObject:
        return self._advice

    @Property(bool, notify=changed)
    def advising(self) -> bool:
        return self._advice_ends.isActive()

    @Slot()
    def rescue(self) -> None:
        """Somebody is inside: the core's answer, or all that a screen without it can say."""
        if self._offers("rescue"):
            self._leave_advice()
            self.intent.emit("rescue", "", 0)
        else:
            self._advice_ends.start()
            self.changed.emit()

    def _leave_advice(self) -> None:
        self._advice_ends.stop()
        self.changed.emit()

    @Slot(str)
    def act(self, action: str) -> None:
        if action == "back" and self._advice_ends.isActive():
            self._leave_advice()
        elif self._offers(action):
            self.intent.emit(action, "", 0)

    @Slot(str)
    def language(self, code: str) -> None:
        self.intent.emit("language", code, 0)

    @Slot(str)
    def typed(self, text: str) -> None:
        """A key of a real keyboard or tactile keypad."""
        if self._offers("key") and len(text) == 1 and text.isprintable():
            self.intent.emit("key", text.upper(), 0)
