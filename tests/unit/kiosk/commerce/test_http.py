"""The adapter against servers that are broken, hostile or careless."""

import asyncio
import copy
import json
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from kiosk.commerce import link
from kiosk.commerce.http import HttpBackend
from kiosk.domain import digest
from kiosk.domain.issuer_keys import KeyFault
from kiosk.domain.site_list import JournalAnchor, Mark, RowKind
from kiosk.errors import PAYMENT_DUE, BackendAwayError, BackendRefusedError
from kiosk.ports import Handover

KEY = bytes(32)
CODE = "00000000S"
PICKUP = {
    "id": "7KQF2M9X",
    "site": 4,
    "state": "ready",
    "parcels": [{"id": "p1", "compartment": 12, "state": "ready"}],
    "not_before": "2026-11-22T00:00:00Z",
    "not_after": "2026-11-29T00:00:00Z",
    "lines_ready": 1,
    "lines_total": 1,
}
CREDENTIAL = {
    "id": "c1",
    "kind": "pickup",
    "digest": digest.digest(KEY, digest.typed(CODE)),
    "subject": "7KQF2M9X",
    "not_before": "2026-11-22T00:00:00Z",
    "not_after": "2026-11-29T00:00:00Z",
    "revoked": False,
    "version": 1,
}
RESOLVED = {"credential": CREDENTIAL, "pickup": PICKUP}
LIST = {
    "cursor": "1",
    "full": True,
    "server_time": "2026-11-23T00:00:00Z",
    "pickups": [PICKUP],
    "credentials": [CREDENTIAL],
    "accounts": [],
    "employees": [],
    "removed": [],
    "base": "",
    "epoch": "e1",
    "version": 1,
    "checksum": "0" * 32,
}
HANDOVER = Handover("h1", "7KQF2M9X", "p1", 12, 0.0, 1.0, "c1", "", "", offline=False)

Call = Callable[[HttpBackend], Awaitable[Any]]


def ask(answer: bytes, call: Call, *, hold: bool = False) -> Any:
    """What `call` makes of a server that sends these bytes, whatever it is asked, and hangs up (or holds the line)."""

    handlers: list[asyncio.Task[None] | None] = []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        handlers.append(asyncio.current_task())
        await reader.readuntil(b"\r\n\r\n")
        writer.write(answer)
        await writer.drain()
        if hold:
            await reader.read()
        writer.close()
        await writer.wait_closed()

    async def run() -> Any:
        server = await asyncio.start_server(serve, "127.0.0.1", 0)
        url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        async with server:
            try:
                async with HttpBackend(url, bearer_key="k", site=4, kiosk="k1", site_key=KEY) as backend:
                    return await call(backend)
            finally:
                await asyncio.gather(*(task for task in handlers if task), return_exceptions=True)

    return asyncio.run(run())


def reply(status: str, body: bytes | dict[str, Any] = b"", **headers: str) -> bytes:
    content = json.dumps(body).encode() if isinstance(body, dict) else body
    lines = "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in headers.items())
    return f"HTTP/1.1 {status}\r\nContent-Length: {len(content)}\r\n{lines}\r\n".encode() + content


def changed(answer: dict[str, Any], path: str, value: Any) -> dict[str, Any]:
    copied = copy.deepcopy(answer)
    *parents, last = path.split(".")
    place: Any = copied
    for parent in parents:
        place = place[int(parent) if parent.isdigit() else parent]
    if value is ...:
        del place[last]
    else:
        place[last] = value
    return copied


def resolve(backend: HttpBackend) -> Awaitable[Any]:
    return backend.resolve(CODE, "typed")


def site_list(backend: HttpBackend) -> Awaitable[Any]:
    return backend.site_list("")


def test_a_right_answer_is_believed() -> None:
    resolved = ask(reply("200 OK", RESOLVED), resolve)
    assert (resolved.pickup.id, resolved.credential.id) == ("7KQF2M9X", "c1")


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("pickup.site", 5),
        ("pickup.id", "7KQF2M9Y"),
        ("credential.subject", "7KQF2M9Y"),
        ("credential.kind", "badge"),
        ("credential.digest", "0" * 64),
        ("credential.digest", ""),
    ],
)
@pytest.mark.allow_warnings
def test_an_object_that_was_not_asked_for_is_unknown(path: str, value: Any) -> None:
    assert ask(reply("200 OK", changed(RESOLVED, path, value)), resolve) is None


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("pickup.lines_ready", ...),
        ("pickup.parcels", None),
        ("pickup.parcels.0.compartment", 0),
        ("pickup.parcels.0.state", "gone"),
        ("pickup.not_after", "2026-11-29T00:00:00"),
        ("pickup.id", "short"),
        ("pickup", [PICKUP, PICKUP]),
        ("credential.revoked", ...),
    ],
)
def test_an_answer_of_another_shape_is_no_answer(path: str, value: Any) -> None:
    with pytest.raises(BackendAwayError, match=r"not an answer of the Pickup API: `\$\."):
        ask(reply("200 OK", changed(RESOLVED, path, value)), resolve)


def test_a_list_with_rows_of_another_site_is_refused_as_a_whole() -> None:
    foreign = PICKUP | {"id": "00000000", "site": 5}
    with pytest.raises(BackendRefusedError, match="another site") as refused:
        ask(reply("200 OK", LIST | {"pickups": [PICKUP, foreign]}), site_list)
    assert (refused.value.status, refused.value.code) == (200, "foreign-row")


def test_a_page_arrives_as_it_was_sent() -> None:
    sent = LIST | {
        "pickups": [PICKUP],
        "credentials": [CREDENTIAL | {"delegate_of": "c0", "max_visits": 1, "parcels": ["p1"]}],
        "removed": [{"kind": "employee", "id": "E-1", "version": 3}],
        "journal": {"seq": 7, "hash": "ab"},
    }
    page = ask(reply("200 OK", sent), site_list)
    (credential,) = page.credentials
    assert (credential.delegate_of, credential.max_visits, credential.parcels) == ("c0", 1, ("p1",))
    assert page.removed == (Mark(RowKind.EMPLOYEE, "E-1", 3),)
    assert page.journal == JournalAnchor(7, "ab")
    assert (page.base, page.epoch, page.version, page.checksum) == ("", "e1", 1, "0" * 32)


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("credentials.0.version", -1),
        ("credentials.0.version", 1 << 63),
        ("pickups.0.version", 1 << 63),
        ("pickups.0.parcels.0.compartment", 1 << 70),
        ("journal", {"seq": 1 << 63, "hash": ""}),
        ("checksum", ...),
        ("removed", ["pickup:1"]),
    ],
)
def test_a_page_that_no_database_could_hold_is_no_answer(path: str, value: Any) -> None:
    with pytest.raises(BackendAwayError, match="not an answer"):
        ask(reply("200 OK", changed(LIST, path, value)), site_list)


def test_a_person_may_collect_for_others_where_the_list_says_so() -> None:
    person = {"id": "E-1", "account": "A", "name": "Kari", "may_collect_for_company": False, "pin_digest": ""}
    row = person | {"active": True, "version": 3}
    for stated, collects_for in (({}, ()), ({"collects_for": ["E-2", "E-3"]}, ("E-2", "E-3"))):
        (employee,) = ask(reply("200 OK", LIST | {"employees": [row | stated]}), site_list).employees
        assert (employee.collects_for, employee.version) == (collects_for, 3)


def test_a_difference_is_not_taken_for_the_whole_list() -> None:
    with pytest.raises(BackendAwayError, match="difference"):
        ask(reply("200 OK", LIST | {"full": False}), site_list)


@pytest.mark.parametrize("status", ["404 Not Found", "410 Gone"])
def test_unknown_is_none(status: str) -> None:
    assert ask(reply(status, {"type": "urn:x:code-unknown"}), resolve) is None


def test_what_is_too_long_for_a_code_is_none_there() -> None:
    problem = {"type": "urn:x:invalid-request", "errors": [{"field": "body.code", "problem": "too long"}]}
    assert ask(reply("422 Unprocessable Content", problem), resolve) is None


@pytest.mark.parametrize(
    ("status", "body"),
    [
        ("404 Not Found", b"<html>"),
        ("410 Gone", b""),
        ("413 Content Too Large", {"type": "urn:x:invalid-request"}),
        ("422 Unprocessable Content", {"type": "urn:x:invalid-request", "errors": [{"field": "body.entry"}]}),
        ("401 Unauthorized", {"type": "urn:x:unauthorised"}),
    ],
)
def test_only_the_backends_own_word_makes_a_code_unknown(status: str, body: Any) -> None:
    with pytest.raises(BackendRefusedError):
        ask(reply(status, body), resolve)


def test_a_conflict_is_an_answer_where_it_says_that_it_is_to_be_paid() -> None:
    with pytest.raises(BackendRefusedError) as error:
        ask(reply("409 Conflict", {"type": "urn:openluke:problem:payment-due"}), resolve)
    assert (error.value.status, error.value.code) == (409, PAYMENT_DUE)
    for other in (b"", {"type": "urn:x:being-answered"}):
        with pytest.raises(BackendAwayError):
            ask(reply("409 Conflict", other), resolve)
    with pytest.raises(BackendAwayError):
        ask(reply("409 Conflict", {"type": "urn:openluke:problem:payment-due"}), lambda told: told.hand_over(HANDOVER))


SITE = {"number": 4, "name": "Sentrum", "help_phone": "", "server_time": "2026-11-23T00:00:00Z"}
JWK = {"kty": "OKP", "crv": "Ed25519", "kid": "1", "x": "A" * 43}


@pytest.mark.parametrize(
    ("stated", "keys"),
    [
        ({}, None),
        ({"keys": None}, None),
        ({"keys": [JWK]}, {1: bytes(32)}),
        ({"keys": [JWK | {"kid": 1}]}, KeyFault("keys[0].kid", "not a number from 0 to 255, as text")),
        ({"keys": []}, KeyFault("keys", "not a list of keys")),
    ],
)
def test_the_site_names_keys_or_none_or_what_is_wrong_with_them(stated: Any, keys: object) -> None:
    assert ask(reply("200 OK", SITE | stated), lambda backend: backend.site()).keys == keys


def test_a_pickup_may_say_that_it_is_to_be_paid() -> None:
    for stated, due in (({}, False), ({"payment_due": True}, True)):
        (listed,) = ask(reply("200 OK", LIST | {"pickups": [PICKUP | stated]}), site_list).pickups
        assert listed.payment_due is due


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"type": "urn:openluke:problem:code-locked"}, "code-locked"),
        ({"type": "https://shop.example/problems/payment-due", "detail": "d"}, "payment-due"),
        ({}, "blank"),
        (b"<html>", "blank"),
        (b"\xff", "blank"),
    ],
)
def test_a_refusal_carries_its_code(body: Any, code: str) -> None:
    with pytest.raises(BackendRefusedError) as error:
        ask(reply("423 Locked", body), resolve)
    assert (error.value.status, error.value.code) == (423, code)


@pytest.mark.parametrize("status", ["408 x", "409 x", "425 x", "429 x", "500 x", "502 x", "503 x", "504 x", "302 x"])
def test_transient_answers_are_away(status: str) -> None:
    with pytest.raises(BackendAwayError):
        ask(reply(status, Location="http://portal.example/"), resolve)


@pytest.mark.parametrize(
    ("headers", "wait_s"),
    [
        ({"Retry_After": "12"}, 12.0),
        ({"Retry_After": "999999999"}, 3600.0),
        ({"Retry_After": "-1"}, None),
        ({"Retry_After": "soon"}, None),
        ({"Retry_After": "Mon, 23 Nov 2026 12:00:30 GMT", "Date": "Mon, 23 Nov 2026 12:00:00 GMT"}, 30.0),
        ({"Retry_After": "Mon, 23 Nov 2026 11:00:00 GMT", "Date": "Mon, 23 Nov 2026 12:00:00 GMT"}, 0.0),
        ({"Retry_After": "Mon, 23 Nov 2026 12:00:30 GMT"}, None),
        ({}, None),
    ],
)
def test_retry_after(headers: dict[str, str], wait_s: float | None) -> None:
    with pytest.raises(BackendAwayError) as error:
        ask(reply("503 Service Unavailable", b"", **headers), resolve)
    assert error.value.retry_after_s == wait_s


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        b"not HTTP at all\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n{",
        reply("200 OK", b"<html>please log in</html>"),
        reply("200 OK", b"[]"),
        reply("200 OK", b"\xff\xfe"),
        reply("204 No Content"),
        reply("200 OK", b"rubbish", Content_Encoding="gzip"),
    ],
)
def test_no_answer_is_away(answer: bytes) -> None:
    for call in (resolve, site_list, lambda backend: backend.hand_over(HANDOVER)):
        with pytest.raises(BackendAwayError):
            ask(answer, call)


def test_nobody_there_is_away() -> None:
    async def run() -> None:
        server = await asyncio.start_server(lambda *_: None, "127.0.0.1", 0)
        port = server.sockets[0].getsockname()[1]
        server.close()
        await server.wait_closed()
        url = f"http://127.0.0.1:{port}"
        async with HttpBackend(url, bearer_key="k", site=4, kiosk="k1", site_key=KEY) as backend:
            await backend.site_list("")

    with pytest.raises(BackendAwayError):
        asyncio.run(run())


def test_a_silent_server_is_away_after_the_deadline(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(link, "READ_S", 0.05)
    with pytest.raises(BackendAwayError, match="ReadTimeout"):
        ask(b"", resolve, hold=True)


def test_a_trickling_server_is_away_after_the_whole_deadline(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(link, "TOTAL_S", 0.05)
    with pytest.raises(BackendAwayError, match="no whole answer"):
        ask(b"HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n{", resolve, hold=True)


def test_an_endless_answer_is_cut_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(link, "MAX_ANSWER_BYTES", 1000)
    with pytest.raises(BackendAwayError, match="more than 1000 bytes"):
        ask(reply("200 OK", b" " * 2000), resolve)


@pytest.mark.parametrize(
    "answer",
    [
        {"handover": "h2", "pickup": "7KQF2M9X", "conflict": False},
        {"handover": "h1", "pickup": "7KQF2M9Y", "conflict": False},
    ],
)
def test_an_acknowledgement_of_something_else_is_none(answer: dict[str, Any]) -> None:
    with pytest.raises(BackendAwayError, match="another hand-over"):
        ask(reply("201 Created", answer), lambda backend: backend.hand_over(HANDOVER))


def test_the_url_must_be_http() -> None:
    with pytest.raises(ValueError, match="not an http"):
        HttpBackend("ftp://shop", bearer_key="k", site=4, kiosk="k1", site_key=KEY)
