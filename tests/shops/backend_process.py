"""The backend as a merchant runs it: a site of its own, `--shop shop.toml`, and a kiosk and staff who ask it."""

import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx2

from kiosk.secrets import load_secrets

_STARTS_S = 30
_LIMIT_S = 60
SITE = 4


@dataclass
class Point:
    """`kiosk` and `staff` ask with their keys; `url` and `kiosk_key` are for programs that ask by themselves."""

    kiosk: httpx2.Client
    staff: httpx2.Client
    url: str
    kiosk_key: str

    def listed(self, order: str) -> Any:
        """The pickup of the platform's order number, once it is there."""

        def look() -> Any:
            for row in self.kiosk.get("/v1/pickups", params={"site": SITE}).json()["pickups"]:
                found = self.kiosk.get(f"/v1/pickups/{row['id']}").json()
                if found["order_number"] == order:
                    return found
            return None

        return until(look)

    def stage(self, pickup: Any, parcel: str, compartment: int, **lines: int) -> Any:
        answer = self.staff.put(
            f"/v1/pickups/{pickup['id']}/parcels/{parcel}",
            json={"compartment": compartment, "lines": lines, "partial": True},
            headers={"If-Match": f'"{pickup["version"]}"'},
        )
        assert answer.status_code == 200, answer.text
        return answer.json()

    def collect(self, pickup: Any, parcel: str, compartment: int) -> Any:
        times = {"opened_at": "2026-11-28T12:00:00Z", "closed_at": "2026-11-28T12:00:09Z"}
        body = {"parcel": parcel, "compartment": compartment, "credential": "c-1", **times}
        answer = self.kiosk.post(
            f"/v1/pickups/{pickup['id']}/handovers", json=body, headers={"Idempotency-Key": f"collected-{parcel}"}
        )
        assert answer.status_code == 201, answer.text
        return answer.json()


def until(look: Any, limit_s: float = _LIMIT_S) -> Any:
    """What `look` finds in the end."""
    end_s = time.monotonic() + limit_s
    while not (found := look()):
        assert time.monotonic() < end_s, "it did not come about"
        time.sleep(0.2)
    return found


@contextmanager
def point(folder: Path, shop_toml: str, layout_file: str = "config/layouts/demo-24.toml") -> Iterator[Point]:
    """Made with the two commands of docs/connect-a-shop.md."""
    database, keys = f"sqlite:///{folder / 'shop.db'}", folder / "keys"
    (folder / "shop.toml").write_text(shop_toml)
    new_site = ["new-site", "--out", str(keys), "--number", str(SITE), "--id", "sentrum", "--name", "Sentrum"]
    layout = ["--layout", layout_file, "--kiosk", "sentrum-1"]
    _backend(database, *new_site, *layout)
    secrets = keys / "backend-secrets.toml"
    with served(folder, database, secrets, "--shop", str(folder / "shop.toml")) as url:
        admin = load_secrets(secrets).admin
        assert admin is not None
        kiosk_key = load_secrets(keys / "sentrum-1-secrets.toml").kiosk.bearer_key
        with client(url, kiosk_key) as kiosk, client(url, admin.key) as staff:
            yield Point(kiosk, staff, url, kiosk_key)


@contextmanager
def served(folder: Path, database: str, secrets: Path, *options: str) -> Iterator[str]:
    """The URL of a backend that has nothing to complain about."""
    ready = folder / "ready"
    serve = ["--secrets", str(secrets), "--ready-file", str(ready), "--die-with-parent"]
    command = [*_command(database), *serve, *options]
    with (folder / "log").open("w") as log, subprocess.Popen(command, stdout=log, stderr=log) as process:
        try:
            until(lambda: ready.exists() or process.poll() is not None, _STARTS_S)
            assert ready.exists(), (folder / "log").read_text()
            yield ready.read_text().strip()
        finally:
            process.terminate()
            process.wait(30)
    assert (folder / "log").read_text() == "", "it had something to complain about"


def _command(database: str) -> list[str]:
    return [sys.executable, "-P", "-m", "kiosk.backend", "--database", database]


def _backend(database: str, command: str, *arguments: str) -> None:
    program = [sys.executable, "-P", "-m", "kiosk.backend"]
    done = subprocess.run(
        [*program, command, "--database", database, *arguments], capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 0, done.stderr


def client(url: str, key: str) -> httpx2.Client:
    headers = {"Authorization": f"Bearer {key}"}
    return httpx2.Client(base_url=url, headers=headers, trust_env=False, timeout=20)
