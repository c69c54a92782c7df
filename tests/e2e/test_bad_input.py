"""Bad input: one clear line naming file and field, exit code 2, before anything moves."""

import shutil
from pathlib import Path

import pytest

from tests.helpers.cli import ROOT, openluke


@pytest.fixture
def config(tmp_path: Path) -> Path:
    """A copy of the demo's configuration that may be spoiled."""
    shutil.copytree(ROOT / "config", tmp_path / "config")
    return tmp_path / "config"


def spoil(path: Path, old: str, new: str) -> None:
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")


def refused(*arguments: str) -> str:
    done = openluke(*arguments, limit_s=30)
    assert done.returncode == 2, done.stderr
    assert "Traceback" not in done.stderr
    assert done.stdout == ""
    return done.stderr.strip()


@pytest.mark.parametrize(
    "command",
    [
        "play",
        "demo",
        "codes --out=x",
        "scan --camera=still:x",
        "run --profile=demo --data=x",
        "check-config --profile=demo",
    ],
)
def test_unknown_options(command: str) -> None:
    assert "--colour" in refused(*command.split(), "--colour", "red")


def test_an_unknown_command() -> None:
    assert "fly" in refused("fly")


def test_an_unknown_profile() -> None:
    assert "no profile 'nowhere'" in refused("play", "--profile", "nowhere")


def test_a_profile_that_is_not_there(tmp_path: Path) -> None:
    assert str(tmp_path / "x.toml") in refused("play", "--profile", str(tmp_path / "x.toml"))


@pytest.mark.parametrize(
    ("camera", "said"),
    [
        ("still:/nowhere/photo.png", "/nowhere/photo.png"),
        ("dir:/nowhere", "/nowhere"),
        ("laser:/dev/video0", "laser"),
        ("still:README.md?speed=3", "speed"),
    ],
)
def test_a_camera_that_cannot_be(camera: str, said: str) -> None:
    line = refused("play", "--camera", camera)
    assert said in line
    assert "--camera" in line


@pytest.mark.parametrize("seconds", ["0", "-3", "soon", "nan"])
def test_seconds_that_are_none(seconds: str) -> None:
    assert "--seconds" in refused("play", f"--seconds={seconds}")


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('file = "../banks/demo-24.toml"', 'file = "none.toml"', "none.toml"),
        ("[bank]", '[[buses]]\nname = "main"\n[bank]', "bank.file"),
        ('layout = "../layouts/demo-24.toml"', 'layout = "none.toml"', "none.toml"),
        ('secrets = "demo-secrets.toml"', 'secrets = "none.toml"', "none.toml"),
        ('kind = "embedded"', 'kind = "http"', "backend.url"),
        ("[site]", "[site", "demo.toml"),
    ],
)
def test_a_profile_with_a_mistake_names_file_and_field(config: Path, old: str, new: str, said: str) -> None:
    profile = config / "profiles" / "demo.toml"
    spoil(profile, old, new)
    line = refused("play", "--profile", str(profile))
    assert said in line
    assert ".toml" in line
    assert len(line.splitlines()) == 1


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('family = "8a"', 'family = "9z"', "buses[0].family"),
        ("ways = 24", 'ways = "many"', "buses[0].ways"),
        ("ways = 24", "wayz = 24", "wayz"),
        ('port = "sim:"', 'port = "/dev/ttyUSB97"', "buses[0].port"),
        ("boards = [1]", "boards = [2]", "board"),
        ('"1-13" = "1:1-13"', '"1-13" = "1:2-14"', "channel 14"),
    ],
)
def test_a_bank_file_with_a_mistake_names_file_and_field(config: Path, old: str, new: str, said: str) -> None:
    spoil(config / "banks" / "demo-24.toml", old, new)
    line = refused("check-config", "--profile", str(config / "profiles" / "demo.toml"))
    assert said in line
    assert "demo-24.toml" in line
    assert len(line.splitlines()) == 1


def test_codes_into_a_place_that_cannot_be(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    assert "--out" in refused("codes", "--out", str(tmp_path / "file" / "codes"))


def test_the_shipped_profile_is_all_right() -> None:
    done = openluke("check-config", "--profile", "demo")
    assert done.returncode == 0
    assert "24 doors" in done.stdout


def test_a_scanner_that_cannot_be(config: Path) -> None:
    demo = config / "profiles" / "demo.toml"
    spoil(demo, "[screen]", '[scanners]\nurls = ["pcsc:", "hid:/dev/input/event3"]\n\n[screen]')
    for command in (["check-config"], ["play"], ["run", "--data=x"]):
        said = refused(*command, "--profile", str(demo))
        assert "demo.toml: scanners.urls[1]" in said
        assert len(said.splitlines()) == 1
