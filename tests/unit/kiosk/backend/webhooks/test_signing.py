"""What we sign is what the published verifier takes, and nothing else."""

import time

import pytest
from standardwebhooks import Webhook, WebhookVerificationError

from kiosk.backend.webhooks import signing


@pytest.fixture
def now_s() -> int:
    """The verifier takes the machine's own time, and five minutes to either side."""
    return int(time.time())


def test_the_published_verifier_takes_it(now_s: int) -> None:
    secret = signing.new_secret()
    body = '{"id": "æøå"}'.encode()
    assert Webhook(secret).verify(body, dict(signing.headers("e-1", now_s, body, [secret]))) == {"id": "æøå"}


def test_both_secrets_of_a_rotation_verify_and_no_third(now_s: int) -> None:
    new, old = signing.new_secret(), signing.new_secret()
    headers = dict(signing.headers("e-1", now_s, b"{}", [new, old]))
    Webhook(new).verify(b"{}", headers)
    Webhook(old).verify(b"{}", headers)
    with pytest.raises(WebhookVerificationError):
        Webhook(signing.new_secret()).verify(b"{}", headers)


@pytest.mark.parametrize("changed", ["webhook-id", "webhook-timestamp", "body"])
def test_everything_is_signed(changed: str, now_s: int) -> None:
    secret = signing.new_secret()
    headers, body = dict(signing.headers("e-1", now_s, b"{}", [secret])), b"{}"
    if changed == "body":
        body = b"[]"
    else:
        headers[changed] = {"webhook-id": "e-2", "webhook-timestamp": str(now_s + 1)}[changed]
    with pytest.raises(WebhookVerificationError):
        Webhook(secret).verify(body, headers)


def test_a_secret_is_long_and_never_the_same() -> None:
    made = {signing.new_secret() for _ in range(50)}
    assert len(made) == 50
    assert all(one.startswith("whsec_") and len(one) == 50 for one in made)
