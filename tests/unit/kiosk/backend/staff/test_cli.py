"""`python -m kiosk.backend staff`: accounts from the command line; passwords never as an argument."""

import io
import sys
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from kiosk.backend import schema
from kiosk.backend.__main__ import main
from kiosk.backend.database import open_database
from kiosk.backend.staff import accounts

SECRETS = "config/profiles/demo-secrets.toml"
PASSWORD = "correct horse battery"


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'shop.db'}"


def _staff(monkeypatch: pytest.MonkeyPatch, url: str, *arguments: str, typed: str = PASSWORD) -> int:
    monkeypatch.setattr(sys, "stdin", io.StringIO(typed + "\n"))
    return main(["staff", *arguments, "--database", url])


def _rows(url: str, query: Any) -> list[Any]:
    engine = open_database(url)
    with engine.connect() as connection:
        rows = list(connection.execute(query).all())
    engine.dispose()
    return rows


def test_an_account_from_nothing_to_disabled(
    url: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert _staff(monkeypatch, url, "add", "kari") == 0
    assert _staff(monkeypatch, url, "add", "mona", "--role", "manager") == 0
    assert _staff(monkeypatch, url, "password", "kari", typed="another long one") == 0
    assert _staff(monkeypatch, url, "disable", "mona") == 0
    assert _staff(monkeypatch, url, "list") == 0
    assert capsys.readouterr() == ("kari\tstaff\nmona\tmanager\tdisabled\n", "")
    (kari, mona) = _rows(url, select(schema.staff).order_by(schema.staff.c.name))
    assert accounts.check(kari, PASSWORD) is None
    assert accounts.check(kari, "another long one") == accounts.Account("kari", "staff")
    assert accounts.check(mona, PASSWORD) is None
    assert _staff(monkeypatch, url, "enable", "mona") == 0
    (_, mona) = _rows(url, select(schema.staff).order_by(schema.staff.c.name))
    assert accounts.check(mona, PASSWORD) == accounts.Account("mona", "manager")
    did = [row.action for row in _rows(url, select(schema.audit).order_by(schema.audit.c.position))]
    assert did == ["staff.add", "staff.add", "staff.password", "staff.disable", "staff.enable"]


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ((["add", "Kari"], PASSWORD), "NAME: small letters"),
        ((["add", "kari"], "short"), "password: 12 to 256 characters"),
        ((["disable", "nobody"], ""), "NAME: nobody is called nobody"),
        ((["password", "nobody"], PASSWORD), "NAME: nobody is called nobody"),
    ],
)
def test_bad_input_is_one_line(
    url: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    asked: tuple[list[str], str],
    said: str,
) -> None:
    arguments, typed = asked
    assert _staff(monkeypatch, url, *arguments, typed=typed) == 2
    told = capsys.readouterr().err
    assert told.startswith(said)
    assert told.count("\n") == 1
    assert PASSWORD not in told


def test_the_page_needs_somebody_who_may_sign_in(url: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--database", url, "--secrets", SECRETS, "--staff"]) == 2
    assert capsys.readouterr().err.startswith("--staff: nobody has an account: python -m kiosk.backend staff add")


def test_the_page_is_not_for_networks(url: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--database", url, "--secrets", SECRETS, "--staff", "--listen", "0.0.0.0:0"]) == 2
    assert capsys.readouterr().err.startswith("--staff: shown on a loopback address only")
