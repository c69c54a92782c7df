"""Signing in with a phone at a real OpenID provider, from the kiosk's question to a session of the backend."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx2
import pytest

from kiosk.secrets import load_secrets
from tests.helpers.broker import free_port
from tests.shops.backend_process import client, served, until
from tests.shops.conftest import installed
from tests.shops.identity_server import CLIENT, SECRET, says_no, signs_in, visit
from tests.shops.programs import Server

STARTED_S = 30
SECRETS = Path("config/profiles/demo-secrets.toml")
USERINFO = "employee"
"""This claim the provider tells only when asked for it; `sub` is in the token."""


@dataclass
class Kiosk:
    http: httpx2.Client
    claim: str

    def begin(self) -> Any:
        answer = self.http.post("/v1/sign-ins")
        assert answer.status_code == 201, answer.text
        return answer.json()

    def finish(self, name: str) -> Any:
        """The first answer that is not "not yet"."""
        return until(lambda: (got := self.http.post(f"/v1/sign-ins/{name}:finish")).status_code != 202 and got, 30)


@pytest.fixture(scope="session")
def issuer(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = installed(request, "identity")
    port = free_port()
    environment = {"PORT": str(port), "CLIENT": CLIENT, "CLIENT_SECRET": SECRET}
    log = tmp_path_factory.mktemp("identity") / "log"
    server = Server("oidc-provider", ["node", "server.mjs"], folder, log, environment)
    server.start()
    try:
        server.wait_until(lambda: server.has_said("READY"), STARTED_S)
        yield f"http://127.0.0.1:{port}"
    finally:
        server.stop()


@pytest.fixture(params=["sub", USERINFO])
def kiosk(request: pytest.FixtureRequest, issuer: str, tmp_path: Path) -> Iterator[Kiosk]:
    identity = tmp_path / "identity.toml"
    given = {"issuer": issuer, "client_id": CLIENT, "client_secret": SECRET, "claim": request.param}
    identity.write_text("".join(f"{name} = {json.dumps(value)}\n" for name, value in given.items()))
    identity.chmod(0o600)
    database = f"sqlite:///{tmp_path / 'shop.db'}"
    options = ("--seed", "demo", "--identity", str(identity))
    with (
        served(tmp_path, database, SECRETS, *options) as url,
        client(url, load_secrets(SECRETS).kiosk.bearer_key) as http,
    ):
        yield Kiosk(http, request.param)


def test_an_employee_signs_in(kiosk: Kiosk) -> None:
    assert "device_sign_in" in kiosk.http.get("/v1/site").json()["capabilities"]
    told = kiosk.begin()
    assert told["user_code"] in told["url"]
    assert "Sign-in Success" in visit(told["url"], signs_in("E-JONAS"))
    answer = kiosk.finish(told["id"])
    assert answer.status_code == 201, answer.text
    session = answer.json()
    assert (session["person"]["id"], session["credential"] != "") == ("E-JONAS", True)
    orders = kiosk.http.get(
        f"/v1/accounts/{session['person']['account']}/orders", headers={"Pickup-Session": session["token"]}
    )
    assert orders.json()["orders"]


def test_somebody_who_is_no_employee(kiosk: Kiosk) -> None:
    told = kiosk.begin()
    visit(told["url"], signs_in("mallory"))
    assert kiosk.finish(told["id"]).json()["type"] == "urn:openluke:problem:session-refused"


def test_somebody_who_says_no(kiosk: Kiosk) -> None:
    told = kiosk.begin()
    assert "was interrupted" in visit(told["url"], says_no)
    assert kiosk.finish(told["id"]).json()["type"] == "urn:openluke:problem:session-refused"
