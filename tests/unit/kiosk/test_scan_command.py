"""The technician's scan on real pictures, in this process."""

import json
import logging
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
import segno
import zxingcpp

from hardware.camera.render import Pose, Room, hold_up, make_card, photo_like
from kiosk.__main__ import main
from kiosk.errors import ConfigError
from kiosk.scan_command import NO_PICTURE, NOTHING_READ, READ, Wanted, scan
from tests.helpers.cli import ROOT

TEXT = "PK1:" + "ABCDEF" * 12


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    path = tmp_path / "photo.png"
    save(path, TEXT)
    return path


def save(path: Path, text: str) -> None:
    segno.make_qr(text).save(str(path.with_suffix(".code.png")), scale=8, border=4)
    cv2.imwrite(str(path), photo_like(path.with_suffix(".code.png"), seed=1))
    path.with_suffix(".code.png").unlink()


def looked(camera: str, capsys: pytest.CaptureFixture[str], **more: Any) -> tuple[int, list[dict[str, Any]]]:
    wanted = {"watch": False, "seconds": 10.0, "symbologies": "qr,code128", **more}
    code = scan(Wanted(camera, as_json=True, **wanted))
    return code, [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_the_first_code_ends_it(photo: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, lines = looked(f"still:{photo}", capsys)
    assert code == READ
    camera, read = lines
    assert (camera["event"], camera["state"], camera["width"], camera["height"]) == ("camera", "ok", 1280, 720)
    assert (read["event"], read["text"], read["symbology"]) == ("code", TEXT, "qr")
    assert 0 < read["decode_ms"] / 1000 <= read["to_read_s"] + 0.0005 < 2  # told in ms
    assert 0.3 < read["x"] < 0.7
    assert 0.2 < read["y"] < 0.7
    assert read["side_px"] / read["module_px"] == pytest.approx(29, abs=0.1)


def test_bars_are_as_large_as_they_are_wide(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    bars = np.array(zxingcpp.create_barcode("7038010000010", zxingcpp.BarcodeFormat.EAN13).to_image(scale=3))
    frame = np.full((720, 1280), 255, np.uint8)
    frame[300 : 300 + bars.shape[0], 500 : 500 + bars.shape[1]] = bars
    cv2.imwrite(str(tmp_path / "bars.png"), frame)
    code, lines = looked(f"still:{tmp_path}/bars.png", capsys, symbologies="ean13")
    assert code == READ
    assert (lines[-1]["text"], lines[-1]["symbology"]) == ("7038010000010", "ean13")
    assert lines[-1]["side_px"] == pytest.approx(95 * 3, rel=0.05)  # EAN-13 is 95 modules wide
    assert lines[-1]["module_px"] is None
    assert 500 / 1280 < lines[-1]["x"] < (500 + bars.shape[1]) / 1280


def test_watching_tells_every_code_once_and_goes_on_to_the_end(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "photos"
    folder.mkdir()
    for number in range(2):
        save(folder / f"{number}.png", f"{TEXT}{number}")
    start_s = time.monotonic()
    code, lines = looked(f"dir:{folder}?hold_s=0.6&gap_s=0.6", capsys, watch=True, seconds=60.0)
    assert code == READ
    assert time.monotonic() - start_s < 30
    codes = [line for line in lines if line["event"] == "code"]
    assert [line["text"][-1] for line in codes] == ["0", "1"]
    assert all(line["to_read_s"] < 0.5 for line in codes)
    cameras = [line for line in lines if line["event"] == "camera"]
    assert cameras[-1]["state"] == "ended"
    assert any(14 < camera["fps"] < 16 for camera in cameras)


def test_a_code_that_comes_back_after_a_second_is_told_again(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "photos"
    folder.mkdir()
    save(folder / "0.png", TEXT)
    _, lines = looked(f"dir:{folder}?hold_s=0.3&gap_s=1.3&loop=1", capsys, watch=True, seconds=2.6)
    assert len([line for line in lines if line["event"] == "code"]) == 2


def test_nothing_read_is_1_at_the_deadline(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    cv2.imwrite(str(tmp_path / "empty.png"), np.full((720, 1280, 3), 90, np.uint8))
    assert looked(f"still:{tmp_path}/empty.png", capsys, seconds=0.4)[0] == NOTHING_READ


@pytest.mark.allow_warnings
def test_no_picture_is_3(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, lines = looked(f"v4l2:{tmp_path}/video7", capsys, seconds=0.4)
    assert code == NO_PICTURE
    assert lines[0]["state"] == "missing"
    assert "video7: no such device" in lines[0]["detail"]


def test_why_a_code_is_not_read_is_told_while_watching(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    segno.make(TEXT, version=4, error="l", micro=False).save(str(tmp_path / "code.png"), scale=8, border=0)
    code = cv2.imread(str(tmp_path / "code.png"))
    assert code is not None
    room = Room(1)
    frame = room.empty()
    code[80:180, 80:180] = 255  # more than its error correction bears
    hold_up(frame, make_card(code, 33 * 1.7, on_phone=False), Pose(640, 360, 3, 4, 5))
    cv2.imwrite(str(tmp_path / "small.png"), room.with_noise(frame))
    exit_code, lines = looked(f"still:{tmp_path}/small.png", capsys, watch=True, seconds=4.3)
    assert exit_code == NOTHING_READ
    assert {line["advice"] for line in lines} == {"", "closer"}


def test_what_a_code_holds_is_in_no_log(
    photo: Path, capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        looked(f"still:{photo}", capsys)
    assert TEXT not in caplog.text


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"camera": "still:/no/such.png"}, "--camera: camera 'still:/no/such.png': no such file"),
        ({"camera": "laser:x"}, "unknown kind 'laser'"),
        ({"symbologies": "qr,aztec"}, "--symbologies: 'aztec'"),
    ],
)
def test_bad_input_names_the_option(more: dict[str, str], said: str, photo: Path) -> None:
    wanted: dict[str, Any] = {"camera": f"still:{photo}", "symbologies": "qr", **more}
    with pytest.raises(ConfigError) as caught:
        scan(Wanted(watch=False, as_json=False, seconds=1.0, **wanted))
    assert said in str(caught.value)


def test_the_command_line(photo: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["scan", "--camera", f"still:{photo}", "--seconds", "10"]) == 0
    camera, read = capsys.readouterr().out.splitlines()
    assert camera.startswith("camera  ok, 1280x720")
    assert read.startswith("code    qr, ")
    assert read.endswith(f": {TEXT}")
    assert main(["scan", "--camera", "nonsense"]) == 2
    assert len(capsys.readouterr().err.splitlines()) == 1


def test_who_has_seen_enough_ends_it_without_a_word(photo: Path) -> None:
    command = [sys.executable, "-P", "-m", "kiosk", "scan", "--camera", f"still:{photo}", "--watch", "--seconds", "60"]
    piped: Any = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True, "cwd": ROOT}
    with subprocess.Popen(command, **piped) as scanning:
        assert scanning.stdout.readline().startswith("camera")
        assert scanning.stdout.readline().startswith("code")
        scanning.stdout.close()
        assert scanning.wait(20) == READ
        assert scanning.stderr.read() == ""


def test_the_camera_may_be_named_in_the_environment(
    photo: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its URL may hold a password, which a command line shows to everybody on the machine."""
    monkeypatch.delenv("OPENLUKE_CAMERA", raising=False)
    assert main(["scan"]) == 2
    assert capsys.readouterr().err == "--camera: name a camera here or in OPENLUKE_CAMERA\n"
    monkeypatch.setenv("OPENLUKE_CAMERA", f"still:{photo}")
    assert main(["scan", "--seconds", "10"]) == 0


@pytest.mark.allow_warnings
def test_a_camera_on_the_network_is_named_without_its_password(
    capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    code, lines = looked("http://door:s3cret@127.0.0.1:9/stream", capsys, seconds=0.5)
    assert code == NO_PICTURE
    assert lines[0]["state"] == "missing"
    assert "s3cret" not in caplog.text + json.dumps(lines)
    assert "127.0.0.1" in caplog.text
