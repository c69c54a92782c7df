"""Who may ask for what lies at a site: its kiosks, and whoever holds the operator's key, for every site."""

import hmac
from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Header
from fastapi.security import HTTPAuthorizationCredentials
from sqlalchemy import ColumnElement, true

from kiosk.backend import schema, sessions
from kiosk.backend.context import Backend, BackendOf, BearerKey, authenticate
from kiosk.backend.problems import ProblemError
from kiosk.backend.sessions import Session

OPERATOR = "operator"


@dataclass(frozen=True, slots=True)
class Asker:
    """`site` None: every site. `name` tells who in what is written down: a kiosk's name, or "operator"."""

    name: str
    site: int | None

    @property
    def source(self) -> str:
        """For incidents."""
        return f"/sites/{self.site}/kiosks/{self.name}" if self.site is not None else f"/{self.name}"

    @property
    def pickups(self) -> ColumnElement[bool]:
        """Those it may see; for anybody else they are not there."""
        return true() if self.site is None else schema.pickups.c.site == self.site


def ask(backend: BackendOf, bearer: BearerKey) -> Asker:
    """401 for any other key."""
    if is_operator(backend, bearer.credentials if bearer else ""):
        return Asker(OPERATOR, None)
    kiosk = authenticate(backend, bearer)
    return Asker(kiosk.name, kiosk.site)


def is_operator(backend: Backend, key: str) -> bool:
    """Whether it is the admin key, in the same time whatever is wrong with it."""
    admin = backend.secrets.admin
    return admin is not None and hmac.compare_digest(admin.key.encode(), key.encode())


def visit(
    backend: BackendOf,
    bearer: BearerKey,
    pickup_session: Annotated[str, Header(max_length=128, description="Of somebody from a company")] = "",
) -> Session | None:
    """None without the header; 401 for a token that is over, or is not of the kiosk that asks."""
    if not pickup_session:
        return None
    if is_operator(backend, bearer.credentials if bearer else ""):
        raise ProblemError(401, "session-over", headers={"WWW-Authenticate": "Pickup-Session"})
    return sessions.of_token(backend, authenticate(backend, bearer), pickup_session)


@dataclass(frozen=True, slots=True)
class Claim:
    """Who asks, and the token of a visit that came with it, before anybody knows whether it has to be living."""

    asker: Asker
    backend: Backend
    bearer: HTTPAuthorizationCredentials | None
    token: str

    def living(self) -> Session | None:
        """None without a token; 401 for one that is over."""
        return visit(self.backend, self.bearer, self.token)

    def that_was(self) -> Session | None:
        """For what happened and cannot be refused: the visit, over or not; None for a token that nobody knows."""
        if not self.token or is_operator(self.backend, self.bearer.credentials if self.bearer else ""):
            return None
        kiosk = authenticate(self.backend, self.bearer)
        return self.backend.read(lambda connection: sessions.that_was(connection, kiosk, self.token))


def claim(
    asker: Annotated[Asker, Depends(ask)],
    backend: BackendOf,
    bearer: BearerKey,
    pickup_session: Annotated[str, Header(max_length=128, description="Of somebody from a company")] = "",
) -> Claim:
    """What is claimed is not looked at yet."""
    return Claim(asker, backend, bearer, pickup_session)


ClaimOf = Annotated[Claim, Depends(claim)]
AskerOf = Annotated[Asker, Depends(ask)]
VisitOf = Annotated[Session | None, Depends(visit)]
