"""Standard Webhooks, inwards: what the shops' side of OpenLuke (config/shops) sends when an order has changed."""

import base64
import logging
from collections.abc import Mapping
from typing import Final

import msgspec
from msgspec import Struct
from standardwebhooks import Webhook, WebhookVerificationError

from kiosk.commerce.shape import Id

MAX_BYTES: Final = 65_536
_log: Final = logging.getLogger(__name__)


class _Data(Struct, frozen=True):
    order: Id


class _Hint(Struct, frozen=True):
    type: str
    data: _Data


def is_secret(text: str) -> bool:
    """Whether hints could be signed with it: "whsec_" and base64, of 24 bytes or more."""
    try:
        return len(base64.b64decode(text.removeprefix("whsec_"), validate=True)) >= 24
    except ValueError:
        return False


def order_of(secret: str, headers: Mapping[str, str], body: bytes) -> str | None:
    """The order of a hint that somebody with `secret` signed within five minutes. One that is replayed costs a read."""
    if not is_secret(secret) or len(body) > MAX_BYTES:
        return None
    try:
        Webhook(secret).verify(body, dict(headers), json_parse=False)
        hint = msgspec.json.decode(body, type=_Hint)
    except (WebhookVerificationError, ValueError, msgspec.MsgspecError):
        _log.info("a webhook that is not signed, or says nothing that is understood")
        return None
    return hint.data.order if hint.type.startswith("order.") else None
