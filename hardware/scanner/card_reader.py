"""Badge readers over PC/SC: a card that is laid on is one code, its number or the text on it."""

import contextlib
from typing import Final

from hardware.scanner import pcsc_lite
from hardware.scanner.card_commands import CardSilentError, Transmit, read_ndef, read_uid
from hardware.scanner.ndef import first_text
from hardware.scanner.pcsc_lite import PcscError, Service
from hardware.scanner.source import (
    CARD_UID,
    MAX_PAYLOAD_BYTES,
    Read,
    ScannerBlockedError,
    ScannerError,
    ScannerMissingError,
)
from hardware.scanner.url import PcscUrl

NDEF: Final = "ndef"
_GONE: Final = frozenset({pcsc_lite.W_REMOVED_CARD, pcsc_lite.E_NO_SMARTCARD})
_NO_READER: Final = frozenset({pcsc_lite.E_UNKNOWN_READER, pcsc_lite.E_READER_UNAVAILABLE, pcsc_lite.E_NO_READERS})


class CardReader:
    """A `Device`. A card that lies there when it is opened is none that somebody presents now."""

    def __init__(self, url: PcscUrl) -> None:
        self._url = url
        self._service: Service | None = None
        self._reader = ""
        self._known = 0

    def open(self) -> None:
        try:
            self._service = Service()
            self._reader = self._choose(self._service.readers())
            self._known = self._service.wait(self._reader, 0, 0)
        except PcscError as error:
            raise _refusal(error) from error

    def _choose(self, names: list[str]) -> str:
        found = [name for name in names if self._url.reader in name]
        if not found:
            raise ScannerMissingError(f"no card reader{f' named {self._url.reader!r}' if self._url.reader else ''}")
        if len(found) > 1:
            raise ScannerBlockedError(f"{len(found)} card readers are like this: {', '.join(found)}")
        return found[0]

    def read(self, timeout_s: float) -> list[Read]:
        assert self._service is not None
        try:
            state = self._service.wait(self._reader, self._known, timeout_s)
        except PcscError as error:
            raise _refusal(error) from error
        before, self._known = self._known, state
        if state & (pcsc_lite.STATE_UNKNOWN | pcsc_lite.STATE_UNAVAILABLE):
            raise ScannerMissingError(f"{self._reader}: unplugged")
        laid_on = state & pcsc_lite.STATE_PRESENT and state >> 16 != before >> 16
        return self._presented(self._service) if laid_on else []

    def _presented(self, service: Service) -> list[Read]:
        """Nothing for a card that was taken away too soon: whoever holds it sees that nothing happened."""
        symbology = CARD_UID if self._url.read == "uid" else NDEF
        try:
            with contextlib.closing(service.connect(self._reader)) as card:
                return [Read(self._ask(card.transmit), symbology)]
        except CardSilentError:
            return [Read(b"", symbology)]
        except PcscError as error:
            return [] if error.code in _GONE else [Read(b"", symbology)]

    def _ask(self, transmit: Transmit) -> bytes:
        if self._url.read == "uid":
            return read_uid(transmit)
        text = first_text(read_ndef(transmit)) or b""
        return text if len(text) <= MAX_PAYLOAD_BYTES else b""

    def close(self) -> None:
        if self._service is not None:
            self._service.close()
            self._service = None


def _refusal(error: PcscError) -> ScannerError:
    if error.code == pcsc_lite.NO_LIBRARY:
        return ScannerBlockedError("the library of PC/SC is not installed (Debian: libpcsclite1, pcscd)")
    if error.code == pcsc_lite.W_SECURITY_VIOLATION:
        return ScannerBlockedError("pcscd refuses this user (polkit)")
    if error.code in _NO_READER:
        return ScannerMissingError("the card reader is gone")
    return ScannerMissingError(f"pcscd does not answer ({error})")
