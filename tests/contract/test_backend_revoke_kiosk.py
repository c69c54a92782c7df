"""A kiosk was stolen: its key ends while the backend runs, on both databases."""

from pathlib import Path
from typing import Any

import httpx2
import pytest
from sqlalchemy import select

from kiosk.backend import schema
from kiosk.backend.__main__ import main
from kiosk.backend.new_keys import keys_in
from kiosk.secrets import load_secrets
from tests.contract.test_backend_expiry import tell
from tests.helpers.trade import signed_in


def revoke(running: Any, out: Path, kiosk: str = "sentrum-1") -> int:
    url = running.backend.engine.url.render_as_string(hide_password=False)
    return main(["revoke-kiosk", kiosk, "--database", url, "--out", str(out)])


def status(running: Any, key: str) -> int:
    headers = {"Authorization": f"Bearer {key}"}
    answer = httpx2.get(f"{running.url}/v1/site", headers=headers, trust_env=False)
    return answer.status_code


def rows(running: Any, table: Any) -> list[Any]:
    with running.backend.engine.connect() as connection:
        return list(connection.execute(select(table)).all())


@pytest.fixture
def out(tmp_path: Path) -> Path:
    keys_in(tmp_path)
    return tmp_path


def test_the_old_key_ends_in_a_backend_that_runs_and_the_new_one_is_let_in(
    running: Any, out: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    old = running.secrets.kiosk.bearer_key
    assert status(running, old) == 200
    assert revoke(running, out) == 0
    assert status(running, old) == 401
    new = load_secrets(out / "sentrum-1-secrets.toml")
    assert status(running, new.kiosk.bearer_key) == 200
    assert (new.site.key, new.issuer, new.admin) == (load_secrets(out / "backend-secrets.toml").site.key, None, None)
    said = capsys.readouterr().out
    assert "sentrum-1-secrets.toml" in said
    assert not {old, new.kiosk.bearer_key} & set(said.split())
    assert ("command-line", "kiosk.revoke", "sentrum-1") in [
        (row.actor, row.action, row.subject) for row in rows(running, schema.audit)
    ]


def test_visits_end_and_what_stood_still_goes_on(running: Any, out: Path) -> None:
    signed_in(running, "E-JONAS")
    tell(running, "stopped", 60, scope="bank")
    assert revoke(running, out) == 0
    assert {row.ended for row in rows(running, schema.sessions)} == {1}
    (stop,) = rows(running, schema.stops)
    assert stop.until is not None


def test_a_file_with_the_old_key_is_not_written_over_and_the_key_has_ended_all_the_same(
    running: Any, out: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = out / "sentrum-1-secrets.toml"
    file.write_text("old", "utf-8")
    assert revoke(running, out) == 2
    assert "has ended" in capsys.readouterr().err
    assert file.read_text("utf-8") == "old"
    assert status(running, running.secrets.kiosk.bearer_key) == 401
    file.unlink()
    assert revoke(running, out) == 0
    assert status(running, load_secrets(file).kiosk.bearer_key) == 200


@pytest.mark.parametrize(("kiosk", "said"), [("nobody", "KIOSK: "), ("sentrum-1", "backend-secrets")])
def test_bad_input_is_one_line_and_changes_nothing(
    running: Any, out: Path, capsys: pytest.CaptureFixture[str], kiosk: str, said: str
) -> None:
    folder = out / "elsewhere" if "backend" in said else out
    assert revoke(running, folder, kiosk) == 2
    error = capsys.readouterr().err
    assert said in error
    assert error.count("\n") == 1
    assert status(running, running.secrets.kiosk.bearer_key) == 200
