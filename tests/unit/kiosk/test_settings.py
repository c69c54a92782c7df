import shutil
import tomllib
from pathlib import Path

import pytest

from kiosk.errors import ConfigError
from kiosk.layout import load_wall
from kiosk.secrets import load_secrets
from kiosk.settings import CONFIG_DIR, check_ports, load_profile, profile_path


@pytest.fixture
def config(tmp_path: Path) -> Path:
    """A copy of what is shipped, to be spoiled."""
    shutil.copytree(CONFIG_DIR, tmp_path / "config")
    return tmp_path / "config"


@pytest.fixture
def profile(config: Path) -> Path:
    return config / "profiles" / "demo.toml"


def spoil(path: Path, old: str, new: str) -> None:
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")


def refusal(profile: Path) -> ConfigError:
    with pytest.raises(ConfigError) as raised:
        load_profile(str(profile))
    return raised.value


def test_the_demo_profile_by_its_name() -> None:
    loaded = load_profile("demo")
    assert loaded.path == CONFIG_DIR / "profiles" / "demo.toml"
    assert loaded.file.site.languages == ("nb", "en")
    assert len(loaded.wall.compartments) == 24
    assert loaded.secrets_path.name == "demo-secrets.toml"
    assert len(loaded.secrets.site.key) == 32


TOML_FILES = sorted(CONFIG_DIR.rglob("*.toml"))


@pytest.mark.parametrize("path", TOML_FILES, ids=lambda path: path.relative_to(CONFIG_DIR).as_posix())
def test_every_shipped_file_loads_as_what_it_is(path: Path) -> None:
    if path.parent.name == "layouts":
        load_wall(path)
    elif path.stem.endswith("-secrets"):
        load_secrets(path)
    elif path.parent.name == "profiles":
        load_profile(str(path))
    else:
        tomllib.loads(path.read_text("utf-8"))


@pytest.mark.parametrize(
    ("old", "new", "field", "problem"),
    [
        ("[screen]", "colour = 1\n[screen]", "camera", "colour"),
        ("[site]", "[spaceship]\n[site]", "", "spaceship"),
        ("number = 4\n", "number = 4\nnumbre = 4\n", "site", "numbre"),
        ("number = 4\n", 'number = "four"\n', "site.number", "int"),
        ("number = 4\n", "number = 0\n", "site.number", ">= 1"),
        ("number = 4\n", "", "site", "number"),
        ('kiosk_id = "sentrum-1"', 'kiosk_id = "Sentrum 1"', "site.kiosk_id", "regex"),
        ('name = "Henteskap Sentrum"', 'name = ""', "site.name", "length >= 1"),
        ('languages = ["nb", "en"]', 'languages = ["no"]', "site.languages[0]", "'no'"),
        ('languages = ["nb", "en"]', "languages = []", "site.languages", "length >= 1"),
        ('kind = "embedded"', 'kind = "cloud"', "backend.kind", "'cloud'"),
        ('kind = "embedded"', 'kind = "http"', "backend.url", "https://"),
        ('kind = "embedded"', 'kind = "http"\nurl = "ftp://x"', "backend.url", "https://"),
        ('seed = "demo"', 'seed = "mess"', "backend.seed", "'mess'"),
        ('seed = "demo"', "sync_every_s = 0.5", "backend.sync_every_s", ">= 1"),
        ('seed = "demo"', "sync_every_s = nan", "backend.sync_every_s", ""),
        ('family = "8a"', 'family = "9z"', "buses[0].family", "'9z'"),
        ("boards = [1]", "boards = []", "buses[0].boards", "length >= 1"),
        ("boards = [1]", 'boards = ["one"]', "buses[0].boards[0]", "int"),
        ("width_mm = 268", "width_mm = 5", "screen.width_mm", "> 50"),
        ("width_mm = 268", "width_mm = nan", "screen.width_mm", ""),
        ("person_closes_after_s = 1.5", "person_closes_after_s = 0", "simulator.person_closes_after_s", "> 0"),
    ],
)
def test_bad_input_names_file_and_field(profile: Path, old: str, new: str, field: str, problem: str) -> None:
    spoil(profile, old, new)
    error = refusal(profile)
    assert error.where == (f"{profile}: {field}" if field else str(profile))
    assert problem in error.problem


@pytest.mark.parametrize(
    ("old", "new", "field", "problem"),
    [
        ('name = "main"', 'name = "mian"', "compartment 1.bus", "none of the buses in demo.toml"),
        ("boards = [1]", "boards = [2]", "compartment 1.board", "has no board 1"),
        ("ways = 24", "ways = 23", "compartment 20.channel", "have 23 channels"),
    ],
)
def test_a_wall_that_does_not_fit_the_buses_names_the_compartment(
    profile: Path, old: str, new: str, field: str, problem: str
) -> None:
    spoil(profile, old, new)
    error = refusal(profile)
    if "ways" in old:  # compartment 20 is on channel 24
        assert (profile.parent / "../layouts/demo-24.toml").read_text().count("number = 20") == 1
    assert error.where == f"{profile.parent}/../layouts/demo-24.toml: {field}"
    assert problem in error.problem


def test_two_buses_of_one_name(profile: Path) -> None:
    spoil(profile, "[camera]", '[[buses]]\nname = "main"\nport = "sim:"\nboards = [1]\n[camera]')
    error = refusal(profile)
    assert (error.where, error.problem) == (f"{profile}: buses", "two buses have the same name")


@pytest.mark.parametrize(
    ("old", "new", "file"),
    [
        ('layout = "../layouts/demo-24.toml"', 'layout = "none.toml"', "none.toml"),
        ('secrets = "demo-secrets.toml"', 'secrets = "no-secrets.toml"', "no-secrets.toml"),
    ],
)
def test_a_file_that_the_profile_names_and_that_is_not_there(profile: Path, old: str, new: str, file: str) -> None:
    spoil(profile, old, new)
    assert refusal(profile).where == str(profile.parent / file)


def test_a_profile_that_is_not_there(tmp_path: Path) -> None:
    assert refusal(tmp_path / "x.toml").where == str(tmp_path / "x.toml")


def test_a_name_that_nothing_has_lists_those_there_are() -> None:
    with pytest.raises(ConfigError, match=r"no profile 'nowhere'; known: demo, or a path") as raised:
        profile_path("nowhere")
    assert raised.value.where == "--profile"


def test_secrets_are_no_profile() -> None:
    with pytest.raises(ConfigError) as raised:
        profile_path("nowhere")
    assert "secrets" not in raised.value.problem


def test_an_http_backend_with_its_address(profile: Path) -> None:
    spoil(profile, 'kind = "embedded"', 'kind = "http"\nurl = "https://pickup.example.no"')
    assert load_profile(str(profile)).file.backend.url == "https://pickup.example.no"


def test_a_real_port_must_be_there_and_a_simulated_one_need_not(profile: Path, tmp_path: Path) -> None:
    check_ports(load_profile(str(profile)))
    spoil(profile, 'port = "sim:"', f'port = "{tmp_path / "ttyUSB0"}"')
    loaded = load_profile(str(profile))
    with pytest.raises(ConfigError, match="is not there") as raised:
        check_ports(loaded)
    assert raised.value.where == f"{profile}: buses[0].port"
    (tmp_path / "ttyUSB0").touch()
    check_ports(loaded)
