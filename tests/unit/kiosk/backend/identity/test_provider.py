"""What an OpenID provider may say wrong, and what is never believed of it."""

import asyncio
import base64
import dataclasses
import time
from collections.abc import Iterator
from typing import Any

import pytest
from joserfc.jwk import OctKey

from kiosk.backend.identity.provider import Begun, NotYet, Provider, ProviderError
from tests.helpers.fake_identity import OTHER_KEY, FakeIdentity, refused
from tests.helpers.http_peer import Answer


@pytest.fixture
def fake() -> Iterator[FakeIdentity]:
    fake = FakeIdentity()
    with fake.peer:
        fake.tokens = [fake.token()]
        yield fake


def begun(fake: FakeIdentity, **settings: Any) -> tuple[Provider, Begun]:
    provider = Provider(fake.settings(**settings))
    return provider, asyncio.run(provider.begin())


def who(fake: FakeIdentity, **settings: Any) -> str | NotYet:
    provider, sign_in = begun(fake, **settings)
    return asyncio.run(provider.who(sign_in, time.time()))


def test_the_person_is_shown_where_to_go(fake: FakeIdentity) -> None:
    _, sign_in = begun(fake, scope="openid profile")
    assert (sign_in.url, sign_in.user_code) == (f"{fake.peer.url}/go", "ABCD-EFGH")
    assert (sign_in.life_s, sign_in.interval_s) == (300, 5)
    assert fake.forms("/device") == [{"client_id": "openluke", "scope": "openid profile"}]
    assert "secret-device-code" not in repr(sign_in)
    fake.device = {"verification_uri_complete": f"{fake.peer.url}/go?code=ABCD", "interval": 2}
    _, sign_in = begun(fake)
    assert (sign_in.url, sign_in.interval_s) == (f"{fake.peer.url}/go?code=ABCD", 2)


def test_the_client_names_itself(fake: FakeIdentity) -> None:
    assert who(fake, client_secret="p%w:d") == "E-JONAS"
    told = [asked.headers.get("Authorization") for asked in fake.peer.asked if asked.path in {"/device", "/token"}]
    assert told == ["Basic " + base64.b64encode(b"openluke:p%25w%3Ad").decode()] * 2
    (form,) = fake.forms("/token")
    assert form["grant_type"] == "urn:ietf:params:oauth:grant-type:device_code"
    assert form["device_code"] == "secret-device-code"


@pytest.mark.parametrize(
    ("error", "answer"),
    [
        ("authorization_pending", NotYet.PENDING),
        ("slow_down", NotYet.SLOWER),
        ("access_denied", NotYet.OVER),
        ("expired_token", NotYet.OVER),
        ("invalid_grant", NotYet.OVER),
    ],
)
def test_not_yet_and_not_any_more(fake: FakeIdentity, error: str, answer: NotYet) -> None:
    fake.tokens = [refused(error)]
    assert who(fake) is answer


def test_a_client_that_is_refused_is_no_answer_about_the_person(fake: FakeIdentity) -> None:
    fake.tokens = [refused("invalid_client")]
    with pytest.raises(ProviderError, match="refuses this client"):
        who(fake)


@pytest.mark.parametrize(
    "wrong",
    [
        {"key": OTHER_KEY},
        {"key": OctKey.import_key("a secret that both know, and more"), "alg": "HS256"},
        {"iss": "https://somebody.else"},
        {"aud": "another-client"},
        {"aud": ["openluke", "another-client"]},
        {"aud": ["openluke", "another-client"], "azp": "another-client"},
        {"exp": 1_000_000},
        {"exp": None},
        {"sub": None},
    ],
)
def test_a_token_that_is_not_for_us_is_not_believed(fake: FakeIdentity, wrong: dict[str, Any]) -> None:
    fake.tokens = [fake.token(**wrong)]
    with pytest.raises(ProviderError, match="id_token is not to be believed"):
        who(fake)


def test_several_audiences_with_us_as_the_party(fake: FakeIdentity) -> None:
    fake.tokens = [fake.token(aud=["openluke", "another"], azp="openluke")]
    assert who(fake) == "E-JONAS"


@pytest.mark.parametrize("text", ["", "no token", "a.b.c", "e30.e30.e30"])
def test_what_is_no_token_at_all(fake: FakeIdentity, text: str) -> None:
    fake.tokens = [Answer(200, {"id_token": text})]
    with pytest.raises(ProviderError, match="id_token is not to be believed"):
        who(fake)


def test_the_claim_that_holds_the_employee(fake: FakeIdentity) -> None:
    fake.tokens = [fake.token(employee="E-INGRID")]
    assert who(fake, claim="employee") == "E-INGRID"
    fake.tokens = [fake.token(employee=["E-INGRID"])]
    assert who(fake, claim="employee") == ""


def test_a_claim_that_is_told_apart_from_the_token(fake: FakeIdentity) -> None:
    fake.userinfo = {"sub": "E-JONAS", "employee": "E-INGRID"}
    assert who(fake, claim="employee") == "E-INGRID"
    (asked,) = (asked for asked in fake.peer.asked if asked.path == "/userinfo")
    assert asked.headers["Authorization"] == "Bearer access"
    fake.userinfo = {"sub": "somebody else", "employee": "E-INGRID"}
    with pytest.raises(ProviderError, match="somebody else"):
        who(fake, claim="employee")


@pytest.mark.parametrize(("verified", "name"), [(True, "jonas@example.com"), (False, ""), ("true", ""), (None, "")])
def test_an_address_counts_when_it_is_verified(fake: FakeIdentity, verified: object, name: str) -> None:
    fake.tokens = [fake.token(email="jonas@example.com", email_verified=verified)]
    assert who(fake, claim="email") == name


@pytest.mark.parametrize(
    ("path", "answer", "told"),
    [
        ("/.well-known/openid-configuration", Answer(404), "status 404"),
        ("/.well-known/openid-configuration", Answer(200, b"<html>"), "not JSON"),
        ("/.well-known/openid-configuration", Answer(503), "status 503"),
        ("/device", Answer(401, {"error": "invalid_client"}), "status 401"),
        ("/device", Answer(200, {"device_code": "x"}), r"\$|not JSON"),
        ("/token", Answer(400, b"oops"), "not JSON"),
        ("/token", Answer(200, {"access_token": "only"}), r"\$|not JSON"),
        ("/keys", Answer(200, {"keys": "none"}), "not to be believed"),
    ],
)
def test_a_provider_that_says_nonsense(fake: FakeIdentity, path: str, answer: Answer, told: str) -> None:
    fake.change = lambda asked, good: answer if asked.path == path else good
    with pytest.raises(ProviderError, match=told):
        who(fake)


@pytest.mark.parametrize(
    ("field", "value", "told"),
    [
        ("issuer", "https://somebody.else", "issuer is another one"),
        ("device_authorization_endpoint", "http://example.com/device", "device_authorization_endpoint is not https"),
        ("token_endpoint", "http://example.com/token", "token_endpoint is not https"),
        ("jwks_uri", "file:///etc/passwd", "jwks_uri is not https"),
        ("userinfo_endpoint", "http://example.com/me", "userinfo_endpoint is not https"),
    ],
)
def test_secrets_go_nowhere_else(fake: FakeIdentity, field: str, value: str, told: str) -> None:
    def changed(asked: Any, good: Answer) -> Answer:
        discovery = asked.path == "/.well-known/openid-configuration"
        return dataclasses.replace(good, body=good.body | {field: value}) if discovery else good

    fake.change = changed
    with pytest.raises(ProviderError, match=told):
        begun(fake)


@pytest.mark.parametrize("url", ["http://example.com/go", "javascript:alert(1)", "http://[::1"])
def test_nobody_is_sent_to_an_unsafe_page(fake: FakeIdentity, url: str) -> None:
    fake.device = {"verification_uri": url}
    with pytest.raises(ProviderError, match="verification_uri is not https"):
        begun(fake)


def test_a_provider_that_is_away() -> None:
    fake = FakeIdentity()
    with fake.peer:
        settings = fake.settings()
    with pytest.raises(ProviderError):
        asyncio.run(Provider(settings).begin())
