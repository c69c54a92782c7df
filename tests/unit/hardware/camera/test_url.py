from pathlib import Path

import pytest

from hardware.camera.url import CameraUrlError, parse_url


def test_every_kind_has_its_defaults(tmp_path: Path) -> None:
    photo = tmp_path / "photo.png"
    photo.touch()
    assert parse_url("v4l2:/dev/video0").size == (1280, 720)
    assert parse_url("v4l2:/dev/video0").fps == 15
    assert parse_url(f"file:{photo}").loop is True
    folder = parse_url(f"dir:{tmp_path}")
    assert (folder.hold_s, folder.gap_s, folder.loop) == (1.5, 0.4, False)
    assert parse_url(f"still:{photo}").fps == 15
    assert parse_url(f"stage:{tmp_path}").path == tmp_path


def test_options_are_taken(tmp_path: Path) -> None:
    url = parse_url(f"dir:{tmp_path}?hold_s=0.2&gap_s=0&loop=1")
    assert (url.hold_s, url.gap_s, url.loop) == (0.2, 0, True)
    url = parse_url("v4l2:/dev/v4l/by-id/usb-cam?size=1920x1080&fps=30")
    assert (url.path, url.size, url.fps) == (Path("/dev/v4l/by-id/usb-cam"), (1920, 1080), 30)


def test_a_device_that_is_not_there_is_no_error() -> None:
    assert parse_url("v4l2:/dev/video-not-there").kind == "v4l2"


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("/dev/video0", "unknown kind"),
        ("rtsp://host/stream", "unknown kind 'rtsp'; known: v4l2, file, dir, still, stage"),
        ("v4l2:", "no path"),
        ("v4l2:/dev/video0?colour=1", "unknown option 'colour'; known: fps, size"),
        ("v4l2:/dev/video0?loop=1", "unknown option 'loop'"),
        ("v4l2:/dev/video0?fps=0", "option fps='0': must be a number from 1 to 240"),
        ("v4l2:/dev/video0?fps=nan", "must be a number"),
        ("v4l2:/dev/video0?fps=", "must be a number"),
        ("v4l2:/dev/video0?size=big", "must be WIDTHxHEIGHT"),
        ("v4l2:/dev/video0?fps=15&fps=30", "given twice"),
        ("dir:{tmp}?loop=yes", "must be 0 or 1"),
        ("still:{tmp}/missing.png", "no such file: {tmp}/missing.png"),
        ("still:{tmp}", "no such file"),
        ("dir:{tmp}/missing", "no such folder"),
        ("stage:{tmp}/missing", "no such folder"),
    ],
)
def test_bad_urls_are_named_with_the_reason(url: str, reason: str, tmp_path: Path) -> None:
    url = url.format(tmp=tmp_path)
    with pytest.raises(CameraUrlError) as caught:
        parse_url(url)
    assert repr(url) in str(caught.value)
    assert reason.format(tmp=tmp_path) in str(caught.value)
