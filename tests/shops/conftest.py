"""Real shops: `./run test` has Vendure where npm and a new enough Node are, `./run test-shops` has all of them."""

import os
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from tests.helpers.broker import free_port
from tests.helpers.postgres import postgres
from tests.shops.hooks import SECRET, Hooks
from tests.shops.medusa_shop import EMAIL, PASSWORD, MedusaShop
from tests.shops.programs import CannotRunError, Server, TooOldError, answers, node_modules
from tests.shops.vendure_shop import VendureShop

STARTED_S = 180


def installed(request: pytest.FixtureRequest, shop: str) -> Path:
    """Skips with the reason, unless the shops have to be there and could be."""
    try:
        return node_modules(shop)
    except TooOldError as error:
        pytest.skip(str(error))
    except CannotRunError as error:
        if request.config.getoption("--shops"):
            pytest.fail(str(error))
        pytest.skip(str(error))


@pytest.fixture(scope="session")
def vendure(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[VendureShop]:
    """One shop for all tests of a process: each makes orders of its own."""
    folder = installed(request, "vendure")
    base = f"http://127.0.0.1:{(port := free_port())}"
    with Hooks() as hooks:
        environment = {"PORT": str(port), "HOOK_URL": hooks.url, "HOOK_SECRET": SECRET}
        log = tmp_path_factory.mktemp("vendure") / "log"
        server = Server("Vendure", ["node", "server.js"], folder, log, environment)
        server.start()
        try:
            server.wait_until(lambda: server.has_said("READY"), STARTED_S)
            with VendureShop(base, hooks, server) as shop:
                yield shop
        finally:
            server.stop()
            if request.session.testsfailed:
                print(f"Vendure said ({log}):\n{server.said()}")


@pytest.fixture(scope="session")
def medusa(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[MedusaShop]:
    """One shop for all tests of a process. From an empty database to an answer takes half a minute."""
    if not request.config.getoption("--shops"):
        pytest.skip("Medusa takes long to start: ./run test-shops has it")
    folder = installed(request, "medusa")
    port = free_port()
    base = f"http://127.0.0.1:{port}"
    log = tmp_path_factory.mktemp("medusa") / "log"
    with Hooks() as hooks, postgres(free_port()) as cluster:
        cluster.create("medusa")
        environment = {
            "DATABASE_URL": cluster.tcp_url("medusa"),
            "MEDUSA_DISABLE_TELEMETRY": "true",
            "NODE_ENV": "production",
            "OPENLUKE_URL": hooks.url,
            "OPENLUKE_SECRET": SECRET,
        }
        program = ["node", "node_modules/.bin/medusa"]
        for arguments in (["db:migrate", "--execute-safe-links"], ["user", "-e", EMAIL, "-p", PASSWORD]):
            _run([*program, *arguments], folder, environment, log)
        command = [*program, "start", "--port", str(port), "--host", "127.0.0.1"]
        server = Server("Medusa", command, folder, log, environment)
        server.start()
        try:
            server.wait_until(lambda: answers(f"{base}/health"), STARTED_S)
            with MedusaShop(base, hooks, server) as shop:
                yield shop
        finally:
            server.stop()
            if request.session.testsfailed:
                print(f"Medusa said ({log}):\n{server.said()}")


def _run(command: list[str], folder: Path, environment: Mapping[str, str], log: Path) -> None:
    with log.open("ab") as out:
        env = os.environ | dict(environment)
        done = subprocess.run(command, cwd=folder, env=env, stdout=out, stderr=out, check=False, timeout=300)
    assert done.returncode == 0, log.read_text()[-3000:]
