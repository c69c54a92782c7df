"""The scanners as a process, with a real Unix socket in the core's place and a scanner on a pty."""

import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from hardware.scanner.simulated.serial_scanner import SimulatedSerialScanner
from hardware.scanner.source import CARD_UID, Scan, ScannerState
from kiosk import __version__
from kiosk.adapters import scanners as module
from kiosk.adapters.reader_link import CoreLink
from kiosk.adapters.scanners import Scanners, is_acceptable
from kiosk.messages import (
    PROTOCOL_VERSION,
    CodeSeen,
    Hello,
    LookAgain,
    ScannerLine,
    ScannersStatus,
    ToCore,
    line,
)
from tests.helpers.core_socket import CoreSocket


class ScannersCore(CoreSocket):
    """That scanners say their states to."""

    def state(self, wanted: str) -> ScannerLine:
        def matches(message: ToCore) -> bool:
            return isinstance(message, ScannersStatus) and message.scanners[0].state == wanted

        message = self.until(matches)[-1]
        assert isinstance(message, ScannersStatus)
        return message.scanners[0]


@pytest.fixture
def core(tmp_path: Path) -> Iterator[ScannersCore]:
    server = ScannersCore(tmp_path / "core.sock")
    yield server
    server.listener.close()
    server.close_connection()


@pytest.fixture
def plugged(tmp_path: Path) -> Iterator[SimulatedSerialScanner]:
    scanner = SimulatedSerialScanner(tmp_path / "usb-scanner")
    scanner.plug_in()
    yield scanner
    scanner.unplug()


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Callable[..., "subprocess.Popen[str]"]]:
    processes: list[subprocess.Popen[str]] = []

    def run(*urls: str, more: tuple[str, ...] = ()) -> "subprocess.Popen[str]":
        command = [sys.executable, "-m", "kiosk.adapters.scanners", f"--socket={tmp_path / 'core.sock'}", *more]
        command += [f"--scanner={url}" for url in urls]
        processes.append(subprocess.Popen(command, stderr=subprocess.PIPE, text=True))
        return processes[-1]

    yield run
    for process in processes:
        process.kill()
        process.communicate()


Start = Callable[..., "subprocess.Popen[str]"]


def test_a_scanned_code_is_told_once_with_its_time(
    core: ScannersCore, start: Start, plugged: SimulatedSerialScanner, tmp_path: Path
) -> None:
    url = f"serial:{tmp_path / 'usb-scanner'}"
    process = start(url)
    assert core.accept() == Hello(PROTOCOL_VERSION, "scanners", __version__)
    assert core.state("ok") == ScannerLine(url, "ok")
    before_s = time.monotonic()
    plugged.scan(b"0100614141123452\x1d21A", aim=b"]d2")
    code = core.code()
    assert code == CodeSeen(
        b"0100614141123452\x1d21A", "datamatrix", code.seen_s, code.decoded_s, "]d2", entry="scanned"
    )
    assert before_s < code.seen_s <= code.decoded_s < time.monotonic()
    plugged.scan(b"0100614141123452\x1d21A", aim=b"]d2")
    plugged.scan(b"NEXT")
    assert core.code().payload == b"NEXT"
    process.terminate()
    assert process.wait(5) == 0


def test_a_code_is_told_anew_when_the_core_asks(
    core: ScannersCore, start: Start, plugged: SimulatedSerialScanner, tmp_path: Path
) -> None:
    start(f"serial:{tmp_path / 'usb-scanner'}")
    core.accept()
    core.state("ok")
    plugged.scan(b"A")
    assert core.code().payload == b"A"
    assert core.connection is not None
    core.connection.sendall(line(LookAgain()))
    again = threading.Thread(target=scan_for_a_while, args=(plugged,))
    again.start()
    assert core.code().payload == b"A"
    again.join()


def scan_for_a_while(scanner: SimulatedSerialScanner) -> None:
    """More often than a code may be repeated."""
    for _ in range(10):
        scanner.scan(b"A")
        time.sleep(0.2)


def test_an_unplugged_scanner_is_told_and_its_return_too(
    core: ScannersCore, start: Start, plugged: SimulatedSerialScanner, tmp_path: Path
) -> None:
    process = start(f"serial:{tmp_path / 'usb-scanner'}")
    core.accept()
    core.state("ok")
    plugged.scan(b"A")
    core.code()
    plugged.unplug()
    lost = core.state("missing")
    assert "unplugged" in lost.detail
    assert lost.codes_seen == 1
    plugged.plug_in()
    core.state("ok")
    plugged.scan(b"B")
    assert core.code().payload == b"B"
    process.terminate()
    process.wait(5)
    assert process.stderr is not None
    assert process.stderr.read().count(" missing: ") == 1


def test_a_killed_core_is_found_again(
    core: ScannersCore, start: Start, plugged: SimulatedSerialScanner, tmp_path: Path
) -> None:
    process = start(f"serial:{tmp_path / 'usb-scanner'}")
    core.accept()
    core.state("ok")
    core.close_connection()
    plugged.scan(b"WITHOUT A CORE")
    time.sleep(0.05)
    core.accept()
    core.state("ok")
    plugged.scan(b"NOW")
    codes = [core.code().payload]
    while codes[-1] != b"NOW":
        codes.append(core.code().payload)
    assert process.poll() is None


@pytest.mark.parametrize(
    ("url", "complaint"),
    [("laser:x", "unknown kind 'laser'"), ("serial:ttyS0", "full path"), ("hid:/dev/input/event0", "VENDOR:PRODUCT")],
)
def test_bad_input_is_one_line_and_exit_code_2(url: str, complaint: str, start: Start) -> None:
    process = start("pcsc:", url)
    assert process.wait(10) == 2
    assert process.stderr is not None
    (said,) = process.stderr.read().splitlines()
    assert said.startswith(f"scanners: --scanner: scanner {url!r}: ")
    assert complaint in said


@pytest.mark.parametrize(
    ("payload", "acceptable"),
    [
        (b"PK1:ABC", True),
        ("blåbær".encode(), True),
        (b"0100614141123452\x1d21A", True),
        (b"x" * 512, True),
        (b"x" * 513, False),
        (b"", False),
        (b"a\nb", False),
        (b"a\x1b[2J", False),
        (b"a\x00", False),
        (b"\xff\xfe", False),
        ("a\u202eb".encode(), False),
    ],
)
def test_what_may_reach_the_core(payload: bytes, acceptable: bool) -> None:
    assert is_acceptable(payload) is acceptable


class Source:
    """A scanner that does as it is told."""

    def __init__(self, *scans: Scan) -> None:
        self.name = "test:"
        self.scans = list(scans)
        self.known: tuple[ScannerState, str] | None = None
        self.silence_s = 0.0
        self.stopped = False

    def start(self) -> None:
        pass

    def stop(self) -> bool:
        self.stopped = True
        return True

    def take(self) -> list[Scan]:
        scans, self.scans = self.scans, []
        return scans

    def state(self) -> tuple[ScannerState, str] | None:
        return self.known

    def silent_s(self) -> float:
        return self.silence_s

    def forget(self) -> None:
        pass


class Link:
    """A link to a core that is there."""

    def __init__(self) -> None:
        self.sent: list[CodeSeen | ScannersStatus] = []

    def tick(self) -> bool:
        return not self.sent

    def look_again(self) -> bool:
        return False

    def send(self, message: CodeSeen | ScannersStatus) -> bool:
        self.sent.append(message)
        return True

    def close(self) -> None:
        pass


def loop_of(source: Source, link: Link) -> Scanners:
    return Scanners([source], link, threading.Event())  # type: ignore[arg-type]


def test_the_number_of_a_card_is_told_as_such_and_what_is_refused_without_its_content() -> None:
    link = Link()
    loop = loop_of(
        Source(
            Scan(b"04A1B2C3D4E5F6", CARD_UID, "test:", 1.0),
            Scan(b"A-1001", "ndef", "test:", 2.0),
            Scan(b"\xff\xfe", "qr", "test:", 3.0, "]Q1"),
        ),
        link,
    )
    loop._turn()
    told = [message for message in link.sent if isinstance(message, CodeSeen)]
    assert [(code.payload, code.entry, code.symbology) for code in told] == [
        (b"04A1B2C3D4E5F6", "tapped", CARD_UID),
        (b"A-1001", "scanned", "ndef"),
        (b"", "scanned", "qr"),
    ]


def test_status_is_told_each_second_and_at_once_when_it_changes(monkeypatch: pytest.MonkeyPatch) -> None:
    now_s = [100.0]
    monkeypatch.setattr(time, "monotonic", lambda: now_s[0])
    source, link = Source(), Link()
    loop = loop_of(source, link)
    loop._tell_status(at_once=True)
    assert link.sent == []
    for state, wait_s in [("ok", 0.1), ("ok", 0.1), ("ok", 1.0), ("missing", 0.1), ("missing", 0.1)]:
        now_s[0] += wait_s
        source.known = (ScannerState(state), "detail")
        loop._tell_status(at_once=False)
    loop._tell_status(at_once=True)
    states = [message.scanners[0].state for message in link.sent if isinstance(message, ScannersStatus)]
    assert states == ["ok", "ok", "missing", "missing"]
    assert link.sent[-1] == ScannersStatus((ScannerLine("test:", "missing", 0, "detail"),))


@pytest.mark.allow_warnings
def test_a_scanner_that_hangs_in_its_driver_ends_the_process(caplog: pytest.LogCaptureFixture) -> None:
    source = Source()
    source.silence_s = module.HUNG_S + 1
    assert loop_of(source, Link()).run() == module.EXIT_HUNG
    assert source.stopped
    assert "test: hangs or has died" in caplog.text


def test_a_stop_before_there_is_a_core(tmp_path: Path) -> None:
    loop = Scanners([Source()], CoreLink(tmp_path / "none.sock", "1", "scanners"), threading.Event())
    threading.Timer(0.05, loop.stop).start()
    assert loop.run() == 0


def test_sigterm_ends_it_without_a_core_that_answers(core: ScannersCore, start: Start) -> None:
    process = start("pcsc:")
    core.connection, _ = core.listener.accept()
    process.send_signal(signal.SIGTERM)
    assert process.wait(5) == 0
