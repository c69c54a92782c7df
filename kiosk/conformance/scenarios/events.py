"""Events in both directions."""

import secrets
import time
from typing import Any, Final
from urllib.parse import parse_qs, urlsplit

from kiosk.conformance.client import Answer
from kiosk.conformance.paging import next_of
from kiosk.conformance.scenario import Scenario, World, expect

_BATCH: Final = {"Content-Type": "application/cloudevents-batch+json"}
_MANY: Final = 10_000


def _event(world: World, name: str, **more: Any) -> dict[str, Any]:
    """Ids that are no numbers: they are in the way of no journal."""
    source = f"/sites/{world.number}/kiosks/{world.site['kiosk']}"
    whole = {"specversion": "1.0", "id": name, "source": source, "type": "no.openluke.conformance", "data": {}}
    return whole | {"chainhash": secrets.token_hex(32)} | more


def _name() -> str:
    return f"conformance-{secrets.token_hex(8)}"


def _upload(world: World, batch: list[dict[str, Any]]) -> Answer:
    return world.client.call("POST", "/v1/events", batch, headers=_BATCH)


def _once(world: World) -> None:
    batch = [_event(world, _name()) for _ in range(3)]
    for _ in range(2):
        answer = _upload(world, batch).must_be(200)
        expect(answer.body["ids"] == [event["id"] for event in batch], answer, "body.ids", "are not those of the batch")
        expect(not answer.body["conflicts"], answer, "body.conflicts", "must be empty: they are the same events")
    more = [batch[2], _event(world, _name())]
    answer = _upload(world, more).must_be(200)
    expect(set(answer.body["ids"]) == {event["id"] for event in more}, answer, "body.ids", "lack one of the batch")


def _conflict(world: World) -> None:
    first = _event(world, _name())
    _upload(world, [first]).must_be(200)
    answer = _upload(world, [first | {"chainhash": secrets.token_hex(32)}]).must_be(200)
    expect(answer.body["ids"] == [first["id"]], answer, "body.ids", "lacks the other event: it is stored too")
    expect(answer.body["conflicts"] == [first["id"]], answer, "body.conflicts", "does not name the other event")


def _foreign_source(world: World) -> None:
    own, name = _event(world, _name()), _name()
    foreign = _event(world, name) | {"source": "/sites/999983/kiosks/nobody"}
    _upload(world, [own, foreign]).must_be_problem(403, "foreign-source")
    answer = _upload(world, [own | {"chainhash": secrets.token_hex(32)}]).must_be(200)
    expect(not answer.body["conflicts"], answer, "body.conflicts", "a refused batch was stored in part")


def _bad(world: World) -> None:
    for name, value in (("specversion", "0.3"), ("id", ""), ("type", 7), ("time", "noon")):
        answer = _upload(world, [_event(world, _name()) | {name: value}])
        answer.must_be_problem(422)
        fields = [row["field"] for row in answer.body.get("errors") or ()]
        expect(any(name in field for field in fields), answer, "body.errors.field", f"names no {name!r}")
    _upload(world, []).must_be(422)


# --- the feed -----------------------------------------------------------------------------------------------------


def _feed(world: World, **query: str | int) -> Answer:
    return world.client.call("GET", "/v1/events", query=query).must_be(200)


def _order(world: World) -> None:
    """Two ways through the feed, by small pages and large ones, tell the same events in the same order."""
    for pickup in [world.take() for _ in range(3)]:
        world.hand_over(pickup.id, pickup.parcels[0]).must_be(201)
    end = _pages(world, 500)
    small = _pages(world, 50 if len(end) > 200 else 2)
    seen = [(event["source"], event["id"]) for event in end]
    told = [(event["source"], event["id"]) for event in small][: len(seen)]
    answer = _feed(world, limit=1)
    expect(len(set(seen)) == len(seen), answer, "body.events", "one source and id is told twice")
    expect(told == seen, answer, "body.events", "come in another order, or not at all, in pages of another length")


def _pages(world: World, limit: int) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    cursor = ""
    while len(found) < _MANY:
        answer = _feed(world, limit=limit, **({"after": cursor} if cursor else {}))
        page = answer.body
        expect(len(page["events"]) <= limit, answer, "body.events", f"are {len(page['events'])}, at most {limit}")
        expect(page["reset"] is False, answer, "body.reset", "must be false: the cursor is known")
        following = next_of(answer)
        expect(bool(following) == page["more"], answer, "Link", "rel=next goes with body.more, and only with it")
        found += page["events"]
        if not page["more"]:
            break
        expect(page["cursor"] != cursor, answer, "body.cursor", "does not move")
        cursor = page["cursor"]
        told = parse_qs(urlsplit(following).query)
        expect(told.get("after") == [cursor], answer, "Link", "leads elsewhere than body.cursor")
    return found


def _told(world: World) -> None:
    cursor = str(_feed(world, after="", limit=500).body["cursor"])
    while (page := _feed(world, after=cursor, limit=500).body)["more"]:
        cursor = page["cursor"]
    cursor = page["cursor"]
    pickup = world.take()
    world.hand_over(pickup.id, pickup.parcels[0]).must_be(201)
    answer = _feed(world, after=cursor, limit=500, wait=10)
    mine = [event for event in answer.body["events"] if event["subject"] == pickup.id]
    kinds = [event["type"] for event in mine]
    expect(any(kind.endswith("pickup.collected") for kind in kinds), answer, "body.events", "lack pickup.collected")
    for event in answer.body["events"]:
        here = event["source"] in {"/sites", f"/sites/{world.number}"}
        expect(here, answer, "body.events.source", f"is {event['source']}, not this site")


def _long_poll(world: World) -> None:
    page = _feed(world, limit=500).body
    while page["more"]:
        page = _feed(world, after=page["cursor"], limit=500).body
    answer = _feed(world, after=page["cursor"], wait=2)
    empty = not answer.body["events"]
    expect(answer.took_s < 12, answer, "wait", f"took {answer.took_s:.1f} s, 2 were asked for")
    expect(not empty or answer.took_s > 1, answer, "wait", f"came after {answer.took_s:.2f} s with nothing in it")
    expect(not empty or answer.body["cursor"], answer, "body.cursor", "is empty")
    before_s = time.monotonic()
    _feed(world, after=page["cursor"], wait=0)
    expect(time.monotonic() - before_s < 10, answer, "wait", "0 must not wait")


def _reset(world: World) -> None:
    answer = _feed(world, after="0123456789ab-987654", limit=1)
    expect(answer.body["reset"] is True, answer, "body.reset", "must be true for a cursor that nobody gave")
    first = _feed(world, limit=1)
    expect(answer.body["events"] == first.body["events"], answer, "body.events", "do not begin with the first there is")


SCENARIOS = (
    Scenario("events-once", "a batch sent twice is stored once", _once),
    Scenario("events-conflict", "another event under a known id is stored and named", _conflict),
    Scenario("events-foreign-source", "a kiosk speaks for itself only; all of a batch or none", _foreign_source),
    Scenario("events-fields", "bad events are 422 and name the field", _bad),
    Scenario("feed-order", "the feed in its order, page by page (RFC 8288)", _order),
    Scenario("feed-told", "a hand-over is told in the feed", _told),
    Scenario("feed-long-poll", "with nothing to tell it waits as long as it was asked to", _long_poll),
    Scenario("feed-reset", "a cursor that nobody gave starts from the first", _reset),
)
