"""A hint counts for what it is signed for, and for five minutes."""

import base64
import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from standardwebhooks import Webhook

from kiosk.commerce.webhook import MAX_BYTES, order_of

SECRET = "whsec_" + base64.b64encode(b"openluke" * 4).decode()
BODY = json.dumps({"type": "order.changed", "data": {"order": "12"}})


def headers(body: str = BODY, secret: str = SECRET, age: timedelta = timedelta()) -> dict[str, str]:
    sent = datetime.now(UTC) - age
    return {
        "Webhook-Id": "msg_1",
        "Webhook-Timestamp": str(int(sent.timestamp())),
        "Webhook-Signature": Webhook(secret).sign("msg_1", sent.replace(microsecond=0), body),
    }


def test_a_signed_hint_names_its_order() -> None:
    assert order_of(SECRET, headers(), BODY.encode()) == "12"
    two = headers() | {"Webhook-Signature": "v1,AAAA v1a,BBBB " + headers()["Webhook-Signature"]}
    assert order_of(SECRET, two, BODY.encode()) == "12"  # while a secret is changed there are several


@pytest.mark.parametrize(
    ("secret", "sent", "body"),
    [
        (SECRET, headers, BODY.replace("12", "13")),
        (SECRET, lambda: headers(secret="whsec_" + base64.b64encode(b"somebody" * 4).decode()), BODY),
        (SECRET, lambda: headers(age=timedelta(minutes=6)), BODY),
        (SECRET, lambda: headers(age=-timedelta(minutes=6)), BODY),
        (SECRET, dict, BODY),
        (SECRET, lambda: headers() | {"Webhook-Signature": ""}, BODY),
        (SECRET, lambda: headers() | {"Webhook-Signature": "v1"}, BODY),
        (SECRET, lambda: headers() | {"Webhook-Signature": "v1,\u00e9"}, BODY),
        (SECRET, lambda: headers() | {"Webhook-Timestamp": "soon"}, BODY),
        (SECRET, lambda: headers() | {"Webhook-Timestamp": "1e400"}, BODY),
        ("", headers, BODY),
        ("whsec_%%%", headers, BODY),
        (SECRET, lambda: headers("\ufeff"), "\ufeff"),
    ],
)
def test_what_is_not_signed_is_nothing(secret: str, sent: Callable[[], dict[str, str]], body: str) -> None:
    """Signed in this moment: what is too early now is not so in a minute."""
    assert order_of(secret, sent(), body.encode()) is None


@pytest.mark.parametrize(
    "said",
    [
        [],
        "order",
        {},
        {"type": "order.changed"},
        {"type": "order.changed", "data": {}},
        {"type": "order.changed", "data": {"order": 12}},
        {"type": "order.changed", "data": {"order": ""}},
        {"type": "order.changed", "data": {"order": "1" * 201}},
        {"type": "product.changed", "data": {"order": "12"}},
    ],
)
def test_what_is_signed_and_says_nothing_is_nothing(said: Any) -> None:
    body = json.dumps(said)
    assert order_of(SECRET, headers(body), body.encode()) is None


def test_bytes_that_are_no_text_and_too_many_are_nothing() -> None:
    assert order_of(SECRET, headers(), b"\xff\xfe") is None
    long = BODY + " " * MAX_BYTES
    assert order_of(SECRET, headers(long), long.encode()) is None
