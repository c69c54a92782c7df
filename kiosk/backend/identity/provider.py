"""An OpenID provider, asked by the device flow (RFC 8628).

A connection is made for each question: they are rare, and what the provider says of itself is asked anew each time.
"""

import base64
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Any, Final, TypeVar
from urllib.parse import quote_plus

import msgspec
from msgspec import Struct

from kiosk.backend.identity.id_token import BadIdTokenError, claims_of
from kiosk.backend.identity.settings import IdentityFile
from kiosk.commerce.link import HttpLink, Reply
from kiosk.commerce.private_file import is_safe
from kiosk.errors import BackendAwayError

_GRANT: Final = "urn:ietf:params:oauth:grant-type:device_code"
_DISCOVERY: Final = "/.well-known/openid-configuration"
Data = TypeVar("Data")


class ProviderError(Exception):
    """The provider is away, or does not do what OpenID Connect wants. The text names the field, never a value."""


class Metadata(Struct, frozen=True):
    """OpenID Connect Discovery 1.0, and RFC 8628 section 4."""

    issuer: str
    device_authorization_endpoint: str
    token_endpoint: str
    jwks_uri: str
    userinfo_endpoint: str = ""


class _DeviceAnswer(Struct, frozen=True):
    device_code: str
    user_code: str
    verification_uri: str
    expires_in: float
    verification_uri_complete: str = ""
    interval: float = 5.0


class _TokenAnswer(Struct, frozen=True):
    id_token: str
    access_token: str = ""


class _Refusal(Struct, frozen=True):
    error: str


@dataclass(frozen=True, slots=True)
class Begun:
    """What the person is shown (`url`, `user_code`), and what the provider is asked with afterwards."""

    url: str
    user_code: str
    life_s: float
    interval_s: float
    device_code: str = field(repr=False)
    at: Metadata = field(repr=False)


class NotYet(Enum):
    """SLOWER: and it was asked too soon. OVER: refused by the person, or too late."""

    PENDING = "authorization_pending"
    SLOWER = "slow_down"
    OVER = "over"


class Provider:
    """Raises ProviderError from every call."""

    def __init__(self, settings: IdentityFile) -> None:
        self._settings = settings

    async def begin(self) -> Begun:
        """A sign-in that somebody may finish on their phone."""
        settings = self._settings
        async with HttpLink(settings.issuer, {}) as link:
            at = _read(Metadata, await _ask(link, "GET", settings.issuer.rstrip("/") + _DISCOVERY))
            self._check(at)
            reply = await self._post(link, at.device_authorization_endpoint, {"scope": settings.scope})
            answer = _read(_DeviceAnswer, reply)
        url = answer.verification_uri_complete or answer.verification_uri
        if not is_safe(url):
            raise ProviderError("verification_uri is not https")
        return Begun(url, answer.user_code, answer.expires_in, max(1.0, answer.interval), answer.device_code, at)

    async def who(self, begun: Begun, now_utc: float) -> str | NotYet:
        """The employee's id, as the provider's claim has it; "" where it has none."""
        async with HttpLink(self._settings.issuer, {}) as link:
            form = {"grant_type": _GRANT, "device_code": begun.device_code}
            reply = await self._post(link, begun.at.token_endpoint, form)
            if not reply.ok:
                return _not_yet(_read(_Refusal, reply, ok=False).error)
            tokens = _read(_TokenAnswer, reply)
            keys = _read(dict[str, Any], await _ask(link, "GET", begun.at.jwks_uri))
            claims = self._claims(tokens.id_token, keys, now_utc)
            if self._settings.claim not in claims and begun.at.userinfo_endpoint:
                claims = await _userinfo(link, begun.at.userinfo_endpoint, tokens.access_token, claims)
        return self._named(claims)

    def _check(self, at: Metadata) -> None:
        if at.issuer.rstrip("/") != self._settings.issuer.rstrip("/"):
            raise ProviderError("issuer is another one")
        for name in ("device_authorization_endpoint", "token_endpoint", "jwks_uri"):
            if not is_safe(getattr(at, name)):
                raise ProviderError(f"{name} is not https")
        if at.userinfo_endpoint and not is_safe(at.userinfo_endpoint):
            raise ProviderError("userinfo_endpoint is not https")

    async def _post(self, link: HttpLink, url: str, form: Mapping[str, str]) -> Reply:
        settings = self._settings
        headers = {"Authorization": _basic(settings)} if settings.client_secret else {}
        return await _ask(link, "POST", url, form={"client_id": settings.client_id, **form}, headers=headers)

    def _claims(self, token: str, keys: Mapping[str, Any], now_utc: float) -> Mapping[str, Any]:
        settings = self._settings
        try:
            return claims_of(token, keys, issuer=settings.issuer, client_id=settings.client_id, now_utc=now_utc)
        except BadIdTokenError as error:
            raise ProviderError(f"id_token is not to be believed ({error})") from None

    def _named(self, claims: Mapping[str, Any]) -> str:
        claim = self._settings.claim
        value = claims.get(claim)
        if claim == "email" and claims.get("email_verified") is not True:
            return ""
        return value if isinstance(value, str) else ""


async def _userinfo(link: HttpLink, url: str, access_token: str, claims: Mapping[str, Any]) -> Mapping[str, Any]:
    headers = {"Authorization": f"Bearer {access_token}"}
    told = _read(dict[str, Any], await _ask(link, "GET", url, headers=headers))
    if told.get("sub") != claims["sub"]:  # OpenID Connect Core 5.3.2
        raise ProviderError("userinfo is about somebody else")
    return told


async def _ask(link: HttpLink, method: str, url: str, **what: Any) -> Reply:
    try:
        return await link.exchange(method, url, **what)
    except BackendAwayError as error:
        raise ProviderError(str(error)) from None


def _read(shape: type[Data], reply: Reply, *, ok: bool = True) -> Data:
    if ok and not reply.ok:
        raise ProviderError(f"status {reply.status}")
    try:
        return msgspec.json.decode(reply.body, type=shape)
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise ProviderError(str(error).partition(" - at ")[2] or "the answer is not JSON") from None


def _not_yet(error: str) -> NotYet:
    if error in {NotYet.PENDING.value, NotYet.SLOWER.value}:
        return NotYet(error)
    if error in {"access_denied", "expired_token", "invalid_grant"}:
        return NotYet.OVER
    raise ProviderError("the token endpoint refuses this client")


def _basic(settings: IdentityFile) -> str:
    """RFC 6749 section 2.3.1: both halves form-encoded first."""
    pair = f"{quote_plus(settings.client_id)}:{quote_plus(settings.client_secret)}"
    return "Basic " + base64.b64encode(pair.encode()).decode()
