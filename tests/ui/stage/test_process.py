"""The stage as a process."""

import subprocess
import sys

import msgspec
import pytest

from tests.ui.fixtures import wall
from ui.stage.__main__ import main


def arguments(folder, codes, *more: str) -> list[str]:
    return [f"--control={folder / 'none'}", f"--point={folder / 'none'}", f"--codes={codes}", *more]


@pytest.fixture
def wall_file(qapp, monkeypatch, tmp_path):
    """Not written yet. There can be only one application in a process."""
    monkeypatch.setattr("ui.stage.app.QGuiApplication", lambda _: qapp)
    return tmp_path / "wall.json"


@pytest.mark.parametrize(
    ("content", "problem"), [(None, "No such file"), ("{}", "missing required field"), ("?", "malformed")]
)
def test_a_bad_wall_is_named(wall_file, codes, capfd, content, problem):
    if content is not None:
        wall_file.write_text(content)
    assert main(arguments(wall_file.parent, codes, f"--wall={wall_file}")) == 2
    said = capfd.readouterr().err
    assert said.startswith(f"stage: --wall: {wall_file}: ")
    assert problem in said


def test_it_saves_a_picture_and_ends_without_a_word(tmp_path, codes):
    (tmp_path / "wall.json").write_bytes(msgspec.json.encode(wall()))
    more = [f"--wall={tmp_path / 'wall.json'}", f"--grab={tmp_path / 'stage.png'}"]
    command = [sys.executable, "-P", "-m", "ui.stage", *arguments(tmp_path, codes, *more)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=30, check=False)
    assert (done.returncode, done.stdout + done.stderr) == (0, "")
    assert (tmp_path / "stage.png").read_bytes().startswith(b"\x89PNG")
