"""GraphQL over one link: an answer with errors is one of the port's three failures, whatever its status says."""

import re
from collections.abc import Mapping
from typing import Final, TypeVar

import msgspec
from msgspec import Struct

from kiosk.commerce.link import Reply
from kiosk.commerce.shape import shaped
from kiosk.commerce.shop import Capability, ShopDriftError
from kiosk.errors import BackendAwayError, BackendRefusedError

Data = TypeVar("Data")
_SHAPE_CODES: Final = frozenset({"GRAPHQL_VALIDATION_FAILED", "GRAPHQL_PARSE_FAILED", "undefinedField"})
_AWAY_CODES: Final = frozenset({"INTERNAL_SERVER_ERROR", "THROTTLED"})
_QUOTED: Final = re.compile(r"[\"'`]([A-Za-z_][A-Za-z0-9_.]{0,60})[\"'`]")
_CODE: Final = re.compile(r"[A-Za-z_]{1,60}")


class _Extensions(Struct, frozen=True):
    code: str = ""


class _Error(Struct, frozen=True):
    message: str = ""
    extensions: _Extensions = _Extensions()


class _Envelope(Struct, frozen=True):
    data: msgspec.Raw = msgspec.Raw()
    errors: tuple[_Error, ...] = ()


def read(shape: type[Data], reply: Reply, capability: Capability | None = None) -> Data:
    """The data of an answer. ShopDriftError where the platform does not know a field that was asked for.

    The text of an error is not passed on: it may quote what was sent.
    """
    try:
        envelope = shaped(_Envelope, reply.body, capability)
    except BackendAwayError:
        if reply.ok:
            raise
        raise BackendRefusedError(reply.status, "no-graphql") from None
    if envelope.errors:
        raise _failure(envelope.errors[0], reply.status, capability)
    if not reply.ok:
        raise BackendRefusedError(reply.status, "no-graphql")
    return shaped(shape, bytes(envelope.data) or b"null", capability)


def _failure(error: _Error, status: int, capability: Capability | None) -> Exception:
    code = error.extensions.code
    if code in _SHAPE_CODES:
        # "Cannot query field "x" on type "Order"" speaks of our own query.
        found = _QUOTED.search(error.message)
        return ShopDriftError(capability, found[1] if found else "the query")
    if code in _AWAY_CODES:
        return BackendAwayError(code)
    return BackendRefusedError(status, code if _CODE.fullmatch(code) else "graphql-error")


def variables_of(query: str, variables: Mapping[str, object]) -> dict[str, object]:
    """The body of a request."""
    return {"query": query, "variables": dict(variables)}
