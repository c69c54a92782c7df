"""What pcscd may say, said by a stand-in; `test_card_reader_pcscd.py` asks the real one."""

from collections.abc import Callable

import pytest

from hardware.scanner import card_reader, pcsc_lite
from hardware.scanner.card_reader import CardReader
from hardware.scanner.pcsc_lite import STATE_PRESENT, STATE_UNAVAILABLE, STATE_UNKNOWN, PcscError
from hardware.scanner.simulated.card import SimulatedCard
from hardware.scanner.source import CARD_UID, Read, ScannerBlockedError, ScannerError, ScannerMissingError
from hardware.scanner.url import PcscUrl

UID = bytes.fromhex("04A1B2C3D4E5F6")
HERE = Read(UID.hex().upper().encode(), CARD_UID)
EMPTY = 0x10


class Pcscd:
    """Plays states of the reader; each connection is to `card`."""

    def __init__(self) -> None:
        self.names = ["ACS ACR122U PICC Interface 00 00"]
        self.states: list[int | PcscError] = []
        self.card: SimulatedCard | PcscError = SimulatedCard(UID)
        self.connected = self.closed = 0

    def readers(self) -> list[str]:
        return self.names

    def wait(self, reader: str, known: int, timeout_s: float) -> int:
        assert reader in self.names
        state = self.states.pop(0) if self.states else known
        if isinstance(state, PcscError):
            raise state
        return state

    def connect(self, reader: str) -> "Pcscd":
        self.connected += 1
        if isinstance(self.card, PcscError):
            raise self.card
        return self

    def transmit(self, command: bytes) -> bytes:
        assert isinstance(self.card, SimulatedCard)
        return self.card.answer(command)

    def close(self) -> None:
        self.closed += 1


@pytest.fixture
def pcscd(monkeypatch: pytest.MonkeyPatch) -> Pcscd:
    service = Pcscd()
    monkeypatch.setattr(card_reader, "Service", lambda: service)
    return service


@pytest.fixture
def opened(pcscd: Pcscd) -> Callable[..., CardReader]:
    def open_(first: int, *states: int | PcscError, read: str = "uid") -> CardReader:
        pcscd.states = [first, *states]
        reader = CardReader(PcscUrl("ACR122U", read))  # type: ignore[arg-type]
        reader.open()
        return reader

    return open_


Open = Callable[..., CardReader]


def test_a_card_is_told_once_while_it_lies_there(opened: Open, pcscd: Pcscd) -> None:
    reader = opened(EMPTY, 0x10000 | STATE_PRESENT, 0x10100 | STATE_PRESENT, 0x20000 | EMPTY, 0x30000 | STATE_PRESENT)
    assert [reader.read(0) for _ in range(5)] == [[HERE], [], [], [HERE], []]
    assert pcscd.connected == pcscd.closed == 2


def test_a_card_changed_between_two_looks_is_another(opened: Open, pcscd: Pcscd) -> None:
    reader = opened(EMPTY, 0x10000 | STATE_PRESENT, 0x30000 | STATE_PRESENT)
    assert [reader.read(0) for _ in range(2)] == [[HERE], [HERE]]


def test_a_card_left_lying_is_not_presented_by_a_restart(opened: Open) -> None:
    reader = opened(0x10000 | STATE_PRESENT, 0x20000 | EMPTY, 0x30000 | STATE_PRESENT)
    assert [reader.read(0) for _ in range(3)] == [[], [HERE], []]


@pytest.mark.parametrize("code", [pcsc_lite.W_REMOVED_CARD, pcsc_lite.E_NO_SMARTCARD])
def test_a_card_taken_away_too_soon_says_nothing(opened: Open, pcscd: Pcscd, code: int) -> None:
    pcscd.card = PcscError(code)
    assert opened(EMPTY, 0x10000 | STATE_PRESENT).read(0) == []


def test_a_card_that_cannot_be_read_is_refused(opened: Open, pcscd: Pcscd) -> None:
    w_unresponsive = 0x80100066
    pcscd.card = PcscError(w_unresponsive)
    assert opened(EMPTY, 0x10000 | STATE_PRESENT).read(0) == [Read(b"", CARD_UID)]


@pytest.mark.parametrize("tag", [2, 4])
def test_the_text_on_a_tag(opened: Open, pcscd: Pcscd, tag: int) -> None:
    message = bytes.fromhex("d101095402656e412d31303031")
    pcscd.card = SimulatedCard(UID, message, tag)  # type: ignore[arg-type]
    assert opened(EMPTY, 0x10000 | STATE_PRESENT, read="ndef").read(0) == [Read(b"A-1001", "ndef")]


def test_a_tag_without_text_and_one_with_too_much_are_refused(opened: Open, pcscd: Pcscd) -> None:
    reader = opened(EMPTY, 0x10000 | STATE_PRESENT, 0x30000 | STATE_PRESENT, read="ndef")
    assert reader.read(0) == [Read(b"", "ndef")]
    pcscd.card = SimulatedCard(UID, b"\xc1\x01\x00\x00\x02\x10T\x02en" + b"x" * 525)
    assert reader.read(0) == [Read(b"", "ndef")]


@pytest.mark.parametrize("state", [STATE_UNKNOWN, STATE_UNAVAILABLE])
def test_an_unplugged_reader_is_missing(opened: Open, state: int) -> None:
    with pytest.raises(ScannerMissingError, match=r"ACS ACR122U PICC Interface 00 00: unplugged"):
        opened(EMPTY, state).read(0)


@pytest.mark.parametrize(
    ("code", "kind", "text"),
    [
        (pcsc_lite.NO_LIBRARY, ScannerBlockedError, "libpcsclite1"),
        (pcsc_lite.W_SECURITY_VIOLATION, ScannerBlockedError, "polkit"),
        (pcsc_lite.E_READER_UNAVAILABLE, ScannerMissingError, "the card reader is gone"),
        (0x8010001D, ScannerMissingError, "pcscd does not answer"),
    ],
)
def test_what_goes_wrong_is_told(opened: Open, code: int, kind: type[ScannerError], text: str) -> None:
    with pytest.raises(kind, match=text):
        opened(EMPTY, PcscError(code)).read(0)
    with pytest.raises(kind, match=text):
        opened(PcscError(code))


@pytest.mark.parametrize(
    ("names", "wanted", "kind", "text"),
    [
        ([], "", ScannerMissingError, "no card reader$"),
        (["A 00 00"], "B", ScannerMissingError, "no card reader named 'B'"),
        (["A 00 00", "A 01 00"], "", ScannerBlockedError, "2 card readers are like this: A 00 00, A 01 00"),
    ],
)
def test_only_one_that_is_meant_is_used(
    pcscd: Pcscd, names: list[str], wanted: str, kind: type[ScannerError], text: str
) -> None:
    pcscd.names = names
    with pytest.raises(kind, match=text):
        CardReader(PcscUrl(wanted)).open()


def test_without_the_library_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(name: str) -> None:
        raise OSError(f"{name}: cannot open shared object file")

    pcsc_lite._library.cache_clear()
    monkeypatch.setattr("ctypes.CDLL", missing)
    with pytest.raises(ScannerBlockedError, match="libpcsclite1, pcscd"):
        CardReader(PcscUrl()).open()
    pcsc_lite._library.cache_clear()
