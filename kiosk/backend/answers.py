"""Answers that are given once: the same request again gets what was said the first time.

After draft-ietf-httpapi-idempotency-key-header: a repetition is replayed, the same key with another request is 422.
Two at the same moment wait for each other in the database, and the second is a repetition.
"""

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, TypeVar

from pydantic import BaseModel
from sqlalchemy import Connection, delete, insert, select

from kiosk.backend import schema
from kiosk.backend.problems import ProblemError

KEPT_S: Final = 40 * 86_400.0
"""A kiosk may be without a network for days, and on a shelf for weeks."""

Answer = TypeVar("Answer", bound=BaseModel)


def fingerprint(parts: object) -> str:
    """Of what JSON can say: equal for equal requests, however their fields are ordered."""
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Request:
    """`scope`: who asks for what ("sentrum-1 POST /v1/returns"); `key`: the client's; `parts`: all of what is asked."""

    scope: str
    key: str
    parts: object

    @property
    def fingerprint(self) -> str:
        """The same for a repetition."""
        return fingerprint(self.parts)


def once(
    connection: Connection, request: Request, now_s: float, kind: type[Answer], make: Callable[[], Answer]
) -> Answer:
    """What `make` answers, or what it answered to this request before. A ProblemError of `make` is not kept."""
    table = schema.answers
    here = (table.c.scope == request.scope) & (table.c.key == request.key)
    known = connection.execute(select(table.c.fingerprint, table.c.body).where(here)).one_or_none()
    if known is not None:
        if known.fingerprint != request.fingerprint:
            raise ProblemError(422, "idempotency-key-reused", "this key came before, with another request")
        return kind.model_validate_json(known.body)
    answer = make()
    connection.execute(delete(table).where(table.c.given_at < now_s - KEPT_S))
    connection.execute(
        insert(table).values(
            scope=request.scope,
            key=request.key,
            fingerprint=request.fingerprint,
            body=answer.model_dump_json(),
            given_at=now_s,
        )
    )
    return answer
