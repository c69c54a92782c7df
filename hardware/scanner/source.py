"""What everything that yields codes is to everyone else: codes with the time they came, and states."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final, Protocol

MAX_PAYLOAD_BYTES: Final = 512
"""What is longer is no code of ours: refused as a whole, never cut."""

CARD_UID: Final = "card_uid"
"""The symbology of a card's number. Anybody can copy it onto another card: it says who, and proves nothing."""


class ScannerState(StrEnum):
    """What a scanner is doing. `blocked`: it is there and may not be used, which somebody has to do something about."""

    OK = "ok"
    MISSING = "missing"
    BLOCKED = "blocked"


@dataclass(frozen=True, slots=True)
class Read:
    """What a device read: the code's bytes as encoded, b"" for one that came damaged or is longer than 512 bytes.

    `symbology` is a word of `hardware.scanner.aim` or CARD_UID, "" when the device does not tell; `aim` the AIM
    identifier as it came ("]Q3"), which says whether GS1 is meant.
    """

    payload: bytes
    symbology: str = ""
    aim: str = ""


@dataclass(frozen=True, slots=True)
class Scan:
    """One code that somebody presented. `source` is the scanner's URL, `at_s` CLOCK_MONOTONIC of its last byte."""

    payload: bytes
    symbology: str
    source: str
    at_s: float
    aim: str = ""


class ScannerError(Exception):
    """A device cannot deliver just now."""


class ScannerMissingError(ScannerError):
    """There is no such device, or it has gone. Worth trying again later."""


class ScannerBlockedError(ScannerError):
    """The device is there and may not be used: no right to it, held by somebody else, or not plainly the one meant."""


class Device(Protocol):
    """Used by one thread, in the order open, read…, close; may be opened again after close."""

    def open(self) -> None:
        """Raises a ScannerError."""
        ...

    def read(self, timeout_s: float) -> list[Read]:
        """What has come, waiting for it at most `timeout_s`; [] when nothing did. Raises a ScannerError, after which
        only close is allowed. What had begun to arrive by then is lost, never half told.
        """
        ...

    def close(self) -> None:
        """Never raises; closing a closed device does nothing."""
        ...


class CodeSource(Protocol):
    """Codes from anything but a camera. Never blocks."""

    name: str

    def start(self) -> None: ...

    def stop(self) -> bool:
        """False when its thread is still inside a call of the device; it ends with the process."""
        ...

    def take(self) -> list[Scan]:
        """What was presented since the last call, oldest first."""
        ...

    def state(self) -> tuple[ScannerState, str] | None:
        """State and, unless it is OK, the reason; None until anything is known."""
        ...

    def silent_s(self) -> float:
        """How long its thread has been inside a call of the device that should have come back: 0 before it runs,
        infinite when it has died of a bug.
        """
        ...

    def forget(self) -> None:
        """Whatever is read from here on is new."""
        ...
