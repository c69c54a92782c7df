"""`python -m kiosk.backend` as it is really started."""

import asyncio
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx2
import pytest

from kiosk.backend.__main__ import main
from kiosk.commerce.http import HttpBackend
from kiosk.errors import BackendAwayError
from kiosk.ports import Handover
from kiosk.secrets import load_secrets

SECRETS = Path("config/profiles/demo-secrets.toml")
COMMAND = (sys.executable, "-m", "kiosk.backend", "--secrets", str(SECRETS))
ADDRESS_OF_NOBODY = "192.0.2.1:80"  # RFC 5737


class Started:
    def __init__(self, folder: Path, *options: str) -> None:
        ready = folder / "ready"
        ready.unlink(missing_ok=True)
        self.process = subprocess.Popen(
            [*COMMAND, "--database", f"sqlite:///{folder / 'shop.db'}", "--ready-file", str(ready), *options],
            stderr=subprocess.PIPE,
            text=True,
        )
        deadline = time.monotonic() + 30
        while not ready.exists():
            assert self.process.poll() is None, self.process.communicate()[1]
            assert time.monotonic() < deadline
            time.sleep(0.02)
        self.url = ready.read_text().strip()

    def stop(self, with_signal: int) -> tuple[int, str]:
        self.process.send_signal(with_signal)
        said = self.process.communicate(timeout=15)[1]
        return self.process.returncode, said


@pytest.fixture
def started(tmp_path: Path) -> Iterator[Started]:
    backend = Started(tmp_path, "--seed", "demo", "--die-with-parent")
    yield backend
    if backend.process.poll() is None:
        backend.stop(signal.SIGKILL)


def client(url: str) -> HttpBackend:
    secrets = load_secrets(SECRETS)
    return HttpBackend(url, bearer_key=secrets.kiosk.bearer_key, site=4, kiosk="sentrum-1", site_key=secrets.site.key)


def test_a_handover_outlives_a_kill(started: Started, tmp_path: Path) -> None:
    async def hand_over() -> Handover:
        async with client(started.url) as backend:
            page = await backend.site_list("")
            pickup = next(pickup for pickup in page.pickups if pickup.state == "ready")
            parcel = pickup.parcels[0]
            told = Handover(
                "handover-1", pickup.id, parcel.id, parcel.compartment, 0.0, 1.0, "c1", "", "", offline=False
            )
            await backend.hand_over(told)
            return told

    told = asyncio.run(hand_over())
    started.stop(signal.SIGKILL)

    async def away() -> None:
        async with client(started.url) as backend:
            await backend.site_list("")

    with pytest.raises(BackendAwayError):
        asyncio.run(away())

    # The same port again, the same shop: the seed does not fall on it a second time.
    again = Started(tmp_path, "--seed", "demo", "--listen", started.url.removeprefix("http://"))

    async def look_again() -> None:
        async with client(again.url) as backend:
            await backend.hand_over(told)
            page = await backend.site_list("")
            pickup = next(pickup for pickup in page.pickups if pickup.id == told.pickup)
            parcel = next(parcel for parcel in pickup.parcels if parcel.id == told.parcel)
            assert parcel.state == "collected"

    asyncio.run(look_again())
    assert again.stop(signal.SIGTERM) == (0, "")
    with sqlite3.connect(tmp_path / "shop.db") as database:
        assert database.execute("SELECT count(*) FROM handovers").fetchone() == (1,)
        assert database.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    database.close()


def test_the_staff_page_is_there_where_it_was_asked_for(tmp_path: Path) -> None:
    add = [
        sys.executable,
        "-m",
        "kiosk.backend",
        "staff",
        "add",
        "kari",
        "--database",
        f"sqlite:///{tmp_path / 'shop.db'}",
    ]
    subprocess.run(add, input="correct horse battery\n", text=True, check=True, timeout=30)
    asked = {"name": "kari", "password": "correct horse battery"}
    without = Started(tmp_path)
    assert httpx2.post(f"{without.url}/staff/sign-in", data=asked, trust_env=False).status_code == 404
    assert without.stop(signal.SIGTERM) == (0, "")
    served = Started(tmp_path, "--staff")
    assert httpx2.post(f"{served.url}/staff/sign-in", data=asked, trust_env=False).status_code == 303
    assert served.stop(signal.SIGTERM) == (0, "")


def test_it_dies_with_its_parent(tmp_path: Path) -> None:
    ready = tmp_path / "ready"
    command = [*COMMAND, "--database", f"sqlite:///{tmp_path / 'shop.db'}", "--ready-file", str(ready)]
    command.append("--die-with-parent")
    program = (
        "import os, subprocess, sys, time\n"
        "child = subprocess.Popen(sys.argv[2:])\n"
        "while not os.path.exists(sys.argv[1]): time.sleep(0.02)\n"
        "print(child.pid)\n"
    )
    parent = subprocess.run([sys.executable, "-c", program, str(ready), *command], stdout=subprocess.PIPE, check=True)
    child = int(parent.stdout)
    deadline = time.monotonic() + 10
    while Path(f"/proc/{child}").exists():
        if Path(f"/proc/{child}/stat").read_text().rsplit(")", 1)[1].split()[0] == "Z":
            break
        assert time.monotonic() < deadline
        time.sleep(0.02)


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--database", "nonsense"], "--database: is not a database URL"),
        (["--database", "sqlite://"], "--database: is neither sqlite:////absolute/path.db nor postgresql://"),
        (["--database", "mysql://x/y"], "--database: is neither sqlite:////absolute/path.db nor postgresql://"),
        (["--database", "sqlite:////nowhere/at/all.db"], "--database: unable to open database file"),
        (["--secrets", "nowhere.toml"], "nowhere.toml: No such file or directory"),
        (["--listen", "8080"], "--listen: '8080' is not host:port"),
        (["--listen", "127.0.0.1:70000"], "--listen: '127.0.0.1:70000' is not host:port"),
        (["--listen", ADDRESS_OF_NOBODY], f"--listen: {ADDRESS_OF_NOBODY}: Cannot assign requested address"),
    ],
)
def test_bad_input_is_one_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], options: list[str], said: str
) -> None:
    defaults = ["--database", f"sqlite:///{tmp_path / 'shop.db'}", "--secrets", str(SECRETS)]
    assert main(defaults + options) == 2
    assert capsys.readouterr().err.startswith(said)


def test_a_database_server_that_is_away_is_told_without_its_password(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--database", "postgresql://u:secret@/y?host=/nowhere", "--secrets", str(SECRETS)]) == 2
    told = capsys.readouterr().err
    assert told.startswith("--database: connection")
    assert "secret" not in told


def test_a_seed_needs_the_issuers_key(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    secrets = tmp_path / "secrets.toml"
    secrets.write_text(SECRETS.read_text().partition("[issuer]")[0])
    arguments = ["--database", f"sqlite:///{tmp_path / 'shop.db'}", "--secrets", str(secrets), "--seed", "demo"]
    assert main(arguments) == 2
    assert "issuer: missing" in capsys.readouterr().err


def test_a_newer_database_is_left_alone(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "shop.db"
    with sqlite3.connect(path) as database:
        database.execute("CREATE TABLE alembic_version (version_num TEXT)")
        database.execute("INSERT INTO alembic_version VALUES ('9999')")
    database.close()
    assert main(["--database", f"sqlite:///{path}", "--secrets", str(SECRETS)]) == 2
    assert "newer version (schema 9999, known 0004)" in capsys.readouterr().err
    with sqlite3.connect(path) as database:
        assert database.execute("SELECT name FROM sqlite_master").fetchall() == [("alembic_version",)]
    database.close()


def test_what_is_over_expires_in_a_backend_that_runs(tmp_path: Path) -> None:
    first = Started(tmp_path, "--seed", "demo")
    assert first.stop(signal.SIGTERM) == (0, "")
    four_days_ago = time.time() - 4 * 86_400
    ready = "SELECT count(*) FROM pickups WHERE state = 'ready'"
    with sqlite3.connect(tmp_path / "shop.db") as database:
        database.execute("UPDATE pickups SET not_after = ?, not_before = ?", (four_days_ago, four_days_ago - 1))
        assert database.execute(ready).fetchone() > (5,)
    database.close()
    again = Started(tmp_path)
    deadline = time.monotonic() + 15
    with sqlite3.connect(tmp_path / "shop.db") as database:
        while database.execute(ready).fetchone() != (0,):
            assert time.monotonic() < deadline
            time.sleep(0.05)
    database.close()
    assert again.stop(signal.SIGTERM) == (0, "")
