"""Somebody else collects, with codes of their own."""

import secrets
from typing import Any

from kiosk.conformance.client import Answer, Client
from kiosk.conformance.scenario import Scenario, World, expect, new_key
from kiosk.conformance.verdicts import SkippedError

_ALL = "/v1/pickups/{pickup}/delegations"
_ONE = "/v1/pickups/{pickup}/delegations/{delegation}"


def _give(client: Client, pickup: str, body: dict[str, Any], key: str = "") -> Answer:
    headers = {"Idempotency-Key": key or new_key()}
    return client.call("POST", _ALL, body, at={"pickup": pickup}, headers=headers)


def _whole_life(world: World) -> None:
    pickup, giver = world.take_of("buyer")
    name, key = f"Conformance {secrets.token_hex(6)}", new_key()
    cursor = str(world.listing().body["cursor"])
    feed = _end_of_feed(world)
    with world.sign_in(giver) as client:
        given = _give(client, pickup.id, {"to": {"name": name}, "max_visits": 1}, key).must_be(201)
        again = _give(client, pickup.id, {"to": {"name": name}, "max_visits": 1}, key).must_be(201)
        expect(again.body == given.body, again, "body", "the same key again must get the same codes")
        opened = world.resolve(str(given.body["typed"]), "typed").must_be(200)
        expect(opened.body["pickup"]["id"] == pickup.id, opened, "body.pickup.id", "is another pickup's")
        _listed(world, cursor, given, name, revoked=False)
        at = {"pickup": pickup.id, "delegation": str(given.body["id"])}
        for _ in range(2):
            client.call("DELETE", _ONE, at=at).must_be(204)
    world.resolve(str(given.body["typed"]), "typed").must_be_problem(404, "code-unknown")
    _listed(world, cursor, given, name, revoked=True)
    told = world.client.call("GET", "/v1/events", query={"after": feed, "limit": 500}).must_be(200)
    expect(name not in told.text, told, "body.events", "hold the delegate's name")
    expect(str(given.body["typed"]) not in told.text, told, "body.events", "hold the delegate's code")


def _listed(world: World, cursor: str, given: Answer, name: str, *, revoked: bool) -> None:
    """The kiosk is told of the credential and its limits; no name, no code."""
    answer = world.listing(cursor)
    expect(name not in answer.text, answer, "body", "holds the delegate's name")
    expect(str(given.body["typed"]) not in answer.text, answer, "body", "holds the delegate's code")
    rows = [row for row in answer.body["credentials"] if row["id"] == given.body["credential"]]
    expect(rows, answer, "body.credentials", "lack the delegate's")
    expect(rows[0]["revoked"] is revoked, answer, "body.credentials.revoked", f"must be {revoked}")
    expect(rows[0]["max_visits"] == 1, answer, "body.credentials.max_visits", "is not the limit that was set")


def _end_of_feed(world: World) -> str:
    page = world.client.call("GET", "/v1/events", query={"limit": 500}).must_be(200).body
    while page["more"]:
        query: dict[str, str | int] = {"after": str(page["cursor"]), "limit": 500}
        page = world.client.call("GET", "/v1/events", query=query).must_be(200).body
    return str(page["cursor"])


def _not_theirs(world: World) -> None:
    pickup, giver = world.take_of("buyer")
    others = [person for person in world.fixtures.people if person.account != giver.account]
    if not others:
        raise SkippedError("the fixtures have people of one company only")
    with world.sign_in(others[0]) as client:
        _give(client, pickup.id, {"to": {"name": "Conformance"}}).must_be_problem(404)
    with world.sign_in(giver) as client:
        _give(client, "conformance-nobody", {"to": {"name": "Conformance"}}).must_be_problem(404)
        bad: tuple[dict[str, Any], ...] = (
            {},
            {"to": {}},
            {"to": {"name": "C"}, "max_visits": 0},
            {"to": {"name": "C", "phone": "12"}},
        )
        for wrong in bad:
            _give(client, pickup.id, wrong).must_be_problem(422)
        body = {"to": {"name": "Conformance"}, "parcels": ["conformance-nobody"]}
        _give(client, pickup.id, body).must_be_problem(422)


_CALLS = (("POST", _ALL), ("DELETE", _ONE))
SCENARIOS = (
    Scenario(
        "delegation", "given, used, listed without a name, taken back for good", _whole_life, "delegations", _CALLS
    ),
    Scenario("delegation-limits", "nobody gives what is not theirs", _not_theirs, "delegations", _CALLS),
)
