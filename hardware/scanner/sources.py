"""From a URL to the scanner it names."""

import threading

from hardware.scanner.card_reader import CardReader
from hardware.scanner.feed import ScanFeed
from hardware.scanner.serial_port import SerialScanner
from hardware.scanner.source import CodeSource, Device
from hardware.scanner.url import HidUrl, PcscUrl, SerialUrl, parse_scanner_url
from hardware.scanner.wedge import WedgeScanner


def open_scanner(url: str, news: threading.Event | None = None) -> CodeSource:
    """Not started yet; no device is touched. Raises ScannerUrlError. `news` is set when there is something to tell."""
    return ScanFeed(_device(url), url, news=news)


def _device(url: str) -> Device:
    match parse_scanner_url(url):
        case SerialUrl() as serial:
            return SerialScanner(serial)
        case HidUrl() as hid:
            return WedgeScanner(hid)
        case PcscUrl() as pcsc:
            return CardReader(pcsc)
