"""Answers of platforms as Structs. One of another shape is drift, named by its field, never quoted: it holds names."""

import re
from typing import Annotated, Final, TypeVar

import msgspec
from msgspec import Meta

from kiosk.commerce.shop import Capability, ShopDriftError
from kiosk.errors import BackendAwayError

Shape = TypeVar("Shape")
Id = Annotated[str, Meta(min_length=1, max_length=200)]
Count = Annotated[int, Meta(ge=0, le=1_000_000)]
_MISSING: Final = re.compile(r"missing required field `([^`]+)`")


def shaped(shape: type[Shape], body: bytes, capability: Capability | None = None) -> Shape:
    """BackendAwayError for what is no JSON (a proxy's page), ShopDriftError for JSON that does not fit."""
    try:
        return msgspec.json.decode(body, type=shape)
    except msgspec.ValidationError as error:
        raise ShopDriftError(capability, _field(error)) from None
    except (msgspec.MsgspecError, UnicodeDecodeError):
        raise BackendAwayError("the answer is not JSON") from None


def _field(error: msgspec.ValidationError) -> str:
    """`lines[0].quantity`, of "Object missing required field `quantity` - at `$.lines[0]`"."""
    problem, _, place = str(error).partition(" - at ")
    parts = [place.strip("`").removeprefix("key in ").removeprefix("$").lstrip(".")]
    missing = _MISSING.search(problem)
    if missing:
        parts.append(missing[1])
    return ".".join(part for part in parts if part) or "the answer"
