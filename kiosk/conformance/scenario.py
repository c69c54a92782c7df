"""A scenario, and the world it plays in."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from threading import Lock
from typing import Any, Final

from kiosk.conformance.client import Answer, Client
from kiosk.conformance.fixtures import FixtureParcel, FixturePerson, FixturePickup, Fixtures, FixtureTrade
from kiosk.conformance.verdicts import BrokenError, SkippedError

PARALLEL: Final = 200
"""Clients at one moment."""


@dataclass
class World:
    """`site` as GET /v1/site told it. Pickups are given out once each: what one scenario did is in no other's way."""

    client: Client
    key: str
    fixtures: Fixtures
    site: dict[str, Any]
    parallel: int = PARALLEL
    _used: set[str] = field(default_factory=set)
    _lock: Lock = field(default_factory=Lock)

    @property
    def number(self) -> int:
        """Of the kiosk's site."""
        return int(self.site["number"])

    def take(self, state: str = "ready", *, parcels: int = 1, delegate: bool = False) -> FixturePickup:
        """A pickup that nobody has touched. Raises SkippedError when the fixtures have none."""
        with self._lock:
            for pickup in self.fixtures.pickups:
                fits = pickup.state == state and len(pickup.parcels) == parcels
                if fits and delegate == bool(pickup.delegate) and not pickup.employee and self._is_new(pickup):
                    return pickup
        what = (
            f"{state} pickup with {parcels} parcel{'s' if parcels > 1 else ''}{' and a delegate' if delegate else ''}"
        )
        raise SkippedError(f"the fixtures have no {what} left")

    def take_of(self, role: str) -> tuple[FixturePickup, FixturePerson]:
        """A ready pickup that somebody with this role has ordered, and who it was."""
        people = {person.employee: person for person in self.fixtures.people if person.role == role}
        with self._lock:
            for pickup in self.fixtures.pickups:
                if pickup.state == "ready" and pickup.employee in people and self._is_new(pickup):
                    return pickup, people[pickup.employee]
        raise SkippedError(f"the fixtures have no ready pickup of a {role} left")

    def _is_new(self, pickup: FixturePickup) -> bool:
        """It is given out with that."""
        new = pickup.id not in self._used
        self._used.add(pickup.id)
        return new

    def person(self, *roles: str) -> FixturePerson:
        """Somebody with one of the roles."""
        for person in self.fixtures.people:
            if person.role in roles:
                return person
        raise SkippedError(f"the fixtures have no {' or '.join(roles)}")

    def sign_in(self, person: FixturePerson) -> Client:
        """A client under a session of this person. To be closed."""
        body = {"code": person.badge, "pin": person.pin}
        answer = self.client.call("POST", "/v1/sessions", body).must_be(201)
        return self.client.within(str(answer.body["token"]))

    @property
    def trade(self) -> FixtureTrade:
        """What can be bought."""
        if self.fixtures.trade is None:
            raise SkippedError("the fixtures have no trade")
        return self.fixtures.trade

    def now(self, **ago: float) -> str:
        """The server's time, or some time before it: this machine's clock plays no part."""
        told = str(self.client.call("GET", "/v1/site").must_be(200).body["server_time"])
        return (datetime.fromisoformat(told) - timedelta(**ago)).isoformat()

    def listing(self, cursor: str = "") -> Answer:
        """The site's list, in full or what changed."""
        query: dict[str, str | int] = {"site": self.number}
        return self.client.call(
            "GET", "/v1/pickups", query=query | ({"changed_after": cursor} if cursor else {})
        ).must_be(200)

    def resolve(self, code: str, entry: str) -> Answer:
        """What a code is for."""
        return self.client.call("POST", "/v1/pickups:resolve", {"code": code, "entry": entry})

    def hand_over(self, pickup: str, parcel: FixtureParcel, key: str = "", **changes: Any) -> Answer:
        """Tells that a parcel is gone."""
        opened_at = changes.pop("opened_at", None) or self.now(seconds=20)
        body = {
            "parcel": parcel.id,
            "compartment": parcel.compartment,
            "opened_at": opened_at,
            "closed_at": changes.pop("closed_at", opened_at),
            "credential": "conformance",
        }
        return self.client.call(
            "POST",
            "/v1/pickups/{pickup}/handovers",
            body | changes,
            at={"pickup": pickup},
            headers={"Idempotency-Key": key or new_key()},
        )


@dataclass(frozen=True, slots=True)
class Scenario:
    """`name` is stable. `capability`: what GET /v1/site has to offer; `calls`: what the contract has to have."""

    name: str
    what: str
    run: Callable[[World], None]
    capability: str = ""
    calls: tuple[tuple[str, str], ...] = ()


def new_key() -> str:
    """An Idempotency-Key that was never used."""
    return f"conformance-{secrets.token_hex(12)}"


def expect(holds: object, answer: Answer, field_name: str, problem: str) -> None:
    """Raises BrokenError that names request and field, unless it holds."""
    if not holds:
        raise BrokenError(f"{answer.asked}: {field_name}: {problem}")
