import tomllib
from collections import Counter
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from kiosk.adapters.signatures import SignatureVerifier
from kiosk.backend import schema
from kiosk.backend.database import open_database
from kiosk.backend.issuer import Issuer, symbols, typed_code
from kiosk.backend.lines import settle
from kiosk.backend.seed import Seed, plant
from kiosk.backend.seed_demo import demo_seed
from kiosk.domain import digest
from kiosk.domain.account import ReferenceRule
from kiosk.domain.credential import CredentialKind
from kiosk.domain.pickup import ParcelState, PickupState
from kiosk.domain.token import parse
from kiosk.domain.typed_code import is_valid, normalise
from kiosk.secrets import load_secrets

SECRETS = load_secrets(Path("config/profiles/demo-secrets.toml"))
MORNING = datetime(2026, 11, 23, 0, 0, 1, tzinfo=UTC)
SEED = demo_seed(SECRETS, MORNING)


def without_times(seed: Seed) -> object:
    return (
        [pickup.id for pickup in seed.pickups],
        [(site, row.id, row.kind, row.digest, row.subject) for site, row in seed.credentials],
        [(code.name, code.typed, code.text if code.kind != "token" else "") for code in seed.codes],
        seed.employees,
    )


def test_one_day_is_one_seed_and_another_differs_in_times_only() -> None:
    evening = MORNING.replace(hour=23, minute=59).astimezone(timezone(timedelta(hours=-9)))
    assert demo_seed(SECRETS, evening) == SEED
    other = demo_seed(SECRETS, MORNING + timedelta(days=40))
    assert other != SEED
    assert without_times(other) == without_times(SEED)


def test_fifteen_pickups_with_a_story_each_and_three_elsewhere() -> None:
    assert len(SEED.pickups) == len({pickup.id for pickup in SEED.pickups}) == 18
    states = Counter(pickup.state for pickup in SEED.pickups)
    assert states[PickupState.EXPIRED] == states[PickupState.CANCELLED] == states[PickupState.COLLECTED] == 1
    assert Counter(pickup.site for pickup in SEED.pickups) == {4: 14, 5: 4}
    assert max(len(pickup.parcels) for pickup in SEED.pickups) == 3
    assert [pickup.lines_ready for pickup in SEED.pickups if pickup.lines_ready < pickup.lines_total] == [2, 0]
    assert Counter(pickup.account for pickup in SEED.pickups) == {"": 11, "A-FJELLHEIM": 4, "A-NORDVIK": 3}


def test_the_bank_is_the_layouts_and_no_compartment_is_used_twice() -> None:
    with Path("config/layouts/demo-24.toml").open("rb") as file:
        layout = tomllib.load(file)
    sizes = {door["number"]: door["size"] for column in layout["columns"] for door in column["doors"]}
    assert SEED.sites[0].compartments == sizes
    used = Counter(
        (pickup.site, parcel.compartment)
        for pickup in SEED.pickups
        for parcel in pickup.parcels
        if parcel.state is not ParcelState.COLLECTED
    )
    assert set(used.values()) == {1}
    assert {door for site, door in used if site == 4} <= set(sizes)


@pytest.mark.parametrize("day", [MORNING, datetime(2026, 7, 1, 22, 30, tzinfo=UTC)])
def test_not_yet_is_from_seven_tomorrow_in_local_time(day: datetime) -> None:
    seed = demo_seed(SECRETS, day)
    code = next(code for code in seed.codes if code.name == "not-yet")
    pickup = next(pickup for pickup in seed.pickups if pickup.id == code.pickup)
    local = datetime.fromtimestamp(pickup.not_before_utc, ZoneInfo("Europe/Oslo"))
    assert (local.hour, local.minute, local.date()) == (7, 0, day.date() + timedelta(days=1))
    assert local > day


def test_windows_agree_with_the_states_all_day() -> None:
    start = MORNING.replace(second=0).timestamp()
    for pickup in SEED.pickups:
        open_all_day = pickup.not_before_utc <= start and start + 86_400 <= pickup.not_after_utc
        name = next((code.name for code in SEED.codes if code.pickup == pickup.id), "")
        assert open_all_day == (name not in {"expired", "not-yet"}), name
        assert (pickup.not_after_utc < start) == (pickup.state is PickupState.EXPIRED)
        if pickup.collected_utc is not None:
            assert pickup.not_before_utc < pickup.collected_utc < start


def test_tokens_verify_and_outlive_the_storage_time() -> None:
    verifier = SignatureVerifier(SECRETS.public_keys)
    pickups = {pickup.id: pickup for pickup in SEED.pickups}
    tokens = [code for code in SEED.codes if code.kind == "token"]
    assert len(tokens) == 10
    seen = set()
    for code in tokens:
        signed = parse(code.text.encode())
        assert signed is not None
        assert verifier.verify(signed)
        pickup = pickups[signed.token.pickup]
        assert (signed.token.site, code.pickup) == (pickup.site, pickup.id)
        assert signed.token.not_before_utc == pickup.not_before_utc
        assert signed.token.not_after_utc > pickup.not_after_utc
        seen.add(signed.token.unique_id)
    assert len(seen) == 10


def test_every_listed_code_is_found_by_its_digest() -> None:
    listed = {row.digest: row for _, row in SEED.credentials}
    assert len(listed) == len(SEED.credentials)
    for code in SEED.codes:
        if code.kind == "token":
            assert is_valid(normalise(code.typed)) == bool(code.typed)
            continue
        if code.kind in {"badge", "technician"}:
            canonical = digest.badge(code.text)
        else:
            canonical = digest.unsigned(code.text + code.phone_last4, "typed" if code.kind == "typed" else "scanned")
        row = listed.pop(digest.digest(SECRETS.site.key, canonical))
        assert row.subject == (code.pickup or code.name)
    assert listed == {}


def test_companies_and_their_people() -> None:
    rules = {account.name: (account.reference_rule, account.reference_pattern) for account in SEED.accounts}
    assert rules["Fjellheim Elektro AS"] == (ReferenceRule.REQUIRED, "PO-[0-9]{4,6}")
    assert rules["Nordvik Bygg AS"][0] is ReferenceRule.ASKED
    people = Counter(employee.account for employee in SEED.employees)
    assert people == {"A-FJELLHEIM": 3, "A-NORDVIK": 2, "A-SUNDET": 1, "": 1}
    names = {employee.id: employee.name for employee in SEED.employees}
    for pickup in SEED.pickups:
        assert pickup.buyer == names.get(pickup.buyer_employee, "")
        assert bool(pickup.project) == bool(pickup.account)


def test_badges_are_opaque_and_the_technician_has_a_pin() -> None:
    badges = [code for code in SEED.codes if code.kind in {"badge", "technician"}]
    assert len(badges) == 7
    for code in badges:
        assert code.text.startswith("BADGE-")
        assert len(code.text) == 32
        assert code.name not in code.text
    technician = next(employee for employee in SEED.employees if not employee.account)
    code = next(code for code in badges if code.kind == "technician")
    expected = digest.digest(SECRETS.site.key, digest.technician_pin(technician.id, code.pin))
    assert technician.pin_digest == expected
    kinds = {row.subject: row.kind for _, row in SEED.credentials}
    assert kinds[technician.id] is CredentialKind.TECHNICIAN
    assert {employee.pin_digest for employee in SEED.employees if employee.account} == {""}


def test_symbols_come_one_from_a_byte() -> None:
    assert symbols(bytes([0, 31, 32, 255]), 4) == "0Z0Z"
    with pytest.raises(ValueError, match="4 bytes"):
        symbols(b"abc", 4)
    assert is_valid(typed_code(bytes(8)))
    assert Issuer(1, bytes(range(32))).public_key() != Issuer(1, bytes(32)).public_key()


def test_quantities_are_what_parcels_say(tmp_path: Path) -> None:
    engine = open_database(f"sqlite:///{tmp_path / 'shop.db'}")
    with engine.begin() as connection:
        plant(connection, SEED)
        before = connection.execute(select(schema.lines).order_by(*schema.lines.primary_key)).all()
        for pickup in SEED.pickups:
            standing = settle(connection, pickup.id)
            assert standing is not None
            assert (standing.ready, standing.total) == (pickup.lines_ready, pickup.lines_total), pickup
        assert connection.execute(select(schema.lines).order_by(*schema.lines.primary_key)).all() == before
    engine.dispose()
