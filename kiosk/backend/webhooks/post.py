"""One signed request to one receiver. The only place of the backend that knows the HTTP client (httpx2)."""

import asyncio
import contextlib
import ssl
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

import httpx2

from kiosk import __version__
from kiosk.backend.webhooks.target import Target, TargetError, addresses
from kiosk.commerce.link import Reply, retry_after_s

CONNECT_S: Final = 5.0
READ_S: Final = 10.0
TOTAL_S: Final = 15.0
LOOK_UP_S: Final = 5.0
MAX_ADDRESSES: Final = 4
MAX_WAIT_S: Final = 86_400.0
"""The most that a receiver may ask to be left alone (Retry-After)."""


@dataclass(frozen=True, slots=True)
class Said:
    """`status` 0: nobody answered; `why` says how it failed, without the address."""

    status: int
    retry_after_s: float | None = None
    why: str = ""

    @property
    def taken(self) -> bool:
        return 200 <= self.status < 300


class Post:
    """`private`: receivers in this network are allowed. `trust` is asked once, when the first https receiver comes.

    Redirects are not followed, cookies and the environment's proxies are not used, and an answer's body is not read:
    its status says all.
    """

    def __init__(self, *, private: bool, trust: Callable[[], ssl.SSLContext] = ssl.create_default_context) -> None:
        self._private = private
        self._trust = trust
        self._context: ssl.SSLContext | None = None

    async def send(self, target: Target, headers: Mapping[str, str], body: bytes) -> Said:
        """Never raises for what a receiver or a network does."""
        try:
            async with asyncio.timeout(TOTAL_S):
                found = await asyncio.wait_for(
                    asyncio.to_thread(addresses, target, private=self._private), timeout=LOOK_UP_S
                )
                return await self._to_one_of(found, target, headers, body)
        except TimeoutError:
            return Said(0, why="no answer in time")
        except TargetError as error:
            return Said(0, why=str(error))
        except (httpx2.HTTPError, httpx2.InvalidURL, httpx2.StreamError, OSError, UnicodeError) as error:
            return Said(0, why=type(error).__name__)

    async def _to_one_of(self, found: list[str], target: Target, headers: Mapping[str, str], body: bytes) -> Said:
        """The first that takes the connection."""
        *others, last = found[:MAX_ADDRESSES]
        for address in others:
            with contextlib.suppress(httpx2.ConnectError, httpx2.ConnectTimeout):
                return await self._to(address, target, headers, body)
        return await self._to(last, target, headers, body)

    async def _to(self, address: str, target: Target, headers: Mapping[str, str], body: bytes) -> Said:
        host = f"[{address}]" if ":" in address else address
        own = {
            "Host": target.authority,
            "Content-Type": "application/cloudevents+json",
            "User-Agent": f"OpenLuke/{__version__}",
        }
        # The certificate is checked against the name, and the connection goes to the address that was judged.
        extensions = {"sni_hostname": target.host}
        async with self._client(target) as client:
            url = f"{target.scheme}://{host}:{target.port}{target.path}"
            request = client.build_request(
                "POST", url, content=body, headers=own | dict(headers), extensions=extensions
            )
            answer = await client.send(request, stream=True)
            await answer.aclose()
        return Said(answer.status_code, retry_after_s(Reply(answer.status_code, answer.headers, b""), MAX_WAIT_S))

    def _client(self, target: Target) -> httpx2.AsyncClient:
        if target.scheme == "https" and self._context is None:
            self._context = self._trust()
        timeout = httpx2.Timeout(READ_S, connect=CONNECT_S)
        verify = self._context if target.scheme == "https" and self._context is not None else False
        return httpx2.AsyncClient(verify=verify, timeout=timeout, follow_redirects=False, trust_env=False)
