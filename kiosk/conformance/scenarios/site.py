"""The site."""

import base64
from typing import Any

from kiosk.conformance.scenario import Scenario, World, expect


def _tells(world: World) -> None:
    answer = world.client.call("GET", "/v1/site").must_be(200)
    site: dict[str, Any] = answer.body
    expect(site["kiosk"], answer, "body.kiosk", "is empty; the key says which kiosk asks")
    numbers = [row["number"] for row in site["compartments"]]
    expect(len(set(numbers)) == len(numbers), answer, "body.compartments", "name one number twice")
    others = [row["number"] for row in site["other_sites"]]
    expect(site["number"] not in others, answer, "body.other_sites", "hold the site itself")
    for key in site["keys"]:
        raw = base64.urlsafe_b64decode(key["x"] + "=" * (-len(key["x"]) % 4))
        expect(len(raw) == 32, answer, "body.keys.x", f"is of {len(raw)} bytes, an Ed25519 key has 32")
    named = [str(key["kid"]) for key in site["keys"]]
    expect(named, answer, "body.keys", "are empty; kiosks check signed codes with these and no others")
    expect(len(set(named)) == len(named), answer, "body.keys.kid", "is the same for two keys")
    known = {str(number) for number in range(256)}
    expect(known.issuperset(named), answer, "body.keys.kid", 'is not one of "0" to "255"')
    time = str(site["server_time"])
    expect(time.endswith("Z") or time[-6:-5] in {"+", "-"}, answer, "body.server_time", "has no offset from UTC")


def _tag(world: World) -> None:
    first = world.client.call("GET", "/v1/site").must_be(200)
    tag = first.headers.get("etag", "")
    expect(tag, first, "ETag", "is missing")
    again = world.client.call("GET", "/v1/site", headers={"If-None-Match": tag}).must_be(304)
    expect(not again.text, again, "body", "a 304 has none")
    expect(again.headers.get("etag") == tag, again, "ETag", "is another than the one that was asked for")
    world.client.call("GET", "/v1/site", headers={"If-None-Match": '"another"'}).must_be(200)


SCENARIOS = (
    Scenario("site", "the site says who it is, by the contract", _tells),
    Scenario("site-etag", "what did not change is answered 304", _tag),
)
