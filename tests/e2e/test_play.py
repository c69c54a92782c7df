"""`openluke play` on pictures: the codes of the sheet open exactly their doors, foreign codes open nothing."""

import json
import shutil
from pathlib import Path
from typing import Any

import cv2
import pytest

from hardware.camera.render import photo_like
from kiosk.backend.catalogue import seed_of
from kiosk.codes import write_codes
from kiosk.settings import load_profile
from tests.helpers.cli import ROOT, openluke

CORPUS = ROOT.parent / "shared" / "corpus" / "zxing-cpp"


@pytest.fixture(scope="module")
def sheet(tmp_path_factory: pytest.TempPathFactory) -> Path:
    profile = load_profile("demo")
    folder = tmp_path_factory.mktemp("codes")
    write_codes(seed_of("demo", profile.secrets), folder)
    return folder


def photo(sheet: Path, name: str, out: Path, seed: int) -> None:
    code = cv2.imread(str(sheet / name))
    assert code is not None
    cv2.imwrite(str(out), photo_like(code, seed))


def play(camera: str, *options: str) -> list[dict[str, Any]]:
    done = openluke("play", "--profile", "demo", "--camera", camera, "--json", *options)
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


def answers(happenings: list[dict[str, Any]]) -> list[str]:
    return [happening["answer"] for happening in happenings if happening["event"] == "answer"]


def opened(happenings: list[dict[str, Any]]) -> list[int]:
    return [door for happening in happenings if happening["event"] == "door" for door in happening["doors"]]


def test_a_photo_of_a_code_opens_exactly_its_doors(sheet: Path, tmp_path: Path) -> None:
    photo(sheet, "token-three-parcels.png", tmp_path / "photo.png", seed=7)
    happenings = play(f"still:{tmp_path / 'photo.png'}", "--seconds", "9")
    assert answers(happenings) == ["opens"]
    assert sorted(opened(happenings)) == [5, 8, 23]
    told = [happening for happening in happenings if happening["answer"] == "parcel.collected"]
    assert sorted(door for happening in told for door in happening["doors"]) == [5, 8, 23]
    text = next(entry for entry in json.loads((sheet / "index.json").read_text()) if entry["name"] == "three-parcels")
    answer = next(happening for happening in happenings if happening["event"] == "answer")
    assert answer["code"] == text["text"]
    assert answer["t_ms"] > 0


def test_each_code_of_the_sheet_gets_the_answer_it_is_listed_with(sheet: Path, tmp_path: Path) -> None:
    index = json.loads((sheet / "index.json").read_text())
    shown = [entry for entry in index if entry["file"] and entry["expected"].startswith("refused")]
    for number, entry in enumerate(shown):
        photo(sheet, entry["file"], tmp_path / f"{number:02d}.png", seed=number)
    happenings = play(f"dir:{tmp_path}?hold_s=1.2&gap_s=1.2")
    assert answers(happenings) == [entry["expected"] for entry in shown]
    assert opened(happenings) == []


@pytest.mark.skipif(not CORPUS.is_dir(), reason="the corpus of photos is not beside the project")
def test_real_photos_of_foreign_codes_open_nothing_and_are_answered(tmp_path: Path) -> None:
    photos = sorted((CORPUS / "qrcode-2").glob("*.png"))[:8]
    assert photos
    for source in photos:
        shutil.copy(source, tmp_path)  # the reader may read this folder alone, wherever links in it lead
    happenings = play(f"dir:{tmp_path}?hold_s=1.0&gap_s=1.2")
    assert len(answers(happenings)) >= len(photos) - 2
    assert set(answers(happenings)) <= {"refused:unknown", "refused:unreadable"}
    assert opened(happenings) == []
