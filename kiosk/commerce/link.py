"""One HTTP connection to a backend or a shop: deadlines, bounds, and every failure as one of two errors.

The only place that knows the HTTP client (httpx2, the maintained continuation of httpx).
"""

import asyncio
import logging
from collections.abc import Collection, Mapping
from dataclasses import dataclass
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
# A shop answers slowly when it is busy, and nobody waits for it with a door open (docs/adr/0017).
SHOP_READ_S: Final = 12.0
MAX_ANSWER_BYTES: Final = 16 << 20
MAX_WAIT_S: Final = 3600.0

_AWAY: Final = frozenset({408, 425, 429})
for _name in ("httpx2", "httpcore2"):
    # They log addresses, and headers with sessions in them; what matters of a request is in its error.
    logging.getLogger(_name).setLevel(logging.WARNING)

Answer = TypeVar("Answer")


@dataclass(frozen=True, slots=True)
class Reply:
    """What came back: 2xx or a refusal (4xx). `header` looks names up without regard to case."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    def __repr__(self) -> str:
        return f"<Reply {self.status}>"  # a body may hold names and codes

    @property
    def ok(self) -> bool:
        return 200 <= self.status < 300


class HttpLink:
    """`headers` go with every request. Raises ValueError for a URL that is not http or https.

    `read_s`: how long a server may be silent. Redirects are not followed: they lead to log-in pages.
    """

    def __init__(self, url: str, headers: Mapping[str, str], *, read_s: float = READ_S) -> None:
        if not url.startswith(("http://", "https://")):
            raise ValueError(f"{url!r} is not an http or https URL")
        self._url = url
        self._headers = {"Accept": "application/json"} | dict(headers)
        self._read_s = read_s
        self._client: httpx2.AsyncClient | None = None

    def _open(self) -> httpx2.AsyncClient:
        """Opened by the first request, also by the first one after it was closed: connections belong to one loop."""
        if self._client is None:
            self._client = self._new_client()
        return self._client

    def _new_client(self) -> httpx2.AsyncClient:
        return httpx2.AsyncClient(
            base_url=self._url,
            headers=self._headers,
            limits=httpx2.Limits(max_connections=4, keepalive_expiry=60),
            follow_redirects=False,
            # Reading the certificates costs 50 ms of the core's start; plain http (loopback) has no use for them.
            verify=self._url.startswith("https://"),
            # A proxy or certificate named in the environment is not a setting of this kiosk.
            trust_env=False,
        )

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        client, self._client = self._client, None
        if client is not None:
            await client.aclose()

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
        conflicts: Collection[str] = (),
    ) -> Answer:
        """One request of the Pickup API and its answer. `wait_s`: the server may take that much longer to begin it.
        `conflicts`: codes of 409 that are an answer; any other 409 is over by itself.

        BackendAwayError: try again later. BackendRefusedError: trying again is idle."""
        reply = await self.exchange(method, path, body=body, params=params, headers=headers, wait_s=wait_s)
        return read_answer(answer, reply, conflicts)

    async def exchange(
        self,
        method: str,
        path: str,
        *,
        body: object = None,
        form: Mapping[str, str] | None = None,
        params: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
        wait_s: float = 0.0,
    ) -> Reply:
        """One request and what came back, of any shape. BackendAwayError when nobody answered, or said "later".

        `form` is sent as web pages send one, in place of a `body`.
        """
        content = None if body is None else _encoded(body)
        all_headers = {"Content-Type": "application/json"} if content is not None else {}
        client = self._open()
        request = client.build_request(
            method,
            path,
            content=content,
            data=form,
            params=params,
            headers=all_headers | dict(headers or {}),
            timeout=httpx2.Timeout(self._read_s + wait_s, connect=CONNECT_S, pool=CONNECT_S),
        )
        reply = await _send(client, request, TOTAL_S + wait_s)
        if reply.status in _AWAY or reply.status >= 500 or reply.status < 200 or 300 <= reply.status < 400:
            raise BackendAwayError(f"status {reply.status}", retry_after_s(reply))
        return reply


async def _send(client: httpx2.AsyncClient, request: httpx2.Request, total_s: float) -> Reply:
    try:
        async with asyncio.timeout(total_s):
            response = await client.send(request, stream=True)
            try:
                text = await _bounded(response)
            finally:
                await response.aclose()
    except TimeoutError:
        raise BackendAwayError(f"no whole answer within {total_s:.0f} s") from None
    except (httpx2.HTTPError, httpx2.InvalidURL, httpx2.StreamError) as error:
        raise BackendAwayError(type(error).__name__) from error
    return Reply(response.status_code, response.headers, text)


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


def read_answer(answer: type[Answer], reply: Reply, conflicts: Collection[str] = ()) -> Answer:
    """What the Pickup API has answered. Raises as `HttpLink.call` does."""
    if reply.ok:
        try:
            return msgspec.json.decode(reply.body, type=answer)
        except (msgspec.MsgspecError, UnicodeDecodeError) as error:
            # A captive portal answers 200 too. The text stays out of the message: it may hold names.
            field = str(error).partition(" - at ")[2] or "the answer"
            raise BackendAwayError(f"not an answer of the Pickup API: {field}") from None
    problem = _problem(reply.body)
    if reply.status == 409 and problem.code not in conflicts:
        # The first request with this Idempotency-Key is still being answered.
        raise BackendAwayError("status 409", retry_after_s(reply))
    raise BackendRefusedError(reply.status, problem.code, problem.detail, problem.field)


def _problem(text: bytes) -> Problem:
    try:
        return msgspec.json.decode(text, type=Problem)
    except (msgspec.MsgspecError, UnicodeDecodeError):
        return Problem()


def retry_after_s(reply: Reply, most_s: float = MAX_WAIT_S) -> float | None:
    """RFC 9110 §10.2.3: seconds, or a date, which is read against the server's own clock."""
    value = reply.headers.get("Retry-After", "")
    if value.isascii() and value.isdigit():
        return min(float(value), most_s)
    until, now = _date(value), _date(reply.headers.get("Date", ""))
    if until is None or now is None:
        return None
    return min(max((until - now).total_seconds(), 0.0), most_s)


def _date(value: str) -> datetime | None:
    try:
        found = parsedate_to_datetime(value)
    except ValueError:
        return None
    return found if found.tzinfo else None
