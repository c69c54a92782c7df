from dataclasses import replace

import msgspec
import pytest

from kiosk.adapters.scanner_url import check_scanners
from kiosk.errors import ConfigError
from kiosk.settings import Profile, ScannerSettings, load_profile


def with_scanners(*urls: str) -> Profile:
    demo = load_profile("demo")
    return replace(demo, file=msgspec.structs.replace(demo.file, scanners=ScannerSettings(urls)))


def test_what_may_be_scanners() -> None:
    check_scanners(with_scanners())
    check_scanners(with_scanners("serial:/dev/serial/by-id/usb-X?suffix=cr", "hid:0c2e:0b61", "pcsc:"))


@pytest.mark.parametrize("url", ["", "serial:ttyS0", "hid:/dev/input/event3", "pcsc:?read=pin"])
def test_what_cannot_be_one_names_its_field(url: str) -> None:
    with pytest.raises(ConfigError) as raised:
        check_scanners(with_scanners("pcsc:", url))
    assert raised.value.where.endswith("demo.toml: scanners.urls[1]")
    assert repr(url) in raised.value.problem


def test_one_scanner_twice_is_a_mistake() -> None:
    with pytest.raises(ConfigError, match="is there twice"):
        check_scanners(with_scanners("pcsc:", "hid:0c2e:0b61", "pcsc:"))
