"""What an ID token says, if its issuer signed it for us (OpenID Connect Core 3.1.3.7). Pure."""

from collections.abc import Mapping
from typing import Any, Final

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

_SIGNED_BY: Final = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA")
"""None that a client secret or nothing at all would make."""
_LEEWAY_S: Final = 60


class BadIdTokenError(Exception):
    """Not to be believed. The text holds nothing of it."""


def claims_of(token: str, keys: Mapping[str, Any], *, issuer: str, client_id: str, now_utc: float) -> Mapping[str, Any]:
    """`keys`: the issuer's JWK set. Raises BadIdTokenError."""
    try:
        claims = jwt.decode(token, KeySet.import_key_set(dict(keys)), algorithms=_SIGNED_BY).claims  # type: ignore[arg-type]
        rules = jwt.JWTClaimsRegistry(
            now=int(now_utc),
            leeway=_LEEWAY_S,
            iss={"essential": True, "value": issuer},
            aud={"essential": True, "value": client_id},
            exp={"essential": True},
            sub={"essential": True},
        )
        rules.validate(claims)
    except (JoseError, ValueError, KeyError, TypeError) as error:
        raise BadIdTokenError(type(error).__name__) from None
    if isinstance(claims["aud"], list) and len(claims["aud"]) > 1 and claims.get("azp") != client_id:
        raise BadIdTokenError("azp")
    return claims
