"""One HTTP connection to a backend: deadlines, bounds, and every failure as one of two errors.

The only place that knows the HTTP client (httpx2, the maintained continuation of httpx).
"""

import asyncio
from collections.abc import Mapping
from datetime import datetime
from email.utils import parsedate_to_datetime
from types import TracebackType
from typing import Final, Self, TypeVar

import httpx2
import msgspec

from kiosk.commerce.wire import Problem
from kiosk.errors import BackendAwayError, BackendRefusedError

CONNECT_S: Final = 2.0
READ_S: Final = 4.0
TOTAL_S: Final = 15.0
MAX_ANSWER_BYTES: Final = 16 << 20
MAX_WAIT_S: Final = 3600.0

_TRANSIENT: Final = frozenset({408, 409, 425, 429})
Answer = TypeVar("Answer")


class HttpLink:
    """Raises ValueError for a URL that is not http or https. Redirects are not followed: they lead to log-in pages."""

    def __init__(self, url: str, bearer_key: str) -> None:
        if not url.startswith(("http://", "https://")):
            raise ValueError(f"{url!r} is not an http or https URL")
        self._client = httpx2.AsyncClient(
            base_url=url,
            headers={"Authorization": f"Bearer {bearer_key}", "Accept": "application/json"},
            limits=httpx2.Limits(max_connections=4, keepalive_expiry=60),
            follow_redirects=False,
            # Reading the certificates costs 50 ms of the core's start; plain http (loopback) has no use for them.
            verify=url.startswith("https://"),
            # A proxy or certificate named in the environment is not a setting of this kiosk.
            trust_env=False,
        )

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._client.aclose()

    async def call(
        self,
        answer: type[Answer],
        method: str,
        path: str,
        *,
        body: object = None,
        params: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
        wait_s: float = 0.0,
    ) -> Answer:
        """`wait_s`: the server may take that much longer before it begins to answer.

        One request and its answer. BackendAwayError: try again later. BackendRefusedError: trying again is idle."""
        content = None if body is None else _encoded(body)
        all_headers = {"Content-Type": "application/json"} if content is not None else {}
        request = self._client.build_request(
            method,
            path,
            content=content,
            params=params,
            headers=all_headers | dict(headers or {}),
            timeout=httpx2.Timeout(READ_S + wait_s, connect=CONNECT_S, pool=CONNECT_S),
        )
        total_s = TOTAL_S + wait_s
        try:
            async with asyncio.timeout(total_s):
                response = await self._client.send(request, stream=True)
                try:
                    text = await _bounded(response)
                finally:
                    await response.aclose()
        except TimeoutError:
            raise BackendAwayError(f"no whole answer within {total_s:.0f} s") from None
        except (httpx2.HTTPError, httpx2.InvalidURL, httpx2.StreamError) as error:
            raise BackendAwayError(type(error).__name__) from error
        return _read(answer, response, text)


def _encoded(body: object) -> bytes:
    """Half a surrogate pair, as names of files and devices may hold, is no text that anybody could be sent."""
    try:
        return msgspec.json.encode(body)
    except UnicodeEncodeError:
        raise BackendRefusedError(422, "cannot-be-encoded") from None


async def _bounded(response: httpx2.Response) -> bytes:
    text = bytearray()
    async for chunk in response.aiter_bytes():
        text += chunk
        if len(text) > MAX_ANSWER_BYTES:
            raise BackendAwayError(f"an answer of more than {MAX_ANSWER_BYTES} bytes")
    return bytes(text)


def _read(answer: type[Answer], response: httpx2.Response, text: bytes) -> Answer:
    status = response.status_code
    if 200 <= status < 300:
        try:
            return msgspec.json.decode(text, type=answer)
        except (msgspec.MsgspecError, UnicodeDecodeError) as error:
            # A captive portal answers 200 too. The text stays out of the message: it may hold names.
            field = str(error).partition(" - at ")[2] or "the answer"
            raise BackendAwayError(f"not an answer of the Pickup API: {field}") from None
    if status in _TRANSIENT or status >= 500 or status < 400:
        raise BackendAwayError(f"status {status}", _retry_after_s(response))
    problem = _problem(text)
    raise BackendRefusedError(status, problem.code, problem.detail)


def _problem(text: bytes) -> Problem:
    try:
        return msgspec.json.decode(text, type=Problem)
    except (msgspec.MsgspecError, UnicodeDecodeError):
        return Problem()


def _retry_after_s(response: httpx2.Response) -> float | None:
    """RFC 9110 §10.2.3: seconds, or a date, which is read against the server's own clock."""
    value = response.headers.get("Retry-After", "")
    if value.isascii() and value.isdigit():
        return min(float(value), MAX_WAIT_S)
    until, now = _date(value), _date(response.headers.get("Date", ""))
    if until is None or now is None:
        return None
    return min(max((until - now).total_seconds(), 0.0), MAX_WAIT_S)


def _date(value: str) -> datetime | None:
    try:
        found = parsedate_to_datetime(value)
    except ValueError:
        return None
    return found if found.tzinfo else None
