import shutil
import tomllib
from pathlib import Path

import pytest

from kiosk.domain.allocation import Policy
from kiosk.errors import ConfigError
from kiosk.layout import load_wall
from kiosk.secrets import load_secrets
from kiosk.settings import CONFIG_DIR, PolicySettings, load_profile, profile_path
from locker_driver.bank_file import load_bank


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
    elif path.parent.name == "banks":
        load_bank(path)
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
        ("[screen]", "[scanners]\nurl = 1\n[screen]", "scanners", "url"),
        ("[screen]", "[scanners]\nurls = [1]\n[screen]", "scanners.urls[0]", "str"),
        ("[policy]", '[policy]\ncard_numbers = ["pickup"]', "policy.card_numbers[0]", "'pickup'"),
        ('kind = "embedded"', 'kind = "cloud"', "backend.kind", "'cloud'"),
        ('kind = "embedded"', 'kind = "http"', "backend.url", "https://"),
        ('kind = "embedded"', 'kind = "http"\nurl = "ftp://x"', "backend.url", "https://"),
        ('seed = "demo"', 'seed = "mess"', "backend.seed", "'mess'"),
        ('seed = "demo"', "sync_every_s = 0.5", "backend.sync_every_s", ">= 1"),
        ('seed = "demo"', "sync_every_s = nan", "backend.sync_every_s", ""),
        ('file = "../banks/demo-24.toml"', 'file = ""', "bank.file", "length >= 1"),
        ('file = "../banks/demo-24.toml"', "", "bank", "file"),
        ('commissioning = "waived"', 'commissioning = "later"', "bank.commissioning", "'later'"),
        ('commissioning = "waived"', "baud = 9600", "bank", "baud"),
        ("[bank]", '[[buses]]\nname = "main"\n[bank]', "buses", "bank.file"),
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


def test_the_bank_file_is_beside_the_profile_and_the_proof_with_the_data(profile: Path, tmp_path: Path) -> None:
    loaded = load_profile(str(profile))
    assert loaded.bank_path.samefile(profile.parent.parent / "banks" / "demo-24.toml")
    assert loaded.file.bank.commissioning == "waived"
    assert loaded.proof_path(tmp_path) == tmp_path / "commissioning.json"


def test_a_proof_that_is_named_is_beside_the_profile(profile: Path, tmp_path: Path) -> None:
    spoil(profile, 'commissioning = "waived"', 'proof = "../proof.json"')
    loaded = load_profile(str(profile))
    assert loaded.proof_path(tmp_path) == profile.parent / "../proof.json"
    assert loaded.file.bank.commissioning == "required"


def test_the_ages_of_a_list_ascend(profile: Path) -> None:
    profile.write_text(profile.read_text("utf-8").replace("[policy]", "[policy]\nlist_stale_h = 80"), "utf-8")
    assert "list_stale_h must be below list_old_h" in str(refusal(profile))


def test_a_policy_is_told_in_the_units_of_people(profile: Path) -> None:
    lines = "[policy]\nlist_stale_h = 2\nlist_end_d = 10\nlist_end_allows = 'nothing'\nclock_alone_max_d = 3\n"
    profile.write_text(profile.read_text("utf-8").replace("[policy]", lines), "utf-8")
    policy = load_profile(str(profile)).file.policy
    made = policy.list_policy()
    assert (made.stale_s, made.old_s, made.end_s, made.ended_allows) == (7200, 72 * 3600, 864_000, "nothing")
    assert policy.clock_limits().alone_max_s == 3 * 86_400


def test_the_rules_of_allocation_of_a_site() -> None:
    assert PolicySettings().allocation(("S", "M")) == Policy(("S", "M"))
    own = PolicySettings(keep_free={"S": 2}, heavy_g=1, heavy_top_mm=2, reach_from_mm=3, reach_to_mm=4)
    assert own.allocation(("S",)) == Policy(("S",), {"S": 2}, 1, 2, 3, 4)
