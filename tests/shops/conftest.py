"""Real shops: `./run test` has Vendure where npm and a new enough Node are, `./run test-shops` has all of them."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.helpers.broker import free_port
from tests.shops.hooks import SECRET, Hooks
from tests.shops.programs import CannotRunError, Server, node_modules
from tests.shops.vendure_shop import VendureShop

STARTED_S = 60


def installed(request: pytest.FixtureRequest, shop: str) -> Path:
    """Skips with the reason, unless the shops have to be there."""
    try:
        return node_modules(shop)
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
