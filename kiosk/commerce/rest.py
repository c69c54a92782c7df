"""REST with JSON over one link: a refusal is an error with the platform's own code, and nothing of its text."""

import re
from collections.abc import Mapping
from typing import Final, TypeVar

from msgspec import Struct

from kiosk.commerce.link import HttpLink
from kiosk.commerce.shape import shaped
from kiosk.commerce.shop import Capability, ShopDriftError
from kiosk.errors import BackendAwayError, BackendRefusedError

Answer = TypeVar("Answer")
_CODE: Final = re.compile(r"[a-z_]{1,60}")


class _Refusal(Struct, frozen=True):
    """Medusa says `type`, WooCommerce `code`."""

    type: str = ""
    code: str = ""


async def ask(
    link: HttpLink,
    answer: type[Answer],
    method: str,
    path: str,
    *,
    body: object = None,
    params: Mapping[str, str] | None = None,
    capability: Capability | None = None,
) -> Answer:
    """BackendAwayError, BackendRefusedError for 4xx, ShopDriftError for JSON of another shape."""
    reply = await link.exchange(method, path, body=body, params=params)
    if reply.ok:
        return shaped(answer, reply.body, capability)
    raise BackendRefusedError(reply.status, _code(reply.body))


def _code(body: bytes) -> str:
    try:
        found = shaped(_Refusal, body)
    except (BackendAwayError, ShopDriftError):
        return "refused"
    return next((word for word in (found.type, found.code) if _CODE.fullmatch(word)), "refused")
