"""Whoever breaks the contract is caught, and by the scenario that is about it."""

import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from kiosk.backend.database import transact
from kiosk.backend.fixtures import make
from kiosk.backend.server import Server, listen, url_of
from kiosk.conformance.client import Client
from kiosk.conformance.document import Document
from kiosk.conformance.runner import open_world, play
from kiosk.conformance.scenarios import SCENARIOS
from tests.helpers.broken_backend import (
    Meddler,
    Way,
    after,
    before,
    body,
    ending_nothing,
    first_answer_for_ever,
    new_keys,
    telling_time,
    with_foreign_row,
    with_older_versions,
)

HAND, LIST, SITE, FEED = "/handovers", "/v1/pickups", "/v1/site", "/v1/events"
RESOLVE, BEGIN, BUY, QUOTE = "/v1/pickups:resolve", "/v1/sessions", "/v1/purchases", "/v1/quotes:price"
HTML = {"content-type": "text/html"}


def put(name: str, value: object) -> Callable[[Any], None]:
    return lambda found: found.__setitem__(name, value)


def problem(kind: str) -> dict[str, object]:
    return {"type": f"urn:openluke:problem:{kind}", "title": "t", "status": 404}


BROKEN: dict[str, tuple[Way, tuple[str, ...]]] = {
    "loses idempotency keys": (
        new_keys(), ("handover-replay", "handover-parallel-key", "purchase", "return", "delegation")
    ),
    "does not look at what a key was for": (first_answer_for_ever(), ("handover-key-reused", "purchase")),
    "accepts a parcel twice": (
        body(HAND, lambda found: found.update(conflict=False, reason=""), status=201),
        ("handover-collected-twice", "handover-parallel", "handover-never-refused", "handover-foreign"),
    ),
    "refuses what contradicts its books": (
        after(HAND, lambda _, told: told.changed(status=409) if b'"conflict":true' in told.body else told),
        ("handover-collected-twice", "handover-never-refused"),
    ),
    "breaks down on hand-overs": (after(HAND, lambda _, told: told.changed(status=500)), ("handover",)),
    "refuses hand-overs of days ago": (
        after(HAND, lambda asked, told: told.changed(status=422) if b'"offline": true' in asked.body else told),
        ("handover-late", "handover-replay"),
    ),
    "says that half a pickup is all of it": (
        after(
            LIST,
            lambda _, told: told.changed(told.json | {}) if b"partially" not in told.body else told.changed(
                told.json | {"pickups": [row | {"state": "collected"} for row in told.json["pickups"]]}
            ),
        ),
        ("handover-partial",),
    ),
    "ignores If-Match": (
        before("", lambda asked: asked.headers.update({"if-match": "*"}), "PUT"),
        ("account-versions", "staging-versions"),
    ),
    "asks for no If-Match": (
        before("", lambda asked: asked.headers.setdefault("if-match", "*"), "PUT"),
        ("account-versions", "staging-versions"),
    ),
    "miscounts lines": (
        body("", lambda found: [line.update(collected=0) for line in found.get("lines", ())], "GET"),
        ("pickup-lines",),
    ),
    "says that another site has the pickup": (
        after("", lambda _, told: told.changed(problem("foreign-site"), 404) if told.status == 404 else told, "GET"),
        ("pickup-foreign",),
    ),
    "refuses goods that lie there": (
        after("/v1/returns", lambda _, told: told.changed(status=422) if b"unknown_" in told.body else told),
        ("return-never-refused",),
    ),
    "loses receipts": (
        body("", lambda found: found["receipts"].clear() if "receipts" in found else None, "GET"), ("return",)
    ),
    "ends no delegation": (ending_nothing(), ("delegation",)),
    "shows other companies' pickups": (
        after("/delegations", lambda _, told: told.changed(problem("not-allowed") | {"status": 403}, 403)
              if told.status == 404 else told),
        ("delegation-limits",),
    ),
    "lists another site's pickups": (body(LIST, with_foreign_row), ("list-full",)),
    "lets everybody have every site's list": (
        before(LIST, lambda asked: setattr(asked, "query", "site=4"), "GET"), ("list-other-site",)
    ),
    "counts a wrong checksum": (body(LIST, put("checksum", "0" * 32)), ("list-full", "list-delta")),
    "lets versions go back": (body(LIST, with_older_versions), ("list-delta",)),
    "refuses cursors it does not know": (
        after(LIST, lambda asked, told: told.changed(problem("x"), 422) if "rubbish" in asked.query else told),
        ("list-unknown-cursor",),
    ),
    "forgets what it told once": (
        body(LIST, lambda found: found.update(pickups=[]) if not found["full"] else None), ("list-delta",)
    ),
    "tells what is wrong with a code": (
        after(RESOLVE, lambda asked, told: told.changed(told.json | {"detail": str(asked.json)})),
        ("resolve-one-answer", "problem-fields"),
    ),
    "opens for what is collected": (
        after(RESOLVE, lambda _, told: told.changed(status=200) if told.status == 404 else told), ("resolve-spent",)
    ),
    "does not know whose delegate it is": (
        body(RESOLVE, lambda found: found["credential"].update(delegate_of="")), ("resolve-delegate",)
    ),
    "leaves fields out": (body(RESOLVE, lambda found: found["pickup"].pop("site_name")), ("resolve-known",)),
    "names no conflicts": (body(FEED, lambda found: found.update(conflicts=[]), "POST"), ("events-conflict",)),
    "loses an event": (body(FEED, lambda found: found["ids"].pop(), "POST"), ("events-once",)),
    "believes any source": (
        after(FEED, lambda _, told: told.changed({"ids": [], "conflicts": []}, 200) if told.status == 403 else told),
        ("events-foreign-source",),
    ),
    "tells events in any order": (body(FEED, lambda found: found["events"].reverse(), "GET"), ("feed-order",)),
    "does not say what happened": (body(FEED, lambda found: found.update(events=[]), "GET"), ("feed-told",)),
    "does not wait": (
        before(FEED, lambda asked: setattr(asked, "query", asked.query.replace("wait=", "w=")), "GET"),
        ("feed-long-poll",),
    ),
    "takes every cursor": (body(FEED, put("reset", False), "GET"), ("feed-reset",)),
    "drops the links of pages": (
        after("", lambda _, told: told.changed(drop="link")), ("feed-order", "account-paging")
    ),
    "gives pages of any length": (
        before("/employees", lambda asked: setattr(asked, "query", "limit=200")), ("account-paging",)
    ),
    "leads back to the same page": (
        before("/employees", lambda asked: setattr(asked, "query", "limit=1")), ("account-paging",)
    ),
    "ends no session": (
        before("/sessions/current", lambda asked: setattr(asked, "path", SITE) or setattr(asked, "method", "GET")),
        ("session-end",),
    ),
    "signs somebody in whom it has not seen": (
        after(":finish", lambda _, told: told.changed(status=201) if told.status == 202 else told),
        ("session-by-phone",),
    ),
    "does not say when to ask again": (
        after(":finish", lambda _, told: told.changed(drop="retry-after")), ("session-by-phone",)
    ),
    "keeps every sign-in": (
        after(":finish", lambda _, told: told.changed(status=202, retry="5") if told.status == 401 else told),
        ("session-by-phone",),
    ),
    "tells a wrong PIN": (
        after(BEGIN, lambda asked, told: told if not (asked.json or {}).get("pin") else told.changed(
            told.json | {"detail": "the PIN is wrong"}) if told.status == 401 else told),
        ("session-refused",),
    ),
    "lets everybody buy": (
        body(BEGIN, lambda found: found["person"].update(rights=["collect", "delegate", "buy"]), status=201),
        ("session-begin",),
    ),
    "says that another company is there": (
        after("/orders", lambda _, told: told.changed(problem("not-allowed") | {"status": 403}, 403)
              if told.status == 404 else told),
        ("account-foreign",),
    ),
    "counts money in fractions": (body(QUOTE, put("net_minor", 100.5)), ("price-quote",)),
    "knows no labels": (
        before(QUOTE, lambda asked: setattr(asked, "body", asked.body.replace(b"gtin", b"ean"))), ("price-label",)
    ),
    "miscounts VAT": (body(QUOTE, lambda found: found.update(vat_minor=found["vat_minor"] + 1)), ("price-quote",)),
    "tells the whole price list each time": (
        before("/v1/prices", lambda asked: setattr(asked, "query", "")), ("price-list",)
    ),
    "prices by any list": (
        after(BUY, lambda _, told: told.changed(status=403) if told.status == 422 else told),
        ("purchase-version", "purchase-references"),
    ),
    "gives credit without end": (
        after(BUY, lambda _, told: told.changed(status=422) if told.status == 403 else told), ("purchase-credit",)
    ),
    "needs no key": (
        before("", lambda asked: asked.headers.update(authorization="Bearer public-demo-kiosk-key-guards-nothing")),
        ("key-needed",),
    ),
    "compares keys sign by sign": (telling_time("public-demo-kiosk-key-guards-nothing"), ("key-timing",)),
    "has pages for errors": (
        after("", lambda _, told: told.changed(None, **HTML) if told.status == 404 else told),
        ("problem-not-there", "resolve-one-answer"),
    ),
    "names no field": (
        after("", lambda _, told: told.changed({k: v for k, v in told.json.items() if k != "errors"})
              if told.status == 422 else told),
        ("problem-fields", "handover-fields", "events-fields"),
    ),
    "takes any body": (
        after(BEGIN, lambda _, told: told.changed({}, 200) if told.status in {400, 422} else told), ("garbage",)
    ),
    "breaks down on bodies": (
        after(BEGIN, lambda _, told: told.changed(status=500) if told.status in {400, 422} else told), ("garbage",)
    ),
    "sends everything each time": (
        before(SITE, lambda asked: asked.headers.pop("if-none-match", None)), ("site-etag",)
    ),
    "tells times without an offset": (body(SITE, put("server_time", "2026-11-23T12:00:00")), ("site",)),
}  # fmt: skip


@pytest.fixture(scope="module")
def meddler(served: Any) -> Iterator[tuple[str, Meddler]]:
    """In front of the same backend, on a port of its own."""
    meddler = Meddler(served.app)
    listener, ready = listen("127.0.0.1:0"), threading.Event()
    server = Server(meddler, ready.set)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
    thread.start()
    assert ready.wait(10)
    try:
        yield url_of(listener), meddler
    finally:
        server.should_exit = True
        thread.join(10)
        listener.close()


@pytest.fixture(scope="module")
def document() -> Document:
    return Document()


@pytest.mark.usefixtures("sign_in_clock")
@pytest.mark.parametrize("planted", ["sqlite"], indirect=True)
@pytest.mark.parametrize("name", BROKEN)
def test_it_is_caught(running: Any, meddler: tuple[str, Meddler], document: Document, name: str) -> None:
    way, expected = BROKEN[name]
    now_s, site_key = running.clock[0], running.secrets.site.key
    fixtures = transact(running.backend.engine, lambda connection: make(connection, site_key, "sentrum-1", now_s))
    url, meddles = meddler
    key = running.secrets.kiosk.bearer_key
    chosen = [scenario for scenario in SCENARIOS if scenario.name in expected]
    assert chosen, "no scenario is about it"
    with Client(running.url, key, document) as good, Client(url, key, document) as client:
        meddles.way = way
        world = open_world(good, key, fixtures, parallel=12)
        world.client = client
        outcomes = list(play(world, chosen))
    assert [outcome.scenario.name for outcome in outcomes if outcome.verdict != "failed"] == []
    for outcome in outcomes:
        assert "/v1/" in outcome.reason, outcome.reason
        for code in fixtures.codes():
            assert code not in outcome.reason
