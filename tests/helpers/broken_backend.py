"""Backends that break the contract in one way each: a good one with somebody in between who meddles."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from kiosk.conformance.scenarios.listing import checksum_of, rows_of


@dataclass
class Asked:
    """A request as a whole."""

    method: str
    path: str
    query: str
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        try:
            return json.loads(self.body)
        except ValueError:
            return None


@dataclass
class Told:
    """An answer as a whole."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)

    def changed(self, body: Any = None, status: int | None = None, drop: str = "", **headers: str) -> "Told":
        kept = {name: value for name, value in self.headers.items() if name not in {drop, "content-length"}}
        content = self.body if body is None else json.dumps(body).encode()
        return Told(status or self.status, kept | headers, content)


Ask = Callable[[Asked], Awaitable[Told]]
Way = Callable[[Ask, Asked], Awaitable[Told]]


@dataclass
class Meddler:
    """An ASGI application in front of `app`; `way` says what is done."""

    app: ASGIApp
    way: Way | None = None
    memory: dict[str, Told] = field(default_factory=dict)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or self.way is None:
            await self.app(scope, receive, send)
            return
        asked = await _read(scope, receive)
        told = await self.way(self._ask(scope), asked)
        headers = {name: value for name, value in told.headers.items() if name != "content-length"}
        if told.status not in {204, 304}:
            headers["content-length"] = str(len(told.body))
        raw = [(name.encode(), value.encode()) for name, value in headers.items()]
        await send({"type": "http.response.start", "status": told.status, "headers": raw})
        await send({"type": "http.response.body", "body": told.body})

    def _ask(self, scope: Scope) -> Ask:
        async def ask(asked: Asked) -> Told:
            inner = dict(scope)
            inner["method"] = asked.method
            inner["path"], inner["raw_path"] = asked.path, asked.path.encode()
            inner["query_string"] = asked.query.encode()
            headers = asked.headers | {"content-length": str(len(asked.body))}
            inner["headers"] = [(name.encode("latin-1"), value.encode("latin-1")) for name, value in headers.items()]
            told = Told(0, {}, b"")

            async def receive() -> Message:
                return {"type": "http.request", "body": asked.body, "more_body": False}

            async def send(message: Message) -> None:
                if message["type"] == "http.response.start":
                    told.status = message["status"]
                    told.headers = {name.decode().lower(): value.decode() for name, value in message["headers"]}
                else:
                    told.body += message.get("body", b"")

            await self.app(inner, receive, send)
            return told

        return ask


async def _read(scope: Scope, receive: Receive) -> Asked:
    body = b""
    more = True
    while more:
        message = await receive()
        body += message.get("body", b"")
        more = message.get("more_body", False)
    headers = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in scope["headers"]}
    return Asked(scope["method"], scope["path"], scope["query_string"].decode(), headers, body)


# --- what is done -------------------------------------------------------------------------------------------------


def after(path: str, change: Callable[[Asked, Told], Told], method: str = "") -> Way:
    """Meddles with answers of calls whose path ends so."""

    async def way(ask: Ask, asked: Asked) -> Told:
        told = await ask(asked)
        here = asked.path.endswith(path) and method in {"", asked.method}
        return change(asked, told) if here else told

    return way


def before(path: str, change: Callable[[Asked], object], method: str = "") -> Way:
    """Meddles with requests."""

    async def way(ask: Ask, asked: Asked) -> Told:
        if asked.path.endswith(path) and method in {"", asked.method}:
            change(asked)
        return await ask(asked)

    return way


def body(path: str, change: Callable[[Any], object], method: str = "", status: int = 200) -> Way:
    """Meddles with the JSON of good answers, in place."""

    def meddle(_: Asked, told: Told) -> Told:
        if told.status != status:
            return told
        found = told.json
        change(found)
        return told.changed(found)

    return after(path, meddle, method)


def first_answer_for_ever() -> Way:
    """Keeps answers by key, whatever is asked with it the second time."""
    memory: dict[str, Told] = {}

    async def way(ask: Ask, asked: Asked) -> Told:
        key = asked.headers.get("idempotency-key", "")
        if not key or key not in memory:
            told = await ask(asked)
            memory[key] = told
        return memory[key]

    return way


def new_keys() -> Way:
    """Loses the Idempotency-Key of everybody."""
    count = iter(range(10**9))

    def change(asked: Asked) -> None:
        if "idempotency-key" in asked.headers:
            asked.headers["idempotency-key"] = f"{next(count):012d}"

    return before("", change)


def ending_nothing() -> Way:
    """Says that a delegation is over."""

    async def way(ask: Ask, asked: Asked) -> Told:
        if asked.method == "DELETE" and "/delegations/" in asked.path:
            return Told(204, {}, b"")
        return await ask(asked)

    return way


def telling_time(key: str) -> Way:
    """Compares keys sign by sign, slowly."""

    async def way(ask: Ask, asked: Asked) -> Told:
        for right, told in zip(key, asked.headers.get("authorization", "").removeprefix("Bearer "), strict=False):
            if right != told:
                break
            await asyncio.sleep(0.0004)
        return await ask(asked)

    return way


def with_foreign_row(page: Any) -> None:
    """A pickup of another site, with a checksum that is right."""
    if page["pickups"]:
        page["pickups"].append(page["pickups"][0] | {"id": "FOREIGN", "site": 5})
        page["checksum"] = checksum_of(rows_of(page))


def with_older_versions(page: Any) -> None:
    """Only in differences."""
    for row in [] if page["full"] else page["pickups"]:
        row["version"] = 0
