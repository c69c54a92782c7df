from pathlib import Path

import pytest

from hardware.camera.url import CameraUrlError, Sensor, parse_url, redacted


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
        ("ftp://host/stream", "unknown kind 'ftp'; known: v4l2, file, dir, still, stage, rtsp, http, https"),
        ("rtsp:stream", "must be rtsp://HOST/PATH"),
        ("rtsp://host:99999/", "must be rtsp://HOST/PATH"),
        ("http://ho st/a", "must be http://HOST/PATH"),
        ("v4l2:/dev/video0?exposure=0", "must be auto or a whole number from 1 to 1000000"),
        ("v4l2:/dev/video0?focus=near", "option focus='near': must be auto or a whole number"),
        ("v4l2:/dev/video0?gain=auto", "option gain='auto': must be a whole number"),
        ("v4l2:/dev/video0?power_line=55", "must be 50, 60 or off"),
        ("v4l2:", "no path"),
        ("v4l2:/dev/video0?colour=1", "unknown option 'colour'; known: exposure, focus, fps, gain, power_line, size"),
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


def test_sensor_settings_are_taken() -> None:
    assert parse_url("v4l2:/dev/video0").sensor == Sensor()
    assert parse_url("v4l2:/dev/video0?exposure=auto&focus=auto").sensor == Sensor()
    url = parse_url("v4l2:/dev/video0?exposure=5000&focus=30&gain=12&power_line=off")
    assert url.sensor == Sensor(exposure_us=5000, focus=30, gain=12, power_line=0)


def test_a_camera_on_the_network_keeps_its_whole_url_and_is_told_without_secrets() -> None:
    text = "rtsp://door:s3cret@cam.example:8554/live?key=abc"
    url = parse_url(text)
    assert (url.text, url.port, url.on_network) == (text, 8554, True)
    assert url.shown == "rtsp://cam.example:8554/live?…"
    assert "s3cret" not in repr(url)
    in_the_path = parse_url("rtsp://cam.example/user=door&password=s3cret&channel=1.sdp")
    assert in_the_path.shown == "rtsp://cam.example/…"
    assert "s3cret" not in repr(in_the_path)
    assert parse_url("http://cam.example/mjpg").port == 80
    assert parse_url("v4l2:/dev/video0").on_network is False


@pytest.mark.parametrize(
    "url",
    [
        "rtsp://u:s3cret@h ost/",
        "RTSP://u:s3cret@host/",
        "rstp://u:s3cret@host/x",
        "http://u:s3@cret@[::1/",
        "rtsp:u@//s3cret@h",
    ],
)
def test_no_complaint_tells_a_password(url: str) -> None:
    with pytest.raises(CameraUrlError) as caught:
        parse_url(url)
    assert "s3" not in str(caught.value)


def test_paths_of_this_machine_are_told_as_they_are() -> None:
    for url in ("/dev/video0", "v4l2:/dev/v4l/by-id/usb@1//x", "still:/a@b/c.png?fps=3"):
        assert redacted(url) == url
