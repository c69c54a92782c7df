"""What every route is given: the database, the keys, the clock, and who is asking."""

import asyncio
import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Annotated, TypeVar

from fastapi import Depends, Request, Security
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from sqlalchemy import Connection, Engine, select

from kiosk.adapters.signatures import SignatureVerifier
from kiosk.backend import database, schema
from kiosk.backend.bell import Bell
from kiosk.backend.faults import Faults
from kiosk.backend.feed import PUBLISHED
from kiosk.backend.identity.sign_ins import SignIns
from kiosk.backend.list_sums import ListSums
from kiosk.backend.listeners import Listeners
from kiosk.backend.problems import ProblemError
from kiosk.backend.staff.attempts import Attempts
from kiosk.secrets import Secrets

Result = TypeVar("Result")


def utc_now_s() -> float:
    """Unix seconds."""
    return datetime.now(UTC).timestamp()


@dataclass(frozen=True, slots=True)
class Backend:
    """One backend. `now_s` gives Unix seconds. `private_webhooks`: receivers in this network are allowed.

    `sign_ins`: where people of companies may sign in with their phones.
    """

    engine: Engine
    secrets: Secrets
    verifier: SignatureVerifier
    faults: Faults
    listeners: Listeners = field(default_factory=Listeners, kw_only=True)
    bell: Bell = field(default_factory=Bell, kw_only=True)
    attempts: Attempts = field(default_factory=Attempts, kw_only=True)
    private_webhooks: bool = field(default=False, kw_only=True)
    sums: ListSums = field(default_factory=ListSums, kw_only=True)
    sign_ins: SignIns | None = field(default=None, kw_only=True)
    now_s: Callable[[], float] = utc_now_s

    def read(self, work: Callable[[Connection], Result]) -> Result:
        """What `work` finds in one state of the database."""
        return database.transact(self.engine, work, snapshot=True)

    def write(self, work: Callable[[Connection], Result], *, snapshot: bool = False) -> Result:
        """`work` as a whole or not at all; it may be done again from the start when somebody else was in its way."""

        def noted(connection: Connection) -> tuple[Result, bool]:
            connection.info.pop(PUBLISHED, None)
            return work(connection), PUBLISHED in connection.info

        result, published = database.transact(self.engine, noted, snapshot=snapshot)
        if published:
            self.bell.ring()
        return result

    def stop(self) -> None:
        """Nobody is kept waiting: the server ends."""
        self.listeners.stop()
        self.bell.stop()


@dataclass(frozen=True, slots=True)
class Kiosk:
    """Who is asking, as its bearer key says."""

    name: str
    site: int

    @property
    def source(self) -> str:
        """The CloudEvents source under which this kiosk may report."""
        return f"/sites/{self.site}/kiosks/{self.name}"


async def backend_of(request: Request) -> Backend:
    """The backend this app was made for. A coroutine, so that no thread is woken for it."""
    backend: Backend = request.app.state.backend
    return backend


BackendOf = Annotated[Backend, Depends(backend_of)]


BearerKey = Annotated[HTTPAuthorizationCredentials | None, Security(HTTPBearer(auto_error=False))]


def key_hash(key: str) -> str:
    """How a bearer key or a token stands in the database: long and random, so a slow hash would gain nothing."""
    return hashlib.sha256(key.encode()).hexdigest()


def authenticate(backend: BackendOf, bearer: BearerKey) -> Kiosk:
    """The kiosk that the bearer key belongs to; 401 for any other."""
    table = schema.kiosks
    found = None
    if bearer is not None:
        query = select(table.c.name, table.c.site).where(table.c.key_hash == key_hash(bearer.credentials))
        found = backend.read(lambda connection: connection.execute(query).one_or_none())
    if found is None:
        raise ProblemError(401, "unauthorised", headers={"WWW-Authenticate": "Bearer"})
    return Kiosk(found.name, found.site)


async def kiosk_of(backend: BackendOf, bearer: BearerKey) -> Kiosk:
    """As `authenticate`. A coroutine: asyncio wakes a thread for less than the framework does."""
    return await asyncio.to_thread(authenticate, backend, bearer)


KioskOf = Annotated[Kiosk, Depends(kiosk_of)]
