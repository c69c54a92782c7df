"""One message a line, both ways."""

from typing import Final

import msgspec

from kiosk.messages.codes import CodeSeen, ReaderStatus, ScannersStatus
from kiosk.messages.intents import Alive, Intent, Painted
from kiosk.messages.view import Beat, Hello, LookAgain, LookFor, View, Welcome

MAX_LINE_BYTES: Final = 1 << 18
CORE_SOCKET: Final = "core.sock"
"""Name of the core's socket inside the runtime directory."""
FromCore = Hello | Welcome | View | Beat | LookAgain | LookFor
ToCore = Hello | Intent | Painted | Alive | CodeSeen | ReaderStatus | ScannersStatus
from_core: Final = msgspec.json.Decoder(FromCore)
to_core: Final = msgspec.json.Decoder(ToCore)
_encoder: Final = msgspec.json.Encoder()


def line(message: FromCore | ToCore) -> bytes:
    """One message as one line, newline included."""
    return _encoder.encode(message) + b"\n"
