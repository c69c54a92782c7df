import json
from pathlib import Path

import pytest
import segno

from kiosk.__main__ import main


def test_scan_prints_every_decoder_and_ours(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    segno.make_qr("hello").save(str(tmp_path / "a.png"), scale=5)
    (tmp_path / "a.txt").write_text("hello")
    assert main(["bench", "scan", "--images", str(tmp_path), "--decoders", "zxing", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert {name: figures["read"] for name, figures in told["all"]["decoders"].items()} == {"zxing": 1, "openluke": 1}


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--images", "/no/such"], "--images: no such folder: /no/such"),
        (["--images", ".", "--decoders", "eye"], "--decoders: unknown decoder 'eye'; known: zxing, pyzbar, opencv"),
    ],
)
def test_bad_input_is_one_line_and_exit_2(
    arguments: list[str], said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["bench", "scan", *arguments]) == 2
    assert capsys.readouterr().err.strip() == said


def test_a_folder_without_pictures_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["bench", "scan", "--images", str(tmp_path)]) == 2
    assert capsys.readouterr().err == f"--images: holds no pictures: {tmp_path}\n"
