import pytest

from hardware.scanner.url import HidUrl, PcscUrl, ScannerUrl, ScannerUrlError, SerialUrl, parse_scanner_url


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("serial:/dev/serial/by-id/usb-X", SerialUrl("/dev/serial/by-id/usb-X")),
        (
            "serial:/dev/ttyS0?baud=115200&bits=7&parity=even&stop=2&flow=rtscts&suffix=crlf&gap_ms=50&aim=0",
            SerialUrl("/dev/ttyS0", 115200, 7, "even", 2, "rtscts", "crlf", 0.05, aim=False),
        ),
        ("hid:0c2e:0B61", HidUrl(usb=(0x0C2E, 0x0B61))),
        (
            "hid:/dev/input/by-id/usb-Honeywell-event-kbd?suffix=tab",
            HidUrl("/dev/input/by-id/usb-Honeywell-event-kbd", suffix="tab"),
        ),
        ("pcsc:", PcscUrl()),
        ("pcsc:ACS ACR122U?read=ndef", PcscUrl("ACS ACR122U", "ndef")),
    ],
)
def test_urls_that_are_right(url: str, expected: ScannerUrl) -> None:
    assert parse_scanner_url(url) == expected


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("/dev/ttyS0", "unknown kind '/dev/ttyS0'; known: serial, hid, pcsc"),
        ("usb:0c2e:0b61", "unknown kind 'usb'"),
        ("serial:", "full path"),
        ("serial:ttyS0", "full path"),
        ("serial:/dev/ttyS0?baud=9601", "option baud='9601': must be one of 1200"),
        ("serial:/dev/ttyS0?speed=9600", "unknown option 'speed'; known: aim, baud"),
        ("serial:/dev/ttyS0?gap_s=1", "unknown option 'gap_s'"),
        ("serial:/dev/ttyS0?gap_ms=5", "from 10 to 2000"),
        ("serial:/dev/ttyS0?gap_ms=", "from 10 to 2000"),
        ("serial:/dev/ttyS0?aim=yes", "option aim='yes'"),
        ("serial:/dev/ttyS0?baud=9600&baud=9600", "given twice"),
        ("hid:", "VENDOR:PRODUCT"),
        ("hid:/dev/input/event3", "by a link in /dev/input/by-id/"),
        ("hid:/dev/input/by-path/pci-0000-event-kbd", "by a link in /dev/input/by-id/"),
        ("hid:/dev/input/by-id/../event3", "by a link in /dev/input/by-id/"),
        ("hid:0c2e:0b61?baud=9600", "unknown option 'baud'"),
        ("pcsc:a\x1bb", "printable"),
        ("pcsc:?read=all", "must be one of uid, ndef"),
    ],
)
def test_urls_that_are_wrong_say_so_in_one_line(url: str, reason: str) -> None:
    with pytest.raises(ScannerUrlError) as raised:
        parse_scanner_url(url)
    text = str(raised.value)
    assert reason in text
    assert repr(url) in text
    assert "\n" not in text
