"""GraphQL over one link: an answer with errors is one of the port's three failures, whatever its status says."""

import re
from collections.abc import Mapping
from typing import Final, TypeVar

import msgspec
from msgspec import Struct

from kiosk.commerce.link import MAX_WAIT_S, Reply
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


class _Throttle(Struct, frozen=True, rename="camel"):
    currently_available: float
    restore_rate: float


class _Cost(Struct, frozen=True, rename="camel"):
    requested_query_cost: float
    throttle_status: _Throttle


class _Extras(Struct, frozen=True):
    cost: _Cost | None = None


class _Envelope(Struct, frozen=True):
    data: msgspec.Raw = msgspec.Raw()
    errors: tuple[_Error, ...] = ()
    extensions: _Extras | None = None


def read(shape: type[Data], reply: Reply, capability: Capability | None = None) -> Data:
    """The data of an answer. ShopDriftError where the platform does not know a field that was asked for.

    The text of an error is not passed on: it may quote what was sent.
    """
    try:
        envelope = shaped(_Envelope, reply.body, capability)
    except (BackendAwayError, ShopDriftError):
        if reply.ok:
            raise
        raise BackendRefusedError(reply.status, "no-graphql") from None
    if envelope.errors:
        raise _failure(envelope, reply.status, capability)
    if not reply.ok:
        raise BackendRefusedError(reply.status, "no-graphql")
    return shaped(shape, bytes(envelope.data) or b"null", capability)


def _failure(envelope: _Envelope, status: int, capability: Capability | None) -> Exception:
    error = envelope.errors[0]
    code = error.extensions.code
    if code in _SHAPE_CODES:
        # "Cannot query field "x" on type "Order"" speaks of our own query.
        found = _QUOTED.search(error.message)
        return ShopDriftError(capability, found[1] if found else "the query")
    if code in _AWAY_CODES:
        return BackendAwayError(code, _restored_s(envelope.extensions))
    return BackendRefusedError(status, code if _CODE.fullmatch(code) else "graphql-error")


def _restored_s(extras: _Extras | None) -> float | None:
    """Shopify counts points of cost, and says how fast they come back."""
    if extras is None or extras.cost is None or extras.cost.throttle_status.restore_rate <= 0:
        return None
    throttle = extras.cost.throttle_status
    missing = extras.cost.requested_query_cost - throttle.currently_available
    return min(max(missing / throttle.restore_rate, 0.0), MAX_WAIT_S)


def variables_of(query: str, variables: Mapping[str, object]) -> dict[str, object]:
    """The body of a request."""
    return {"query": query, "variables": dict(variables)}
