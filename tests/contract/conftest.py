"""The embedded backend on a real loopback port, fresh for each test, its clock in the test's hand."""

import shutil
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import httpx2
import pytest
from fastapi import FastAPI
from sqlalchemy import Engine

from kiosk.adapters.signatures import SignatureVerifier
from kiosk.backend.app import create_app
from kiosk.backend.context import Backend
from kiosk.backend.database import open_database
from kiosk.backend.faults import Faults
from kiosk.backend.seed import IssuedCode, Seed, plant
from kiosk.backend.seed_demo import demo_seed
from kiosk.backend.server import Server, listen, url_of
from kiosk.secrets import Secrets, load_secrets

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


@dataclass
class Running:
    url: str
    backend: Backend
    seed: Seed
    secrets: Secrets
    kiosk: httpx2.Client
    admin: httpx2.Client
    clock: list[float]
    backend_app: FastAPI

    def code(self, kind: str, name: str) -> IssuedCode:
        return next(code for code in self.seed.codes if (code.kind, code.name) == (kind, name))

    def pickup(self, name: str) -> str:
        return self.code("token", name).pickup


@pytest.fixture(scope="session")
def secrets() -> Secrets:
    return load_secrets(Path("config/profiles/demo-secrets.toml"))


@dataclass
class Served:
    url: str
    app: FastAPI
    faults: Faults
    kiosk: httpx2.Client
    admin: httpx2.Client


def _backend(engine: Engine, secrets: Secrets, faults: Faults, clock: list[float]) -> Backend:
    return Backend(engine, secrets, SignatureVerifier(secrets.public_keys), faults, lambda: clock[0])


@pytest.fixture(scope="session")
def served(secrets: Secrets, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """One server for all tests; what it serves is each test's own."""
    engine = open_database(f"sqlite:///{tmp_path_factory.mktemp('empty') / 'backend.db'}")
    faults = Faults()
    app = create_app(_backend(engine, secrets, faults, [0.0]))
    listener = listen("127.0.0.1:0")
    ready = threading.Event()
    server = Server(app, ready.set)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
    thread.start()
    assert ready.wait(10)
    assert secrets.admin is not None
    url = url_of(listener)
    try:
        with _client(url, secrets.kiosk.bearer_key) as kiosk, _client(url, secrets.admin.key) as admin:
            yield Served(url, app, faults, kiosk, admin)
    finally:
        server.should_exit = True
        thread.join(10)
        listener.close()
        engine.dispose()
        assert not thread.is_alive()


@pytest.fixture(scope="session")
def planted(secrets: Secrets, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Seed]:
    """The seeded database, to be copied."""
    path = tmp_path_factory.mktemp("planted") / "backend.db"
    engine = open_database(f"sqlite:///{path}")
    seed = demo_seed(secrets, NOON)
    with engine.begin() as connection:
        plant(connection, seed)
    engine.dispose()
    return path, seed


@pytest.fixture
def running(served: Served, secrets: Secrets, planted: tuple[Path, Seed], tmp_path: Path) -> Iterator[Running]:
    template, seed = planted
    engine = open_database(f"sqlite:///{shutil.copy(template, tmp_path)}")
    clock = [NOON.timestamp()]
    backend = _backend(engine, secrets, served.faults, clock)
    served.app.state.backend = backend
    yield Running(served.url, backend, seed, secrets, served.kiosk, served.admin, clock, served.app)
    served.faults.become(Faults())
    engine.dispose()


def _client(url: str, key: str) -> httpx2.Client:
    headers = {"Authorization": f"Bearer {key}"}
    return httpx2.Client(base_url=url, headers=headers, trust_env=False, timeout=10)
