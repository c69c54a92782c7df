"""The list from which a kiosk decides by itself."""

import hashlib
from typing import Any, Final

from kiosk.conformance.client import Answer
from kiosk.conformance.scenario import Scenario, World, expect

_KINDS: Final = {"pickups": "pickup", "credentials": "credential", "accounts": "account", "employees": "employee"}

Rows = dict[str, int]
"""Version by "kind:id"."""


def checksum_of(rows: Rows) -> str:
    """As the contract defines it."""
    digests = (hashlib.sha256(f"{name}:{version}".encode()).digest() for name, version in rows.items())
    return f"{sum(int.from_bytes(digest[:16], 'big') for digest in digests) % (1 << 128):032x}"


def rows_of(page: dict[str, Any]) -> Rows:
    """Of a page, without those that are gone."""
    return {f"{kind}:{row['id']}": row["version"] for name, kind in _KINDS.items() for row in page[name]}


class Held:
    """A kiosk's copy of the list, which believes nothing."""

    def __init__(self, first: Answer) -> None:
        page = first.body
        expect(page["full"] is True and page["base"] == "", first, "body.full", "a first list must be full, base empty")
        self.rows = rows_of(page)
        self.page: dict[str, Any] = page
        self._check(first)

    def apply(self, answer: Answer) -> None:
        """A difference that was asked for with this list's cursor."""
        page = answer.body
        expect(page["full"] is False, answer, "body.full", "must be false: the cursor is known")
        expect(page["base"] == self.page["cursor"], answer, "body.base", "must be the cursor that was sent")
        expect(page["epoch"] == self.page["epoch"], answer, "body.epoch", "changed with no reason")
        expect(page["version"] >= self.page["version"], answer, "body.version", "went back")
        for name, version in rows_of(page).items():
            known = self.rows.get(name, -1)
            expect(version >= known, answer, f"body: {name}", f"version went back from {known} to {version}")
            self.rows[name] = version
        for gone in page["removed"]:
            name = f"{gone['kind']}:{gone['id']}"
            expect(gone["version"] > self.rows.pop(name, -1), answer, f"body.removed: {name}", "version is not above")
        self.page = page
        self._check(answer)

    def _check(self, answer: Answer) -> None:
        told = self.page["checksum"]
        counted = checksum_of(self.rows)
        expect(told == counted, answer, "body.checksum", f"is {told}, the rows make {counted}")


def _whole(world: World) -> None:
    answer = world.listing()
    held = Held(answer)
    page = answer.body
    count = sum(len(page[name]) for name in _KINDS)
    expect(count == len(held.rows), answer, "body", "tells one row twice")
    expect(not page["removed"], answer, "body.removed", "a full list has none")
    sites = {pickup["site"] for pickup in page["pickups"]}
    expect(sites <= {world.number}, answer, "body.pickups.site", f"holds pickups of site {sites - {world.number}}")
    foreign = {pickup.id for pickup in world.fixtures.pickups if pickup.state == "foreign"}
    listed = {pickup["id"] for pickup in page["pickups"]}
    expect(not foreign & listed, answer, "body.pickups.id", "holds a pickup of another site")
    subjects = {credential["subject"] for credential in page["credentials"]}
    expect(not foreign & subjects, answer, "body.credentials.subject", "holds a code of another site's pickup")
    mine = {pickup.id for pickup in world.fixtures.pickups if pickup.state in {"ready", "not_yet"}}
    expect(mine <= listed, answer, "body.pickups.id", f"lacks {sorted(mine - listed)[:3]}")


def _no_code(world: World) -> None:
    answer = world.listing()
    for code in world.fixtures.codes():
        for form in {code, code.replace("-", ""), code.replace(" ", "")}:
            expect(len(form) < 6 or form not in answer.text, answer, "body", "holds a code; it may hold digests only")
    digests = [row["digest"] for row in answer.body["credentials"] if row["digest"]]
    expect(len(set(digests)) == len(digests), answer, "body.credentials.digest", "one is told twice")
    shape = all(len(text) == 64 and set(text) <= set("0123456789abcdef") for text in digests)
    expect(shape, answer, "body.credentials.digest", "is not HMAC-SHA256 in hex")


def _difference(world: World) -> None:
    held = Held(world.listing())
    held.apply(world.listing(held.page["cursor"]))
    pickup = world.take()
    before = held.rows[f"pickup:{pickup.id}"]
    world.hand_over(pickup.id, pickup.parcels[0]).must_be(201)
    answer = world.listing(held.page["cursor"])
    held.apply(answer)
    after = held.rows[f"pickup:{pickup.id}"]
    expect(after > before, answer, "body.pickups.version", f"is {after} as before, though a parcel was handed over")
    row = next(row for row in answer.body["pickups"] if row["id"] == pickup.id)
    expect(row["state"] == "collected", answer, "body.pickups.state", f"is {row['state']}, must be 'collected'")
    again = world.listing(held.page["cursor"])
    held.apply(again)
    told = {row["id"] for row in again.body["pickups"]}
    expect(pickup.id not in told, again, "body.pickups", "tells again what was told before")


def _lost_page(world: World) -> None:
    """A difference that did not arrive is told again to whoever asks with the older cursor."""
    held = Held(world.listing())
    pickup = world.take()
    world.hand_over(pickup.id, pickup.parcels[0]).must_be(201)
    world.listing(held.page["cursor"])
    answer = world.listing(held.page["cursor"])
    held.apply(answer)
    told = {row["id"] for row in answer.body["pickups"]}
    expect(pickup.id in told, answer, "body.pickups", "lacks what the answer before told; it may have been lost")


def _unknown_cursor(world: World) -> None:
    for cursor in ("rubbish", "0", "-", "ffffffff-1"):
        answer = world.listing(cursor)
        expect(answer.body["full"] is True, answer, "body.full", "must be true for a cursor that nobody gave")
        Held(answer)


def _other_site(world: World) -> None:
    for number in {row["number"] for row in world.site["other_sites"]} | {world.number + 1_000_003}:
        world.client.call("GET", "/v1/pickups", query={"site": number}).must_be_problem(403, "foreign-site")


SCENARIOS = (
    Scenario("list-full", "the whole list, its rows and its checksum", _whole),
    Scenario("list-no-code", "the list holds digests and no code", _no_code),
    Scenario("list-delta", "what changed, with versions that never go back and the checksum of the whole", _difference),
    Scenario("list-lost-page", "a difference is told again to the older cursor", _lost_page),
    Scenario("list-unknown-cursor", "a cursor that nobody gave gets the whole list", _unknown_cursor),
    Scenario("list-other-site", "another site's list is refused", _other_site),
)
