from pathlib import Path

import pytest

from hardware.camera.url import parse_url
from kiosk.adapters.sandbox.reach import reader_reach

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
