"""What the core says to the UI and the reader: complete snapshots, never differences."""

from typing import Final, Literal

from msgspec import Struct

from kiosk.messages.company import (
    AccountScreen,
    ApprovalScreen,
    BasketScreen,
    CheckoutScreen,
    PapersScreen,
    PurchaseScreen,
    ReferenceScreen,
)
from kiosk.messages.drawing import Site
from kiosk.messages.screens import (
    CheckingScreen,
    DoneScreen,
    DoorFaultScreen,
    DoorScreen,
    HelpScreen,
    IdleScreen,
    KeypadScreen,
    Notice,
    OutOfServiceScreen,
    PhoneSignInScreen,
    RefusedScreen,
    RescueScreen,
)
from kiosk.messages.service import (
    PinScreen,
    ServiceBusScreen,
    ServiceCameraScreen,
    ServiceCommissionScreen,
    ServiceScreen,
)

PROTOCOL_VERSION: Final = 1
Screen = (
    IdleScreen
    | CheckingScreen
    | DoorScreen
    | DoorFaultScreen
    | DoneScreen
    | RefusedScreen
    | KeypadScreen
    | AccountScreen
    | ReferenceScreen
    | BasketScreen
    | CheckoutScreen
    | PurchaseScreen
    | PapersScreen
    | PhoneSignInScreen
    | ApprovalScreen
    | PinScreen
    | ServiceScreen
    | ServiceCameraScreen
    | ServiceBusScreen
    | ServiceCommissionScreen
    | HelpScreen
    | OutOfServiceScreen
    | RescueScreen
)


class Hello(Struct, frozen=True, tag="hello"):
    """First line in both directions. A different `protocol` ends the connection."""

    protocol: int
    role: Literal["core", "ui", "reader", "scanners"]
    version: str


class Welcome(Struct, frozen=True, tag="welcome"):
    """Core → ui, once after hello."""

    site: Site


class View(Struct, frozen=True, tag="view"):
    """The whole truth for the screen. `seq` rises by one; `session` is empty when nobody is served.

    `ends_in_s` is set while the person is warned that the session will end (an extension is one tap away).
    `actions` are the intents that do something now, so a button without one is not drawn. `left_open`: doors that have
    stood open for a minute and are not the one this screen is about: whoever reads it is asked to close them.
    """

    seq: int
    session: str
    language: str
    screen: Screen
    actions: tuple[str, ...] = ()
    notices: tuple[Notice, ...] = ()
    ends_in_s: int | None = None
    night: bool = False
    left_open: tuple[int, ...] = ()


class Beat(Struct, frozen=True, tag="beat"):
    """Core → ui twice a second; the UI says "out of service" when none came for a second."""


class LookAgain(Struct, frozen=True, tag="look_again"):
    """Core → reader and scanners after a restart of the core: report the code in view anew, its first report may have
    been lost.
    """


class LookFor(Struct, frozen=True, tag="look_for"):
    """Core → reader. `goods`: labels of goods count too from now on, which cost time and are no codes of ours."""

    goods: bool
