"""A merchant's own site: made by one command, served by the next, and told apart from everybody else's."""

import stat
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from kiosk.backend import schema
from kiosk.backend.__main__ import main
from kiosk.backend.database import open_database
from kiosk.secrets import load_secrets

LAYOUT = "config/layouts/demo-24.toml"


def arguments(folder: Path, **changes: str) -> list[str]:
    options = {
        "database": f"sqlite:///{folder / 'shop.db'}",
        "out": str(folder / "keys"),
        "number": "7",
        "id": "torget",
        "name": "Henteskap Torget",
        "help-phone": "22 00 11 22",
        "layout": LAYOUT,
        "kiosk": "torget-1",
    } | changes
    return ["new-site", *(word for name, value in options.items() for word in (f"--{name}", value))]


def rows(folder: Path, table: Any) -> list[Any]:
    engine = open_database(f"sqlite:///{folder / 'shop.db'}")
    with engine.connect() as connection:
        found = list(connection.execute(select(table)).all())
    engine.dispose()
    return found


def test_one_command_makes_site_kiosk_and_keys(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(arguments(tmp_path)) == 0
    told = capsys.readouterr().out
    backend, kiosk = (load_secrets(tmp_path / "keys" / f"{name}-secrets.toml") for name in ("backend", "torget-1"))
    assert (kiosk.site.key, kiosk.public_keys, kiosk.command_keys) == (
        backend.site.key,
        backend.public_keys,
        backend.command_keys,
    )
    assert (kiosk.issuer, kiosk.command_issuer, kiosk.admin) == (None, None, None)
    assert backend.issuer is not None
    assert backend.admin is not None
    assert kiosk.kiosk.bearer_key not in told
    for file in (tmp_path / "keys").iterdir():
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
    (site,) = rows(tmp_path, schema.sites)
    assert (site.number, site.id, site.name, site.help_phone) == (7, "torget", "Henteskap Torget", "22 00 11 22")
    doors = rows(tmp_path, schema.compartments)
    assert len(doors) == 24
    assert {(door.width_mm, door.height_mm, door.depth_mm) for door in doors if door.number == 7} == {(500, 640, 500)}


def test_no_two_installations_have_the_same_keys(tmp_path: Path) -> None:
    keys = set()
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        assert main(arguments(tmp_path / name)) == 0
        secrets = load_secrets(tmp_path / name / "keys" / "torget-1-secrets.toml")
        keys |= {secrets.site.key, secrets.kiosk.bearer_key, secrets.public_keys[1]}
    assert len(keys) == 6


def test_a_second_kiosk_shares_the_sites_keys_and_has_its_own_name(tmp_path: Path) -> None:
    assert main(arguments(tmp_path)) == 0
    assert main(arguments(tmp_path, number="8", id="brygga", kiosk="brygga-1")) == 0
    first, second = (load_secrets(tmp_path / "keys" / f"{name}-1-secrets.toml") for name in ("torget", "brygga"))
    assert first.site.key == second.site.key
    assert first.kiosk.bearer_key != second.kiosk.bearer_key


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({}, "--kiosk: torget-1: there is a secrets file of that name"),
        ({"out": "elsewhere"}, "--kiosk: torget-1 is in the database already"),
        ({"kiosk": "torget-2", "id": "other"}, "--number: site 7 is 'torget' already"),
        ({"kiosk": "torget-2"}, "--layout: site 7 has a compartment 1 already"),
        ({"kiosk": "torget-2", "layout": "nowhere.toml"}, "nowhere.toml: cannot be read"),
    ],
)
def test_bad_input_is_one_line_and_adds_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], changes: dict[str, str], problem: str
) -> None:
    assert main(arguments(tmp_path)) == 0
    before = sorted(tmp_path.rglob("*-secrets.toml"))
    if "out" in changes:
        changes = changes | {"out": str(tmp_path / changes["out"])}
    assert main(arguments(tmp_path, **changes)) == 2
    assert capsys.readouterr().err.startswith(problem)
    assert sorted(tmp_path.rglob("*-1-secrets.toml")) == [path for path in before if "-1-" in str(path)]
    assert len(rows(tmp_path, schema.kiosks)) == 1


@pytest.mark.parametrize("words", [["--number", "-1"], ["--kiosk", "../up"], ["--id", "Æ"]])
def test_what_is_no_name_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str], words: list[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main([*arguments(tmp_path), *words])
    assert ended.value.code == 2
    assert f"argument {words[0]}" in capsys.readouterr().err
    assert not (tmp_path / "shop.db").exists()
