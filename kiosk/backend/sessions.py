"""A visit of somebody from a company: from a badge to a token that is good for some minutes, at one kiosk."""

import hmac
import secrets
from dataclasses import dataclass
from typing import Annotated, Any, Final

from fastapi import Depends, Header
from sqlalchemy import Connection, Row, insert, select, update

from kiosk.backend import models, pickups, schema
from kiosk.backend.context import Backend, BackendOf, Kiosk, KioskOf, key_hash
from kiosk.backend.models.sessions import Right
from kiosk.backend.problems import ProblemError
from kiosk.domain import digest

LIFE_S: Final = 15 * 60.0
ROLES: Final[dict[str, tuple[Right, ...]]] = {
    "collector": ("collect", "delegate"),
    "buyer": ("collect", "delegate", "buy"),
    "approver": ("collect", "delegate", "buy", "approve"),
    "admin": ("collect", "delegate", "buy", "approve", "administer"),
}


@dataclass(frozen=True, slots=True)
class Session:
    """Who acts, at which kiosk. `rights` by the person's role as it is at this moment."""

    id: str
    account: str
    employee: str
    kiosk: Kiosk
    rights: tuple[Right, ...]

    def must(self, right: Right, account: str | None = None) -> None:
        """404 for another company's things, as if they were not there; 403 for what this person may not do."""
        if account is not None and account != self.account:
            raise ProblemError(404, "not-found")
        if right not in self.rights:
            raise ProblemError(403, "not-allowed", f"this needs the right to {right}")


def begin(connection: Connection, backend: Backend, kiosk: Kiosk, asked: models.SessionRequest) -> models.SessionAnswer:
    """401 `session-refused`, and nothing more, for a badge that is unknown, revoked or without its PIN."""
    return _begun(connection, backend, kiosk, *_holder(connection, backend, asked))


def begin_as(connection: Connection, backend: Backend, kiosk: Kiosk, employee: str) -> models.SessionAnswer:
    """For somebody whom the company's own sign-in vouches for: no badge, no PIN. 401 as above for anybody else.

    Doors open under the badge that is good for longest, where the person has one.
    """
    badges = [
        row
        for row in pickups.credentials(connection, schema.credentials.c.subject == employee)
        if _is_good(row, backend.now_s())
    ]
    badge = max(badges, key=lambda row: row.not_after).id if badges else ""
    return _begun(connection, backend, kiosk, _employee(connection, employee), badge)


def _begun(
    connection: Connection, backend: Backend, kiosk: Kiosk, person: Row[Any] | None, badge: str
) -> models.SessionAnswer:
    if person is None:
        raise ProblemError(401, "session-refused", headers={"WWW-Authenticate": "Bearer"})
    now_s = backend.now_s()
    token, name = secrets.token_urlsafe(32), secrets.token_hex(8)
    connection.execute(
        insert(schema.sessions).values(
            token_hash=key_hash(token),
            id=name,
            account=person.account,
            employee=person.id,
            kiosk=kiosk.name,
            created_at=now_s,
            expires_at=now_s + LIFE_S,
        )
    )
    return models.SessionAnswer.model_validate(
        {"id": name, "token": token, "expires_at": now_s + LIFE_S, "person": described(person), "credential": badge}
    )


def end(connection: Connection, session: Session) -> None:
    """The token opens nothing any more."""
    connection.execute(update(schema.sessions).where(schema.sessions.c.id == session.id).values(ended=1))


def described(person: Row[Any]) -> models.SessionPerson:
    """A row of employees as the kiosk is told of it."""
    return models.SessionPerson(
        id=person.id,
        account=person.account,
        rights=list(ROLES[person.role or "collector"]),
        language=person.language,
        reach=bool(person.reach),
        default_reference=person.default_reference,
    )


def of_token(
    backend: BackendOf, kiosk: KioskOf, pickup_session: Annotated[str, Header(max_length=128)] = ""
) -> Session:
    """401 without a living session of this kiosk."""
    table, people = schema.sessions, schema.employees
    query = (
        select(table.c.id, people.c.id.label("employee"), people.c.account, people.c.role)
        .join(people, people.c.id == table.c.employee)
        .where(table.c.token_hash == key_hash(pickup_session), table.c.kiosk == kiosk.name, table.c.ended == 0)
        .where(table.c.expires_at > backend.now_s(), people.c.active == 1, people.c.account == table.c.account)
    )
    found = backend.read(lambda connection: connection.execute(query).one_or_none())
    if found is None:
        raise ProblemError(401, "session-over", headers={"WWW-Authenticate": "Pickup-Session"})
    return Session(found.id, found.account, found.employee, kiosk, ROLES[found.role or "collector"])


def that_was(connection: Connection, kiosk: Kiosk, token: str) -> Session | None:
    """The visit in which something happened that cannot be refused: whether or not it is over, without rights."""
    table, people = schema.sessions, schema.employees
    query = (
        select(table.c.id, table.c.account, table.c.employee)
        .join(people, people.c.id == table.c.employee)
        .where(table.c.token_hash == key_hash(token), table.c.kiosk == kiosk.name)
    )
    found = connection.execute(query).one_or_none()
    return Session(found.id, found.account, found.employee, kiosk, ()) if found is not None else None


SessionOf = Annotated[Session, Depends(of_token)]


def of_token_if_any(
    backend: BackendOf,
    kiosk: KioskOf,
    pickup_session: Annotated[str, Header(max_length=128, description="Empty: nobody has signed in")] = "",
) -> Session | None:
    """None for a kiosk that asks by itself; 401 for a token that is none any more."""
    return of_token(backend, kiosk, pickup_session) if pickup_session else None


SessionOrNot = Annotated[Session | None, Depends(of_token_if_any)]


def _holder(connection: Connection, backend: Backend, asked: models.SessionRequest) -> tuple[Row[Any] | None, str]:
    """The person and the credential of the badge. The same work whatever is wrong."""
    wanted = digest.digest(backend.secrets.site.key, digest.badge(asked.code))
    listed = pickups.credentials(connection, schema.credentials.c.digest == wanted)
    good = [row for row in listed if _is_good(row, backend.now_s())]
    subject, badge = (good[0].subject, good[0].id) if len(good) == 1 else ("", "")
    person = _employee(connection, subject)
    told = digest.digest(backend.secrets.site.key, digest.technician_pin(subject, asked.pin))
    expected = person.pin_digest if person is not None else ""
    if expected and not hmac.compare_digest(expected, told):
        return None, ""
    return person, badge


def _is_good(row: Row[Any], now_s: float) -> bool:
    return bool(row.kind == "badge" and not row.revoked and row.not_before <= now_s <= row.not_after)


def _employee(connection: Connection, name: str) -> Row[Any] | None:
    people = schema.employees
    query = select(people).where(people.c.id == name, people.c.active == 1, people.c.account != "")
    return connection.execute(query).one_or_none()
