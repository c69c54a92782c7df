"""Lines and parcels by version, and goods that come back."""

from typing import Any

from kiosk.conformance.client import Answer
from kiosk.conformance.scenario import Scenario, World, expect, new_key
from kiosk.conformance.verdicts import SkippedError

_PICKUP, _PARCEL = "/v1/pickups/{pickup}", "/v1/pickups/{pickup}/parcels/{parcel}"


def _detail(world: World) -> None:
    pickup = world.take(parcels=2)
    at = {"pickup": pickup.id}
    first = world.client.call("GET", _PICKUP, at=at).must_be(200)
    tag = first.headers.get("etag", "")
    expect(tag, first, "ETag", "is missing")
    expect({row["id"] for row in first.body["lines"]} == set(pickup.lines), first, "body.lines", "are others")
    world.hand_over(pickup.id, pickup.parcels[0]).must_be(201)
    second = world.client.call("GET", _PICKUP, at=at).must_be(200)
    expect(second.headers.get("etag") != tag, second, "ETag", "is as before, though a parcel was handed over")
    collected = sum(row["collected"] for row in second.body["lines"])
    ordered = sum(row["quantity"] for row in second.body["lines"])
    expect(0 < collected < ordered, second, "body.lines.collected", f"is {collected} of {ordered} after one of two")
    for row in second.body["lines"]:
        fits = row["collected"] <= row["ready"] <= row["quantity"]
        expect(fits, second, "body.lines", "collected is at most ready, and ready at most what was ordered")


def _not_here(world: World) -> None:
    nobody = world.client.call("GET", _PICKUP, at={"pickup": "conformance-nobody"}).must_be_problem(404, "not-found")
    foreign = world.take("foreign")
    answer = world.client.call("GET", _PICKUP, at={"pickup": foreign.id}).must_be_problem(404, "not-found")
    expect(answer.text == nobody.text, answer, "body", "tells another site's pickup from one that is not")


def _staged(world: World) -> None:
    pickup = world.take()
    at = {"pickup": pickup.id, "parcel": pickup.parcels[0].id}
    body = {"compartment": None, "lines": {pickup.lines[0]: 1}} if pickup.lines else {"compartment": None}
    tag = world.client.call("GET", _PICKUP, at={"pickup": pickup.id}).must_be(200).headers.get("etag", "")

    def put(headers: dict[str, str]) -> Answer:
        return world.client.call("PUT", _PARCEL, body, at=at, headers=headers)

    put({}).must_be_problem(428, "version-required")
    put({"If-Match": '"nobody-s"'}).must_be_problem(412, "version-changed")
    staged = put({"If-Match": tag}).must_be(200)
    expect(staged.headers.get("etag", "") not in {"", tag}, staged, "ETag", "is not that of a new version")
    put({"If-Match": tag}).must_be_problem(412, "version-changed")
    found = [row for row in staged.body["parcels"] if row["id"] == pickup.parcels[0].id]
    expect(found and found[0]["compartment"] is None, staged, "body.parcels.compartment", "is not as it was put")


def _return(world: World, body: dict[str, Any], key: str = "") -> Answer:
    return world.client.call("POST", "/v1/returns", body, headers={"Idempotency-Key": key or new_key()})


def _announced(world: World) -> None:
    pickup = world.take()
    if not pickup.lines:
        raise SkippedError("the fixtures name no lines")
    body = {"pickup": pickup.id, "lines": [{"line": pickup.lines[0], "quantity": 1}], "reason": "changed_mind"}
    early = _return(world, body)
    early.must_be(422)
    world.hand_over(pickup.id, pickup.parcels[0]).must_be(201)
    key = new_key()
    first = _return(world, body, key).must_be(201)
    expect(first.body["state"] == "announced", first, "body.state", f"is {first.body['state']!r}, must be 'announced'")
    again = _return(world, body, key).must_be(201)
    expect(again.body == first.body, again, "body", "the same key again must get the first answer")
    _return(world, body | {"reason": "damaged"}, key).must_be_problem(422, "idempotency-key-reused")
    _receipts(world, str(first.body["id"]), pickup.parcels[0].compartment, pickup.lines[0])


def _receipts(world: World, name: str, compartment: int, line: str) -> None:
    at = {"return_id": name}
    path = "/v1/returns/{return_id}/receipts"
    evidence = {"compartment": compartment, "opened_at": world.now(seconds=60), "closed_at": world.now(seconds=30)}
    told = {"kind": "dropped", "evidence": evidence}
    key = {"Idempotency-Key": new_key()}
    first = world.client.call("POST", path, told, at=at, headers=key).must_be(201)
    again = world.client.call("POST", path, told, at=at, headers=key).must_be(201)
    expect(again.body == first.body, again, "body", "the same key again must get the first receipt")
    received = {"kind": "received", "lines": [{"line": line, "quantity": 1}], "actor": "conformance"}
    world.client.call("POST", path, received, at=at, headers={"Idempotency-Key": new_key()}).must_be(201)
    found = world.client.call("GET", "/v1/returns/{return_id}", at=at).must_be(200)
    expect(found.body["state"] == "received", found, "body.state", f"is {found.body['state']!r} after both receipts")
    expect(len(found.body["receipts"]) == 2, found, "body.receipts", f"are {len(found.body['receipts'])}, must be 2")


def _dropped(world: World) -> None:
    """Goods that lie in a compartment are never refused."""
    evidence = {"compartment": 1, "opened_at": world.now(days=3), "closed_at": world.now(days=3), "offline": True}
    body = {"pickup": "conformance-nobody", "lines": [{"line": "1", "quantity": 1}], "reason": "other"}
    answer = _return(world, body | {"dropped": evidence}).must_be(201)
    expect(answer.body["conflict"], answer, "body.conflict", "is empty for a pickup that nobody knows")
    _return(world, body).must_be_problem(422)


_STAGING = (("GET", _PICKUP), ("PUT", _PARCEL))
_RETURNS = (("POST", "/v1/returns"), ("POST", "/v1/returns/{return_id}/receipts"))
SCENARIOS = (
    Scenario("pickup-lines", "quantities follow parcels, and the ETag follows both", _detail, "partial", _STAGING[:1]),
    Scenario("pickup-foreign", "another site's pickup is as if it were not there", _not_here, "partial", _STAGING[:1]),
    Scenario("staging-versions", "If-Match: 428 without, 412 for an older version", _staged, "partial", _STAGING),
    Scenario("return", "announced, dropped, received; repetitions get the same", _announced, "returns", _RETURNS),
    Scenario("return-never-refused", "what lies in a compartment is written down", _dropped, "returns", _RETURNS),
)
