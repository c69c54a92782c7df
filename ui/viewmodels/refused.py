"""Words for every reason why nothing opens: what it is, what to do, and the one fact that helps."""

from PySide6.QtCore import Property, Signal
from PySide6.QtQml import QmlElement

from kiosk.messages import RefusedScreen, Site
from ui.viewmodels.aim import aim_words
from ui.viewmodels.base import ScreenViewModel
from ui.viewmodels.words import capital, clock, day, fill

QML_IMPORT_NAME = "OpenLuke"
QML_IMPORT_MAJOR_VERSION = 1

_AIM_AGAIN = frozenset({"unknown", "unreadable", "revoked", "cannot_check"})
"""Reasons that another code, or the same one held better, can mend: the preview is shown."""
_ICONS = {
    "already_collected": "check",
    "expired": "clock",
    "not_yet": "calendar",
    "wrong_site": "pin",
    "too_many_attempts": "clock",
    "wrong_pin": "lock",
}


@QmlElement
class RefusedViewModel(ScreenViewModel):
    """A refusal is an answer: it says what can be done now."""

    changed = Signal()
    _screen = RefusedScreen("unknown")
    _site: Site | None = None

    def show(self, screen: RefusedScreen, site: Site) -> None:
        self._screen = screen
        self._site = site
        self.changed.emit()

    @Property(str, notify=changed)
    def headline(self) -> str:
        headlines = {
            "unknown": self.tr("We don't know this code"),
            "already_collected": self.tr("Already collected"),
            "expired": self.tr("The pickup deadline has passed"),
            "cancelled": self.tr("The order is cancelled"),
            "not_yet": self.tr("Not open for pickup yet"),
            "wrong_site": self.tr("Your parcel is at another place"),
            "not_ready": self.tr("Your parcel is not here yet"),
            "payment_due": self.tr("Not paid yet"),
            "revoked": self.tr("This code is no longer valid"),
            "blocked_door": self.tr("The door is out of use"),
            "too_many_attempts": self.tr("Too many attempts"),
            "cannot_check": self.tr("We can't check the code just now"),
            "no_pickups": self.tr("Nothing to collect now"),
            "wrong_pin": self.tr("Wrong PIN"),
            "unreadable": self.tr("We couldn't read the code"),
            "bank_down": self.tr("The doors don't answer"),
            "limit_reached": self.tr("This code has been used up"),
            "sign_in_refused": self.tr("You could not be signed in"),
        }
        return headlines[self._screen.reason]

    @Property(str, notify=changed)
    def advice(self) -> str:
        advice = {
            "unknown": self.tr("Check that it is the pickup code from the shop, and try again."),
            "already_collected": self.tr("Was it not you? Call us, and we will find out."),
            "expired": self.tr("Contact the shop, and they will find a way."),
            "cancelled": self.tr("Contact the shop if you think this is a mistake."),
            "not_yet": self.tr("Come back then, with the same code."),
            "wrong_site": self.tr("Take the same code there."),
            "not_ready": self.tr("You will get a message when it is ready."),
            "payment_due": self.tr(
                "Pay in the shop or with the link in your message. Then hold up the same code again."
            ),
            "revoked": self.tr("Use the newest code you were sent, or ask for a new one."),
            "blocked_door": self.tr("Your parcel is safe, but we have to open for you. The deadline stands still."),
            "too_many_attempts": self.tr("Please wait a little before you try again."),
            "cannot_check": self.tr("The network is down, and this code needs it. Try again in a few minutes."),
            "no_pickups": self.tr("No parcels are waiting for this customer account."),
            "wrong_pin": self.tr("Hold up your badge and try again."),
            "unreadable": self.tr("Hold it still, a little further away, and turn up the brightness."),
            "bank_down": self.tr("Your parcel is safe, and the deadline stands still until the doors work again."),
            "limit_reached": self.tr(
                "It was given for a certain number of pickups. Ask whoever gave it to you for a new one."
            ),
            "sign_in_refused": self.tr(
                "Try again, hold up your badge, or ask your company whether you are registered here."
            ),
        }
        return advice[self._screen.reason]

    @Property(bool, notify=changed)
    def aimAgain(self) -> bool:
        return self._screen.reason in _AIM_AGAIN and not self._phone_only()

    def _phone_only(self) -> bool:
        return self._site is None or not self._site.preview_path

    @Property(str, notify=changed)
    def previewPath(self) -> str:
        return self._site.preview_path if self._site else ""

    @Property(list, notify=changed)
    def aimWords(self) -> list[str]:
        return aim_words()

    @Property(str, notify=changed)
    def factIcon(self) -> str:
        return _ICONS.get(self._screen.reason, "phone") if self._fact() else "phone"

    @Property(str, notify=changed)
    def factLabel(self) -> str:
        if not self._fact():
            return self.tr("We are here to help")
        labels = {
            "already_collected": self.tr("Collected"),
            "expired": self.tr("The deadline was"),
            "not_yet": self.tr("Can be collected from"),
            "wrong_site": self.tr("The code is for"),
            "too_many_attempts": self.tr("Try again in"),
        }
        return labels.get(self._screen.reason, "")

    @Property(str, notify=changed)
    def fact(self) -> str:
        return self._fact() or (self._site.help_phone if self._site else "")

    @Property(str, notify=changed)
    def factDetail(self) -> str:
        if not self._fact():
            return fill(self.tr("Say “%1”"), self._site.kiosk if self._site else "")
        if self._screen.at_utc is None or self._screen.reason in {"wrong_site", "too_many_attempts"}:
            return ""
        return fill(self.tr("at %1", "time of day"), clock(self._screen.at_utc))

    def _fact(self) -> str:
        match self._screen:
            case RefusedScreen(reason="wrong_site", site_name=name):
                return name
            case RefusedScreen(reason="too_many_attempts", wait_s=int(wait_s)):
                return self.tr("%n minutes", "", max(1, -(-wait_s // 60)))
            case RefusedScreen(reason="already_collected" | "expired" | "not_yet", at_utc=float(at_utc)):
                return capital(day(at_utc))
        return ""

    @Property(str, notify=changed)
    def typeLabel(self) -> str:
        return self.tr("Type the code")

    @Property(str, notify=changed)
    def helpLabel(self) -> str:
        return self.tr("Help")
