"""What is asked of the backend, and what it answered, checked against the contract before anybody looks at it."""

import json
import logging
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, Self
from urllib.parse import quote

import httpx2

from kiosk.conformance.document import Document
from kiosk.conformance.verdicts import BrokenError, cut

LIMIT_S: Final = 70.0
_TRIES: Final = 4
_LONGEST_WAIT_S: Final = 5.0
for _name in ("httpx2", "httpcore2"):
    logging.getLogger(_name).setLevel(logging.WARNING)


@dataclass(frozen=True, slots=True)
class Answer:
    """`asked` names the request in reports: method and path, never a code. `body` is what was parsed; None for none."""

    asked: str
    status: int
    headers: Mapping[str, str]
    body: Any
    text: str
    took_s: float

    def must_be(self, *statuses: int) -> Self:
        """Raises BrokenError for any other status."""
        if self.status not in statuses:
            wanted = " or ".join(str(status) for status in statuses)
            self.broken("status", f"is {self.status}{self._why()}, must be {wanted}")
        return self

    def must_be_problem(self, status: int, code: str = "") -> Self:
        """A problem document (RFC 9457) whose type ends with `code`."""
        self.must_be(status)
        kind = str(self.body.get("type", "")) if isinstance(self.body, dict) else ""
        if code and kind.rpartition(":")[2].rpartition("/")[2] != code:
            self.broken("body.type", f"is {cut(kind)}, must end with {code!r}")
        return self

    def broken(self, field: str, problem: str) -> None:
        """Raises BrokenError that names this request and the field."""
        raise BrokenError(f"{self.asked}: {field}: {problem}")

    def _why(self) -> str:
        return f" ({cut(self.body['type'])})" if isinstance(self.body, dict) and "type" in self.body else ""


class Client:
    """`session` is a Pickup-Session that goes with every request. Safe to be used by several threads."""

    def __init__(self, url: str, key: str, document: Document, *, session: str = "") -> None:
        self._url, self._key, self._session = url, key, session
        self.document = document
        limits = httpx2.Limits(max_connections=256, max_keepalive_connections=256)
        self._http = httpx2.Client(base_url=url, trust_env=False, timeout=LIMIT_S, limits=limits)

    def close(self) -> None:
        """Ends its connections."""
        self._http.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def within(self, session: str) -> "Client":
        """The same for somebody who is signed in."""
        return Client(self._url, self._key, self.document, session=session)

    def with_key(self, key: str) -> "Client":
        """The same with another bearer key, or none."""
        return Client(self._url, key, self.document)

    def call(
        self,
        method: str,
        path: str,
        body: Any = None,
        *,
        at: Mapping[str, str] | None = None,
        query: Mapping[str, str | int] | None = None,
        headers: Mapping[str, str] | None = None,
        content: bytes | None = None,
    ) -> Answer:
        """One call of the contract; `at` fills the braces of `path`. Raises BrokenError when it is not answered, or by
        what the contract does not allow. 429 and 503 are waited for, as a kiosk does.
        """
        data = content if content is not None or body is None else json.dumps(body).encode()
        known = {"Content-Type": "application/json"} if data is not None else {}
        target = path.format_map({name: quote(value, safe="") for name, value in (at or {}).items()})
        answer = self.send(method, target, known | self._headers() | dict(headers or {}), data, query)
        self._check(answer, method, path)
        return answer

    def send(
        self,
        method: str,
        target: str,
        headers: Mapping[str, str],
        content: bytes | None = None,
        query: Mapping[str, str | int] | None = None,
    ) -> Answer:
        """Whatever it is. Raises BrokenError when no answer comes."""
        asked = f"{method} {target}"
        for _ in range(_TRIES):
            before_s = time.perf_counter()
            try:
                reply = self._http.request(method, target, params=query, headers=dict(headers), content=content)
            except httpx2.HTTPError as error:
                raise BrokenError(f"{asked}: no answer: {type(error).__name__}") from None
            if reply.status_code not in {429, 503}:
                break
            time.sleep(min(_seconds(reply.headers.get("retry-after", "1")), _LONGEST_WAIT_S))
        took_s = time.perf_counter() - before_s
        return Answer(asked, reply.status_code, reply.headers, _parsed(reply.content), reply.text, took_s)

    def _headers(self) -> dict[str, str]:
        known = {"Authorization": f"Bearer {self._key}"} if self._key else {}
        return known | ({"Pickup-Session": self._session} if self._session else {})

    def _check(self, answer: Answer, method: str, path: str) -> None:
        operation = self.document.operation(method, path)
        media_type = answer.headers.get("content-type", "").partition(";")[0].strip()
        for fault in self.document.faults(operation, answer.status, media_type, answer.body):
            raise BrokenError(f"{answer.asked}: {fault}")


def _parsed(content: bytes) -> Any:
    if not content:
        return None
    try:
        return json.loads(content)
    except ValueError:
        return content.decode(errors="replace")


def _seconds(text: str) -> float:
    return float(text) if text.isdecimal() else 1.0
