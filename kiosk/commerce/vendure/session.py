"""Who we are at Vendure. A session is known in no time; an API key is hashed with bcrypt by every request (0.3 s)."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, TypeVar

from msgspec import Struct

from kiosk.commerce import graphql
from kiosk.commerce.link import SHOP_READ_S, HttpLink, Reply
from kiosk.commerce.shop import Capability
from kiosk.errors import BackendRefusedError

Data = TypeVar("Data")
SESSION_HEADER: Final = "vendure-auth-token"
_LOGIN: Final = "mutation($user:String!,$password:String!){login(username:$user,password:$password){__typename}}"
_SIGNED_OUT: Final = frozenset({"FORBIDDEN", "UNAUTHORIZED"})


class _Kind(Struct, frozen=True):
    typename: str = ""


class _Login(Struct, frozen=True, rename={"kind": "login"}):
    kind: _Kind


@dataclass(frozen=True, slots=True, repr=False)
class VendureKey:
    """Either an API key, or a user of its own and its password."""

    api_key: str = ""
    user: str = ""
    password: str = ""


class VendureSession:
    """Logs in when it has to, and once more where a session has ended; never twice for one request."""

    def __init__(self, url: str, key: VendureKey, channel: str) -> None:
        headers = ({"vendure-api-key": key.api_key} if key.api_key else {}) | (
            {"vendure-token": channel} if channel else {}
        )
        self._link = HttpLink(url, headers, read_s=SHOP_READ_S)
        self._key = key
        self._token = ""
        self._signing_in = asyncio.Lock()

    @property
    def is_user(self) -> bool:
        return not self._key.api_key

    async def aclose(self) -> None:
        await self._link.__aexit__(None, None, None)

    async def ask(
        self, shape: type[Data], query: str, variables: Mapping[str, object], capability: Capability | None = None
    ) -> Data:
        """The data of one answer. Raises what `graphql.read` raises."""
        token = await self._signed_in("")
        try:
            return graphql.read(shape, await self._post(query, variables, token), capability)
        except BackendRefusedError as error:
            if self._key.api_key or error.code not in _SIGNED_OUT:
                raise
        token = await self._signed_in(token)
        return graphql.read(shape, await self._post(query, variables, token), capability)

    async def _post(self, query: str, variables: Mapping[str, object], token: str) -> Reply:
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        body = graphql.variables_of(query, variables)
        return await self._link.exchange("POST", "", body=body, headers=headers)

    async def _signed_in(self, ended: str) -> str:
        """A session other than `ended`. "" with an API key, which needs none."""
        if self._key.api_key:
            return ""
        async with self._signing_in:
            if self._token in {"", ended}:
                self._token = await self._login()
            return self._token

    async def _login(self) -> str:
        who = {"user": self._key.user, "password": self._key.password}
        reply = await self._post(_LOGIN, who, "")
        graphql.read(_Login, reply)
        token = reply.headers.get(SESSION_HEADER, "")
        if not token:
            raise BackendRefusedError(reply.status, "login-refused")
        return token
