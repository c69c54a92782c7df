"""What the technician's camera page says of scanners and labels."""

from typing import Any

import msgspec
import pytest

from kiosk import messages as m
from tests.ui.fixtures import site, view
from ui.viewmodels.service_camera import ServiceCameraViewModel


def page(**changes: Any) -> ServiceCameraViewModel:
    screen = view("service_camera_scanners", "en").screen
    assert isinstance(screen, m.ServiceCameraScreen)
    model = ServiceCameraViewModel()
    model.show(msgspec.structs.replace(screen, **changes), site())
    return model


def rows(of: Any) -> dict[str, str]:
    roles = {bytes(name.data()).decode(): role for role, name in of.roleNames().items()}
    lines = [of.index(row) for row in range(of.rowCount())]
    return {of.data(line, roles["label"]): of.data(line, roles["value"]) for line in lines}


def test_each_scanner_is_named_and_its_state_told(qapp: object) -> None:
    model = page()
    assert rows(model.scanners) == {
        "serial: usb-H…23B0A5C-if00": "works, 1204 codes",
        "hid: 0c2e:0b61": "cannot be used: the log says why",
        "pcsc: ACS ACR122U": "not found",
    }
    gone = page(scanners=(m.ScannerLine("pcsc:", "gone", 3),))
    assert rows(gone.scanners) == {"pcsc": "its program has stopped"}


@pytest.mark.parametrize(
    ("label", "words"),
    [
        ("sscc", " · a parcel's label"),
        ("gtin", " · an article"),
        ("gtin_serial", " · one piece of an article"),
        ("", ""),
    ],
)
def test_what_a_label_identifies_is_told_and_never_its_number(qapp: object, label: str, words: str) -> None:
    model = page(last_label=label)
    assert rows(model.facts)["Last code"] == "code128, 44 characters" + words
