from pathlib import Path

import pytest

from hardware.camera.url import parse_url
from hardware.scanner.url import parse_scanner_url
from kiosk.adapters.sandbox.reach import reader_reach, scanners_reach

SCRATCH = Path("/var/lib/reader")


@pytest.mark.parametrize("url", ["stage:{tmp}/stage", "still:{tmp}/photo.png", "dir:{tmp}/stage", "v4l2:/dev/video0"])
def test_nothing_but_the_scratch_is_written_and_no_port_reached(url: str, tmp_path: Path) -> None:
    (tmp_path / "stage").mkdir()
    (tmp_path / "photo.png").touch()
    reach = reader_reach(parse_url(url.format(tmp=tmp_path)), SCRATCH)
    assert list(reach.write) == [Path("/dev/null"), SCRATCH]
    assert list(reach.ports) == []
    assert list(reach.devices) == ([Path("/dev")] if url.startswith("v4l2") else [])


def test_a_camera_on_the_network_is_found_by_name_and_reached_at_its_port() -> None:
    reach = reader_reach(parse_url("rtsp://u:p@cam:8554/live"), None)
    assert list(reach.ports) == [8554, 53]
    assert Path("/etc/resolv.conf") in reach.read
    assert list(reach.write) == [Path("/dev/null")]


def test_neither_home_nor_data_nor_secrets_are_read(tmp_path: Path) -> None:
    (tmp_path / "photo.png").touch()
    reach = reader_reach(parse_url(f"still:{tmp_path}/photo.png"), None)
    for forbidden in (
        Path("/etc/openluke/secrets.toml"),
        Path("/var/lib/openluke/journal.sqlite3"),
        Path("/etc/shadow"),
    ):
        assert not any(forbidden.is_relative_to(path) for path in reach.read)
    assert tmp_path in reach.read


@pytest.mark.parametrize(
    ("urls", "devices"),
    [
        (["pcsc:"], []),
        (["pcsc:", "hid:0c2e:0b61"], ["/dev/input"]),
        (["serial:/dev/ttyACM0"], ["/dev"]),
        (["serial:/dev/ttyACM0", "serial:/dev/ttyACM1", "hid:0c2e:0b61"], ["/dev", "/dev/input"]),
    ],
)
def test_scanners_reach_the_kinds_of_devices_they_are_given_and_write_nothing(
    urls: list[str], devices: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Path, "is_dir", lambda path: str(path) == "/dev/input")
    reach = scanners_reach(map(parse_scanner_url, urls))
    assert list(map(str, reach.devices)) == devices
    assert (list(reach.write), list(reach.ports)) == ([Path("/dev/null")], [])
    assert (Path("/sys/class/input") in reach.read) is ("/dev/input" in devices)
    assert not any(Path("/var/lib/openluke/journal.sqlite3").is_relative_to(path) for path in reach.read)


def test_where_nothing_was_ever_plugged_in_a_wedge_is_waited_for_in_dev(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Path, "is_dir", lambda _path: False)
    assert list(scanners_reach([parse_scanner_url("hid:0c2e:0b61")]).devices) == [Path("/dev")]
