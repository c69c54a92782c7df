"""What the implementer prepares: pickups in given states with their codes, people with badges, an article.

A JSON file, made fresh for each run: hand-overs cannot be undone. docs/pickup-api/conformance.md describes it.
"""

from pathlib import Path
from typing import Literal

import msgspec

from kiosk.errors import ConfigError

State = Literal["ready", "expired", "cancelled", "collected", "not_yet", "foreign", "revoked"]


class FixtureCode(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A code in somebody's hand. `entry`: how it gets into the kiosk."""

    code: str
    entry: Literal["scanned", "typed"] = "typed"

    def __repr__(self) -> str:
        return "<code>"


class FixtureParcel(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A parcel and the compartment it lies in."""

    id: str
    compartment: int


class FixturePickup(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`state`: "ready" opens now; "not_yet" from later on; "foreign" lies at another site of the same operator;
    "revoked": ready, but the code was revoked. `delegate`: a code of somebody else for the same pickup. `employee`: who
    ordered it for a company. `lines`: ids of the lines of the order, one in each parcel, of which one was ordered.
    """

    id: str
    state: State
    parcels: tuple[FixtureParcel, ...]
    code: FixtureCode
    delegate: FixtureCode | None = None
    lines: tuple[str, ...] = ()
    employee: str = ""


class FixturePerson(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Somebody from a company. `role`: collector, buyer, approver or admin."""

    badge: str
    role: Literal["collector", "buyer", "approver", "admin"]
    employee: str
    account: str
    pin: str = ""

    def __repr__(self) -> str:
        return f"<{self.role} {self.employee}>"


class FixtureTrade(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Something that buyers may buy, with the references that their company demands.

    `over_credit`: a quantity that costs more than the company's credit; 0 where there is no limit.
    """

    sku: str
    references: dict[str, str] = {}
    over_credit: int = 0


class Fixtures(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """All of it. What is left out, is not tried."""

    pickups: tuple[FixturePickup, ...] = ()
    people: tuple[FixturePerson, ...] = ()
    trade: FixtureTrade | None = None

    def codes(self) -> tuple[str, ...]:
        """Everything that must be in no list, event or problem."""
        own = [pickup.code.code for pickup in self.pickups]
        others = [pickup.delegate.code for pickup in self.pickups if pickup.delegate]
        return (*own, *others, *(person.badge for person in self.people))


def load_fixtures(path: Path) -> Fixtures:
    """Raises ConfigError that names the field."""
    try:
        return msgspec.json.decode(path.read_bytes(), type=Fixtures)
    except OSError as error:
        raise ConfigError("--fixtures", f"{path}: {error.strerror}") from None
    except msgspec.DecodeError as error:
        text, _, place = str(error).partition(" - at ")
        raise ConfigError(f"{path}: {place.strip('`$.') or 'fixtures'}", text) from None


def as_json(fixtures: Fixtures) -> bytes:
    """The file's text."""
    return msgspec.json.format(msgspec.json.encode(fixtures), indent=2) + b"\n"
