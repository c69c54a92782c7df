"""Who is not let in, and what nobody should send."""

import json
import re
import secrets
from statistics import median
from typing import Any, Final

from kiosk.conformance.client import Answer
from kiosk.conformance.document import Operation
from kiosk.conformance.scenario import Scenario, World, expect, new_key
from kiosk.conformance.verdicts import BrokenError

_PARAMETER: Final = re.compile(r"\{[a-z_]+\}")
_JSON: Final = {"Content-Type": "application/json"}
_BIG: Final = 2 << 20
_TIMED: Final = 200
_NOISE: Final = 1.25
_NOISE_S: Final = 0.002


def _target(operation: Operation) -> str:
    return _PARAMETER.sub("conformance", operation.path)


def _needs_key(world: World) -> None:
    for operation in world.client.document.operations():
        for key in ("", "wrong-" + secrets.token_hex(16), world.key + "x", world.key[:-1]):
            headers = {"Authorization": f"Bearer {key}"} if key else {}
            content = b"{}" if operation.takes_body else None
            answer = world.client.send(operation.method, _target(operation), headers | _JSON, content)
            _problem(answer.must_be(401))
            expect("www-authenticate" in answer.headers, answer, "WWW-Authenticate", "is missing on a 401")
        for header in (f"Basic {world.key}", world.key, "Bearer"):
            answer = world.client.send(operation.method, _target(operation), {"Authorization": header} | _JSON)
            answer.must_be(401)


def _timing(world: World) -> None:
    """A key that begins as the right one is refused as fast as one that is wrong from the first sign on."""
    near = world.key[:-1] + ("x" if world.key[-1] != "x" else "y")
    far = secrets.token_hex(len(world.key))[: len(world.key)]
    times: dict[str, list[float]] = {near: [], far: []}
    for _ in range(_TIMED):
        for key, took in times.items():
            answer = world.client.send("GET", "/v1/site", {"Authorization": f"Bearer {key}"})
            took.append(answer.must_be(401).took_s)
    slow, fast = sorted((median(times[near]), median(times[far])), reverse=True)
    told = f"{slow * 1000:.2f} and {fast * 1000:.2f} ms in the middle of {_TIMED}: the time tells of the key"
    expect(slow < fast * _NOISE + _NOISE_S, answer, "time", told)


def _not_there(world: World) -> None:
    headers = {"Authorization": f"Bearer {world.key}"}
    _problem(world.client.send("GET", "/v1/conformance-nothing", headers).must_be(404))
    answer = world.client.send("DELETE", "/v1/site", headers).must_be(405)
    _problem(answer)
    expect("allow" in answer.headers, answer, "Allow", "is missing on a 405")


def _problem(answer: Answer) -> None:
    """RFC 9457, and nothing of the insides."""
    kind = answer.headers.get("content-type", "").partition(";")[0]
    expect(kind == "application/problem+json", answer, "Content-Type", f"is {kind!r}, must be application/problem+json")
    whole = isinstance(answer.body, dict) and {"type", "title", "status"} <= answer.body.keys()
    expect(whole, answer, "body", "is no problem document")
    expect(answer.body["status"] == answer.status, answer, "body.status", "is another than the answer's")
    for word in ("Traceback", 'File "', "SELECT ", "INSERT ", "node_modules", "java.lang"):
        expect(word not in answer.text, answer, "body", f"shows its insides: {word!r}")


_BODIES: Final[dict[str, bytes]] = {
    "nothing": b"",
    "half an object": b'{"code": ',
    "no JSON": b"<xml/>",
    "no UTF-8": b'{"code": "\xff\xfe"}',
    "null": b"null",
    "a number": b"17",
    "a list": b"[]",
    "a list of lists": b"[" * 200 + b"]" * 200,
    "deep": b'{"code":' * 20_000 + b"1" + b"}" * 20_000,
    "NaN": b'{"code": NaN, "lines": NaN, "data": NaN}',
    "half a surrogate pair": b'{"code": "\\ud800", "entry": "scanned", "pin": ""}',
    "NUL": b'{"code": "a\\u0000b", "entry": "scanned", "pin": ""}',
    "a huge number": b'{"code": ' + b"9" * 5000 + b', "entry": "scanned"}',
    "long text": json.dumps({"code": "A" * 100_000, "entry": "scanned"}).encode(),
}


def _garbage(world: World) -> None:
    for operation in world.client.document.operations():
        if operation.takes_body:
            for name, content in _BODIES.items():
                _refuses(world, operation, name, content)
            _problem(_send(world, operation, b" " * _BIG).must_be(413))


def _send(world: World, operation: Operation, content: bytes) -> Answer:
    headers = {"Authorization": f"Bearer {world.key}", "Idempotency-Key": new_key()} | _JSON
    return world.client.send(operation.method, _target(operation), headers, content)


def _refuses(world: World, operation: Operation, name: str, content: bytes) -> None:
    answer = _send(world, operation, content)
    if not 400 <= answer.status < 500:
        raise BrokenError(f"{answer.asked}: body: {name} was answered {answer.status}, must be 4xx")
    _problem(answer)


def _fields(world: World) -> None:
    cases: dict[str, Any] = {
        "code": {"entry": "typed"},
        "entry": {"code": "ABC", "entry": "whispered"},
    }
    for name, body in cases.items():
        answer = world.client.call("POST", "/v1/pickups:resolve", body).must_be_problem(422)
        fields = [str(row["field"]) for row in answer.body.get("errors") or ()]
        expect(any(name in field for field in fields), answer, "body.errors.field", f"names no {name!r}")
    secret = "conformance-secret-" + secrets.token_hex(8)
    answer = world.client.call("POST", "/v1/pickups:resolve", {"code": secret, "entry": 7}).must_be_problem(422)
    expect(secret not in answer.text, answer, "body", "repeats the code that was sent")
    for query in ({}, {"site": "four"}, {"site": -1}):
        answer = world.client.call("GET", "/v1/pickups", query=query).must_be_problem(422)
        fields = [str(row["field"]) for row in answer.body.get("errors") or ()]
        expect(any("site" in field for field in fields), answer, "body.errors.field", "names no 'site'")


def _alive(world: World) -> None:
    pickup = world.take()
    answer = world.resolve(pickup.code.code, pickup.code.entry).must_be(200)
    expect(answer.body["pickup"]["id"] == pickup.id, answer, "body.pickup.id", "is another pickup's")


SCENARIOS = (
    Scenario("key-needed", "no call without the right key: 401", _needs_key),
    Scenario("key-timing", "a wrong key takes as long, however much of it is right", _timing),
    Scenario("problem-not-there", "unknown paths and methods are problem documents", _not_there),
    Scenario("problem-fields", "bad input names the field and repeats no code", _fields),
    Scenario("garbage", "bodies that nobody should send are 4xx", _garbage),
    Scenario("garbage-after", "and afterwards everything works", _alive),
)
