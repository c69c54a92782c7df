"""An OpenID provider for what a real one does not do on demand: wrong answers of every kind, over real HTTP."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl

from joserfc import jwt
from joserfc.jwk import KeySet, RSAKey

from kiosk.backend.identity.settings import IdentityFile
from tests.helpers.http_peer import Answer, Asked, HttpPeer

CLIENT = "openluke"
_KEY = RSAKey.generate_key(2048, parameters={"kid": "one", "use": "sig"})
OTHER_KEY = RSAKey.generate_key(2048, parameters={"kid": "one"})


@dataclass
class FakeIdentity:
    """`tokens`: answers of the token endpoint, the last one for ever; `change` may spoil any answer, by path."""

    tokens: list[Answer] = field(default_factory=list)
    change: Callable[[Asked, Answer], Answer] = lambda _, answer: answer
    userinfo: dict[str, Any] = field(default_factory=dict)
    device: dict[str, Any] = field(default_factory=dict)
    now_s: Callable[[], float] = time.time

    def __post_init__(self) -> None:
        self.peer = HttpPeer(lambda asked: self.change(asked, self._answer(asked)))

    def settings(self, **given: Any) -> IdentityFile:
        return IdentityFile(issuer=self.peer.url, client_id=CLIENT, **given)

    def token(self, *, key: RSAKey = _KEY, alg: str = "RS256", **claims: Any) -> Answer:
        """A token answer; `claims` over those of a good one, None leaves one out."""
        now = int(self.now_s())
        good = {"iss": self.peer.url, "aud": CLIENT, "sub": "E-JONAS", "exp": now + 300, "iat": now}
        told = {name: value for name, value in (good | claims).items() if value is not None}
        signed = jwt.encode({"alg": alg, "kid": "one"}, told, key, algorithms=[alg])
        return Answer(200, {"id_token": signed, "access_token": "access"})

    def forms(self, path: str) -> list[dict[str, str]]:
        return [dict(parse_qsl(asked.body.decode())) for asked in self.peer.asked if asked.path == path]

    def _answer(self, asked: Asked) -> Answer:
        base = self.peer.url
        match asked.path:
            case "/.well-known/openid-configuration":
                names = {"device_authorization_endpoint": "device", "token_endpoint": "token", "jwks_uri": "keys"}
                urls = {name: f"{base}/{path}" for name, path in names.items()}
                return Answer(200, {"issuer": base, "userinfo_endpoint": f"{base}/userinfo", **urls})
            case "/device":
                told = {"device_code": "secret-device-code", "user_code": "ABCD-EFGH", "expires_in": 300}
                return Answer(200, told | {"verification_uri": f"{base}/go"} | self.device)
            case "/token":
                return self.tokens.pop(0) if len(self.tokens) > 1 else self.tokens[0]
            case "/keys":
                return Answer(200, KeySet([_KEY]).as_dict(private=False))
            case "/userinfo":
                return Answer(200, self.userinfo)
            case _:
                return Answer(404)


def refused(error: str) -> Answer:
    """What the token endpoint says as long as there is no token (RFC 8628 section 3.5)."""
    return Answer(400, {"error": error})
