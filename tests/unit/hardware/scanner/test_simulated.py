"""The simulated devices as a command, with the real devices' code on the other side."""

import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from hardware.scanner.ndef import first_text
from hardware.scanner.serial_port import SerialScanner
from hardware.scanner.simulated.__main__ import _text_message
from hardware.scanner.source import Read
from hardware.scanner.url import SerialUrl


def test_each_line_is_one_code_and_the_scanner_goes_with_the_input(tmp_path: Path) -> None:
    link = tmp_path / "scanner"
    command = [sys.executable, "-m", "hardware.scanner.simulated", "serial", f"--link={link}"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, text=True) as process:
        assert process.stdin is not None
        wait_for(link.exists)
        device = SerialScanner(SerialUrl(str(link)))
        device.open()
        process.stdin.write("PK1:A\n\nB\n")
        process.stdin.flush()
        reads: list[Read] = []
        while len(reads) < 2:
            reads += device.read(1.0)
        device.close()
        process.stdin.close()
        assert process.wait(5) == 0
    assert reads == [Read(b"PK1:A", "qr", "]Q1"), Read(b"B", "qr", "]Q1")]
    assert not link.is_symlink()


def test_the_text_of_a_card_is_a_record_that_is_understood() -> None:
    assert first_text(_text_message("blåbær" * 20)) == ("blåbær" * 20).encode()


def test_what_cannot_be_is_one_line(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "hardware.scanner.simulated", "serial", f"--link={tmp_path / 'no' / 'folder'}"]
    done = subprocess.run(command, input="", capture_output=True, text=True, timeout=20, check=False)
    assert done.returncode == 2
    assert len(done.stderr.splitlines()) == 1


def wait_for(condition: Callable[[], bool]) -> None:
    deadline_s = time.monotonic() + 10
    while not condition():
        assert time.monotonic() < deadline_s
        time.sleep(0.01)
