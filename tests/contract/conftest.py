"""The embedded backend on a loopback port and on both databases, fresh and with its own clock for each test."""

import dataclasses
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from typing import Any

import httpx2
import pytest
from fastapi import FastAPI
from sqlalchemy import Engine

from kiosk.adapters.signatures import SignatureVerifier
from kiosk.backend.app import create_app
from kiosk.backend.context import Backend
from kiosk.backend.database import open_database
from kiosk.backend.faults import Faults
from kiosk.backend.identity.provider import Provider
from kiosk.backend.identity.sign_ins import SignIns
from kiosk.backend.seed import IssuedCode, Seed, plant
from kiosk.backend.seed_demo import demo_seed
from kiosk.backend.server import Server, listen, url_of
from kiosk.secrets import Secrets, load_secrets
from tests.helpers.fake_identity import FakeIdentity
from tests.helpers.postgres import Cluster, postgres
from tests.helpers.staff_page import StaffPage, cheapen, hired

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
    app = create_app(_backend(engine, secrets, faults, [0.0]), staff=True)
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
def cluster() -> Iterator[Cluster]:
    """A PostgreSQL for all tests of this process."""
    with postgres() as cluster:
        yield cluster


@pytest.fixture(scope="session", params=["sqlite", "postgresql"])
def planted(
    request: pytest.FixtureRequest, secrets: Secrets, tmp_path_factory: pytest.TempPathFactory
) -> tuple[str, "Copies", Seed]:
    """The name of the database's kind, copies of a seeded database, and the seed."""
    seed = demo_seed(secrets, NOON)
    copies: Copies
    if request.param == "sqlite":
        copies = SqliteCopies(tmp_path_factory.mktemp("planted"))
    else:
        copies = PostgresCopies(request.getfixturevalue("cluster"))
    engine = open_database(copies.template)
    with engine.begin() as connection:
        plant(connection, seed)
    engine.dispose()
    return request.param, copies, seed


@pytest.fixture
def running(served: Served, secrets: Secrets, planted: tuple[str, "Copies", Seed]) -> Iterator[Running]:
    _, copies, seed = planted
    with copies.one() as url:
        engine = open_database(url)
        clock = [NOON.timestamp()]
        backend = _backend(engine, secrets, served.faults, clock)
        served.app.state.backend = backend
        yield Running(served.url, backend, seed, secrets, served.kiosk, served.admin, clock, served.app)
        served.faults.become(Faults())
        engine.dispose()


@pytest.fixture
def cheap_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where what passwords cost is not what is tried."""
    cheapen(monkeypatch)


@pytest.fixture
def kari(running: Any, cheap_hashes: None) -> Iterator[StaffPage]:
    """On the staff page, in English."""
    yield from hired(running, "kari")


@pytest.fixture
def mona(running: Any, cheap_hashes: None) -> Iterator[StaffPage]:
    """A manager."""
    yield from hired(running, "mona", "manager")


@pytest.fixture
def nora(running: Any, cheap_hashes: None) -> Iterator[StaffPage]:
    """In Norwegian."""
    yield from hired(running, "nora", language="nb")


@pytest.fixture
def identity(running: Any) -> Iterator[FakeIdentity]:
    made = FakeIdentity(device={"interval": 1}, now_s=lambda: running.clock[0])
    with made.peer:
        made.tokens = [made.token()]
        yield made


@pytest.fixture
def sign_in_clock(running: Any, identity: FakeIdentity) -> Iterator[list[float]]:
    """The clock of the running backend's sign-ins."""
    now = [0.0]
    sign_ins = SignIns(Provider(identity.settings(client_secret="top-secret")), lambda: now[0])
    before = running.backend_app.state.backend
    running.backend_app.state.backend = dataclasses.replace(before, sign_ins=sign_ins)
    yield now
    running.backend_app.state.backend = before


class SqliteCopies:
    """Copies of a file."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._numbers = count(1)
        self.template = f"sqlite:///{folder / 'backend.db'}"

    @contextmanager
    def one(self) -> Iterator[str]:
        path = self._folder / f"{next(self._numbers)}.db"
        shutil.copy(self._folder / "backend.db", path)
        yield f"sqlite:///{path}"
        for rest in self._folder.glob(f"{path.name}*"):
            rest.unlink()


class PostgresCopies:
    """Databases made from a template."""

    def __init__(self, cluster: Cluster) -> None:
        self._cluster = cluster
        self._numbers = count(1)
        self.template = cluster.create("planted")

    @contextmanager
    def one(self) -> Iterator[str]:
        name = f"copy{next(self._numbers)}"
        yield self._cluster.create(name, "planted")
        self._cluster.drop(name)


Copies = SqliteCopies | PostgresCopies


def _client(url: str, key: str) -> httpx2.Client:
    headers = {"Authorization": f"Bearer {key}"}
    return httpx2.Client(base_url=url, headers=headers, trust_env=False, timeout=10)
