from pathlib import Path

import pytest

from kiosk.adapters.camera_url import check_camera
from kiosk.errors import ConfigError


def test_what_may_be_a_camera(tmp_path: Path) -> None:
    (tmp_path / "photo.png").touch()
    for url in ("stage:", "v4l2:/dev/video97", f"dir:{tmp_path}", f"still:{tmp_path / 'photo.png'}"):
        check_camera("--camera", url)


@pytest.mark.parametrize("url", ["", "laser:/dev/x", "still:/nowhere.png", "dir:/nowhere", "v4l2:/dev/video0?speed=3"])
def test_what_cannot_be_one_names_the_option_it_came_from(url: str) -> None:
    with pytest.raises(ConfigError) as raised:
        check_camera("demo.toml: camera.url", url)
    assert raised.value.where == "demo.toml: camera.url"
    assert repr(url) in raised.value.problem
