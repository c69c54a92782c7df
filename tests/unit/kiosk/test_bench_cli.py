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
        (["--images", ".", "--decoders", "eye"], "unknown decoder 'eye'; known: zxing, pyzbar, opencv"),
    ],
)
def test_bad_input_is_one_line_and_exit_2(
    arguments: list[str], said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["bench", "scan", *arguments]) == 2
    assert capsys.readouterr().err.strip() == said


def test_live_plays_sessions_by_zxing_and_ours(capsys: pytest.CaptureFixture[str]) -> None:
    arguments = ["bench", "live", "--seeds", "3", "--difficulties", "typical", "--decoders", "", "--json"]
    assert main(arguments) == 0
    told = json.loads(capsys.readouterr().out)
    assert {name: one["sessions"] for name, one in told["all"]["decoders"].items()} == {"zxing": 1, "openluke": 1}
    assert told["difficulties"]["typical"]["decoders"]["openluke"]["read"] == 1
    assert main([*arguments[:-3], "--decoders", "zxing"]) == 0
    assert "openluke reads 0 of 0 that zxing misses" in capsys.readouterr().out


def test_empty_counts_what_is_read_where_nothing_is(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["bench", "empty", "--frames", "2", "--decoders", "", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert set(told["sets"]) == {"empty", "cluttered", "noise", "false", "torn"}
    assert told["all"]["decoders"]["openluke"]["false_reads"] == 0
    assert main(["bench", "empty", "--decoders", "eye"]) == 2
    assert "unknown decoder 'eye'" in capsys.readouterr().err


@pytest.mark.parametrize("seeds", ["5-2", "x", "1-99999"])
def test_seeds_that_are_none_are_refused(seeds: str) -> None:
    with pytest.raises(SystemExit, match="2"):
        main(["bench", "live", "--seeds", seeds])


def test_a_difficulty_that_is_none_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["bench", "live", "--difficulties", "fog"]) == 2
    assert capsys.readouterr().err.startswith("unknown difficulty 'fog'; known: typical, darkmode")


def test_a_folder_without_pictures_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["bench", "scan", "--images", str(tmp_path)]) == 2
    assert capsys.readouterr().err == f"--images: holds no pictures: {tmp_path}\n"
