"""Makes remote commands: signs them for a kiosk that listens, with a counter of their own and a short life."""

import secrets
from typing import Annotated

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from pydantic import Field
from sqlalchemy import Connection, func, insert, select

from kiosk.backend import models, schema
from kiosk.backend.context import Backend, Kiosk
from kiosk.backend.listeners import Asked
from kiosk.backend.problems import ProblemError
from kiosk.domain.command import DEFAULT_LIFE_S, MAX_LIFE_S, Command, SignedCommand, signed_message, to_text
from kiosk.secrets import IssuerSecrets


class Order(models.In):
    """What an operator wants opened. `parcel` of `pickup` is what it hands out; both empty for an empty compartment."""

    kiosk: models.Identifier
    compartment: Annotated[int, Field(ge=1, le=9999)]
    reason: Annotated[str, Field(pattern=r"^[a-z_]{1,40}$")]
    actor: Annotated[str, Field(pattern=r"^[A-Za-z0-9._:@-]{1,64}$")]
    pickup: Annotated[str, Field(pattern=r"^([0-9A-Z]{8})?$")] = ""
    parcel: Annotated[str, Field(pattern=r"^[!-~]{0,64}$")] = ""
    life_s: Annotated[float, Field(ge=1, le=MAX_LIFE_S)] = DEFAULT_LIFE_S


class Given(models.Out):
    """The command was handed over. What became of it comes as events `command.judged` and `command.ended`."""

    command: str
    counter: int


def give(backend: Backend, order: Order) -> Given:
    """409 where the kiosk does not listen at this moment, 404 for one that is not ours."""
    key = backend.secrets.command_issuer
    if key is None:
        raise ProblemError(409, "no-command-key")
    if bool(order.pickup) != bool(order.parcel):
        raise ProblemError(422, "invalid-request", "pickup and parcel go together")
    source = _source(backend, order.kiosk)
    given: list[Given] = []

    def make(asked: Asked) -> str:
        with backend.engine.begin() as connection:
            command = _command(connection, key, order, asked, backend.now_s())
        given.append(Given(command=command.id, counter=command.counter))
        return _signed(key, command)

    if not backend.listeners.give(source, make):
        raise ProblemError(409, "kiosk-not-listening", "nothing is kept for later")
    return given[0]


def _source(backend: Backend, name: str) -> str:
    table = schema.kiosks
    with backend.engine.connect() as connection:
        site = connection.execute(select(table.c.site).where(table.c.name == name)).scalar_one_or_none()
    if site is None:
        raise ProblemError(404, "not-found")
    return Kiosk(name, site).source


def _command(connection: Connection, key: IssuerSecrets, order: Order, asked: Asked, now_s: float) -> Command:
    table = schema.commands
    last = connection.execute(select(func.max(table.c.counter)).where(table.c.source == asked.source)).scalar_one()
    command = Command(
        key=key.key_id,
        terminal=asked.source,
        boot=asked.boot,
        nonce=asked.nonce,
        id=secrets.token_hex(16),
        counter=(last or 0) + 1,
        issued_at_ms=round(now_s * 1000),
        not_after_ms=round((now_s + order.life_s) * 1000),
        compartment=order.compartment,
        pickup=order.pickup,
        parcel=order.parcel,
        reason=order.reason,
        actor=order.actor,
    )
    body = command.body.decode("ascii")
    connection.execute(
        insert(table).values(id=command.id, source=asked.source, counter=command.counter, body=body, issued_at=now_s)
    )
    return command


def _signed(key: IssuerSecrets, command: Command) -> str:
    signature = Ed25519PrivateKey.from_private_bytes(key.private_seed).sign(signed_message(command))
    return to_text(SignedCommand(command, signature)).decode()
