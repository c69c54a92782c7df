"""The real library, the real pcscd and its virtual reader (Debian: pcscd, vsmartcard-vpcd); only the card is ours."""

import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from hardware.scanner.card_reader import CardReader
from hardware.scanner.feed import ScanFeed
from hardware.scanner.pcsc_lite import STATE_PRESENT
from hardware.scanner.simulated.card import SimulatedCard, VirtualReader
from hardware.scanner.source import Scan, ScannerState
from hardware.scanner.url import PcscUrl
from tests.helpers.pcscd import NAME, NEEDS_PCSCD, Pcscd, running_pcscd

pytestmark = NEEDS_PCSCD
UID = bytes.fromhex("04A1B2C3D4E5F6")


@pytest.fixture
def pcscd(tmp_path: Path) -> Iterator[Pcscd]:
    with running_pcscd(tmp_path) as daemon:
        yield daemon


@pytest.fixture
def reader(pcscd: Pcscd) -> Iterator[VirtualReader]:
    reader = VirtualReader(pcscd.port)
    yield reader
    reader.lift()


@pytest.fixture
def follow(pcscd: Pcscd) -> Iterator[Callable[[PcscUrl], ScanFeed]]:
    feeds: list[ScanFeed] = []

    def start(url: PcscUrl) -> ScanFeed:
        feeds.append(ScanFeed(CardReader(url), "pcsc:", repeat_s=0.0, retry_s=(0.05, 0.1)))
        feeds[-1].start()
        wait_for(lambda: feeds[-1].state() == (ScannerState.OK, ""))
        return feeds[-1]

    yield start
    for feed in feeds:
        assert feed.stop()


def wait_for(condition: Callable[[], bool], timeout_s: float = 10) -> None:
    deadline_s = time.monotonic() + timeout_s
    while not condition():
        assert time.monotonic() < deadline_s
        time.sleep(0.01)


def lies_there(feed: ScanFeed) -> bool:
    device = feed._device
    assert isinstance(device, CardReader)
    return bool(device._known & STATE_PRESENT)


def presented(feed: ScanFeed) -> Scan:
    wait_for(lambda: bool(feed._scans))
    (scan,) = feed.take()
    return scan


@pytest.mark.allow_warnings
def test_a_card_is_told_each_time_it_is_laid_on(reader: VirtualReader, follow: Callable[[PcscUrl], ScanFeed]) -> None:
    feed = follow(PcscUrl(NAME))
    for _ in range(2):
        reader.lay(SimulatedCard(UID))
        assert presented(feed).payload == b"04A1B2C3D4E5F6"
        time.sleep(0.6)
        assert feed.take() == []
        reader.lift()
        wait_for(lambda: not lies_there(feed))
    assert feed.take() == []


@pytest.mark.allow_warnings
@pytest.mark.parametrize("tag", [2, 4])
def test_the_text_on_a_tag(tag: int, reader: VirtualReader, follow: Callable[[PcscUrl], ScanFeed]) -> None:
    feed = follow(PcscUrl(NAME, "ndef"))
    message = b"\xc1\x01\x00\x00\x01\x2cU\x04" + b"x" * 299
    reader.lay(SimulatedCard(UID, message, tag))  # type: ignore[arg-type]
    assert presented(feed).payload == b"https://" + b"x" * 299


@pytest.mark.allow_warnings
def test_a_restart_of_the_service_is_survived(
    pcscd: Pcscd, reader: VirtualReader, follow: Callable[[PcscUrl], ScanFeed], caplog: pytest.LogCaptureFixture
) -> None:
    feed = follow(PcscUrl(NAME))
    caplog.clear()
    caplog.set_level("INFO")
    pcscd.stop()
    wait_for(lambda: (feed.state() or ("", ""))[0] is ScannerState.MISSING)
    pcscd.start()
    wait_for(lambda: feed.state() == (ScannerState.OK, ""))
    reader.lay(SimulatedCard(UID))
    assert presented(feed).payload == b"04A1B2C3D4E5F6"
    lines = [record.getMessage() for record in caplog.records if record.name == "hardware.scanner.feed"]
    assert len(lines) == 2
    assert lines[0].startswith("scanner pcsc: missing: pcscd does not answer")
    assert lines[1] == "scanner pcsc: is back"
