import sqlite3
from collections.abc import Iterable
from contextlib import closing
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kiosk.domain.account import Account, Employee, ReferenceRule
from kiosk.domain.credential import Credential, CredentialKind
from kiosk.domain.pickup import Parcel, ParcelState, Pickup, PickupState
from kiosk.domain.record import Entry, Kind
from kiosk.domain.site_list import ListFault, Mark, RowKind, SiteListPage, checksum_of, marks
from kiosk.journal import LedgerRefusedError
from kiosk.journal.overlay import overlay
from kiosk.ports import Resolved


def a_pickup(name="PICKUP01", parcels: Iterable[Parcel] = (Parcel("p1", 7), Parcel("p2", 8)), **other):
    values = {
        "site": 1,
        "state": PickupState.READY,
        "not_before_utc": 10.0,
        "not_after_utc": 20.5,
        "lines_ready": 2,
        "lines_total": 3,
    }
    return Pickup(name, parcels=tuple(parcels), **{**values, **other})


SECOND = (Parcel("p1", 17), Parcel("p2", 18))


def a_credential(name="c1", digest="d1", subject="PICKUP01", **other):
    return Credential(name, CredentialKind.PICKUP, digest, subject, 10.0, 20.5, **other)


ACCOUNT = Account("A1", "Rør & Bad AS", reference_rule=ReferenceRule.REQUIRED)
EMPLOYEE = Employee("E1", "A1", "Kari", may_collect_for_company=True, pin_digest="00ff", collects_for=("E2",))


def full(cursor="k1", epoch="e1", **rows):
    page = SiteListPage(cursor, full=True, server_utc=99.0, epoch=epoch, **rows)
    return page if "checksum" in rows else replace(page, checksum=checksum_of(marks(page)))


def difference(before, cursor="k2", **rows):
    """What follows on `before`, the rows that the list held."""
    values = {"base": "k1", "epoch": "e1", **rows}
    page = SiteListPage(cursor, full=False, server_utc=99.5, **values)
    if "checksum" in rows:
        return page
    held = {(mark.kind, mark.id): mark for mark in before}
    for mark in page.removed:
        held.pop((mark.kind, mark.id), None)
    held |= {(mark.kind, mark.id): mark for mark in marks(page)}
    return replace(page, checksum=checksum_of(held.values()))


def gone(*names, version=99):
    return tuple(Mark(RowKind(kind), name, version) for kind, _, name in (text.partition(":") for text in names))


LIST = full(
    pickups=(
        a_pickup(account="A1", buyer="E1", project="Storgata 1", collected_utc=None, version=3),
        a_pickup("PICKUP02", SECOND),
    ),
    credentials=(a_credential(), a_credential("c2", "d2", "PICKUP02", revoked=True)),
    accounts=(ACCOUNT,),
    employees=(EMPLOYEE,),
)


async def everything(journal):
    return (
        await journal.cursor(),
        await journal.pickup("PICKUP01"),
        await journal.pickup("PICKUP02"),
        await journal.credential_by_id("c1"),
        await journal.credential_by_id("c2"),
        await journal.account("A1"),
        await journal.employee("E1"),
    )


def collect(number, parcel, compartment, pickup="PICKUP01"):
    async def perform(journal, intent):
        door = {"intent": number, "compartment": compartment}
        await journal.intend(intent(number, pickup=pickup, parcel=parcel, compartment=compartment))
        await journal.append(Entry(Kind.DOOR_OPENED, door))
        await journal.append(Entry(Kind.PARCEL_COLLECTED, {**door, "pickup": pickup, "parcel": parcel}))

    return perform


# --- the list as the backend says it ---


def test_an_empty_journal_lists_nothing(bench):
    assert bench.run(everything) == ("", None, None, None, None, None, None)


def test_a_full_list_comes_back_as_it_came_after_a_restart(bench):
    bench.run(lambda journal: journal.apply_list(LIST))
    assert bench.run(everything) == ("k1", *LIST.pickups, *LIST.credentials, ACCOUNT, EMPLOYEE)


def test_a_full_list_replaces_everything(bench):
    async def scenario(journal):
        await journal.apply_list(LIST)
        await journal.apply_list(full("k9", pickups=(a_pickup("PICKUP02", SECOND),)))
        return await everything(journal)

    assert bench.run(scenario) == ("k9", None, a_pickup("PICKUP02", SECOND), None, None, None, None)


def test_a_difference_adds_replaces_and_removes(bench):
    changed = a_pickup("PICKUP02", SECOND, state=PickupState.CANCELLED)
    moved = a_credential("c1", "d9")

    async def scenario(journal):
        await journal.apply_list(LIST)
        await journal.apply_list(
            difference(
                marks(LIST),
                pickups=(changed,),
                credentials=(moved,),
                removed=gone("pickup:PICKUP01", "credential:c2", "account:A1", "employee:E1", "pickup:NEVER"),
            )
        )
        assert await journal.credential_by_digest("d1") is None
        assert await journal.credential_by_digest("d9") == moved
        return await everything(journal)

    assert bench.run(scenario) == ("k2", None, changed, moved, None, None, None)


def test_a_list_that_cannot_be_stored_leaves_the_old_one_whole(bench):
    async def scenario(journal):
        await journal.apply_list(LIST)
        with pytest.raises(LedgerRefusedError):
            await journal.apply_list(full(None, pickups=()))
        return await everything(journal)

    assert bench.run(scenario)[:2] == ("k1", LIST.pickups[0])


def test_pickups_of_an_account_and_never_those_of_nobody(bench):
    mine = [a_pickup(f"PICKUP0{number}", [Parcel("p1", number)], account="A1") for number in (3, 4)]
    others = a_pickup("PICKUP05"), a_pickup("X", [Parcel("p1", 1)], account="A2")

    async def scenario(journal):
        await journal.apply_list(full(pickups=(mine[1], *others, mine[0])))
        return await journal.pickups_of("A1"), await journal.pickups_of("")

    assert bench.run(scenario) == (mine, [])


def test_a_digest_must_name_one_credential(bench):
    twins = (a_credential("c1", "d1"), a_credential("c2", "d1"), a_credential("c3", ""))

    async def scenario(journal):
        assert await journal.apply_list(full(credentials=twins)) is ListFault.DUPLICATE_DIGEST
        for twin in twins:  # nobody checks what is resolved one by one
            await journal.remember(Resolved(twin, a_pickup()))
        return [await journal.credential_by_digest(digest) for digest in ("d1", "", "d7")]

    assert bench.run(scenario) == [None, None, None]


def test_what_was_resolved_online_is_known_afterwards(bench):
    resolved = Resolved(a_credential("c5", "d5", "PICKUP05"), a_pickup("PICKUP05"))
    bench.run(lambda journal: journal.remember(resolved))

    async def scenario(journal):
        return await journal.credential_by_digest("d5"), await journal.pickup("PICKUP05"), await journal.cursor()

    assert bench.run(scenario) == (resolved.credential, resolved.pickup, "")


@pytest.mark.parametrize(("version", "kept"), [(2, (3, "Storgata 1")), (3, (3, "resolved")), (4, (4, "resolved"))])
def test_an_older_answer_does_not_replace_a_newer_row(bench, version, kept):
    async def scenario(journal):
        await journal.apply_list(LIST)  # PICKUP01 has version 3
        await journal.remember(Resolved(a_credential(), a_pickup(version=version, project="resolved")))
        found = await journal.pickup("PICKUP01")
        return found.version, found.project

    assert bench.run(scenario) == kept


# --- local facts outrank the list ---


def test_a_parcel_collected_here_stays_collected_after_every_sync(bench, intent):
    async def scenario(journal):
        await journal.apply_list(LIST)
        bench.clock.now_s = 50.0
        await collect("i1", "p1", 7)(journal, intent)
        seen = [await journal.pickup("PICKUP01")]
        for page in (LIST, difference(marks(LIST), pickups=(a_pickup(version=9),))):
            await journal.apply_list(page)
            seen.append(await journal.pickup("PICKUP01"))
        await journal.remember(Resolved(a_credential(), a_pickup(version=10)))
        return [*seen, await journal.pickup("PICKUP01")], await journal.credential_used_utc("c1")

    seen, used_utc = bench.run(scenario)
    assert used_utc == 50.0
    for found in seen:
        assert found.state is PickupState.PARTIALLY_COLLECTED
        assert [parcel.state for parcel in found.parcels] == [ParcelState.COLLECTED, ParcelState.READY]
        assert found.collected_utc is None


def test_a_pickup_is_collected_with_its_last_parcel(bench, intent):
    async def scenario(journal):
        await journal.apply_list(LIST)
        for utc, number, parcel, compartment in ((60.0, "i1", "p2", 8), (50.0, "i2", "p1", 7)):
            bench.clock.now_s = utc
            await collect(number, parcel, compartment)(journal, intent)
        return await journal.pickup("PICKUP01"), await journal.pickups_of("A1"), await journal.pickup("PICKUP02")

    found, (of_account,), other = bench.run(scenario)
    assert (found.state, found.collected_utc) == (PickupState.COLLECTED, 60.0)
    assert of_account == found
    assert other.state is PickupState.READY


def test_a_parcel_in_doubt_is_suspect_until_it_left(bench, intent):
    doubt = Entry(Kind.PARCEL_SUSPECT, {"pickup": "PICKUP01", "parcel": "p1", "compartment": 7, "reason": "unknown"})

    async def scenario(journal):
        await journal.apply_list(LIST)
        await journal.append(doubt)
        in_doubt = await journal.pickup("PICKUP01")
        await collect("i1", "p1", 7)(journal, intent)
        return in_doubt, await journal.pickup("PICKUP01")

    in_doubt, after = bench.run(scenario)
    assert in_doubt.state is PickupState.READY
    assert [parcel.state for parcel in in_doubt.parcels] == [ParcelState.SUSPECT, ParcelState.READY]
    assert after.parcels[0].state is ParcelState.COLLECTED


def test_a_compartment_is_occupied_until_its_parcel_left_whatever_the_list_forgets(bench, intent):
    here = a_pickup("PICKUP03", [Parcel("p1", 1), Parcel("p2", 2, ParcelState.COLLECTED), Parcel("p3", 3)])

    async def scenario(journal):
        seen = [await journal.occupied()]
        await journal.apply_list(full(pickups=(here, a_pickup())))
        seen.append(await journal.occupied())
        await collect("i1", "p1", 7)(journal, intent)
        seen.append(await journal.occupied())
        first = full(pickups=(here, a_pickup()))
        changed = difference(marks(first), pickups=(a_pickup(), replace(here, parcels=here.parcels[:1])))
        await journal.apply_list(changed)
        seen.append(await journal.occupied())
        removed = gone("pickup:PICKUP03")
        assert await journal.apply_list(difference(marks(first), base="k2", removed=removed)) is None
        seen.append(await journal.occupied())
        await journal.remember(Resolved(a_credential(), a_pickup("PICKUP04", [Parcel("p9", 9)])))
        return [*seen, await journal.occupied()]

    forgotten = {1, 3, 8}
    assert bench.run(scenario) == [set(), {1, 3, 7, 8}, {1, 3, 8}, forgotten, forgotten, {1, 3, 8, 9}]


parcel_states = st.sampled_from(ParcelState)
names = st.sampled_from(["p1", "p2", "p3"])


@given(
    st.lists(parcel_states, min_size=1, max_size=3),
    st.sampled_from(PickupState),
    st.dictionaries(names, st.floats(0, 100)),
    st.sets(names),
)
def test_overlay_never_revives_and_never_invents(listed_states, state, collected_utc, suspect):
    parcels = [Parcel(f"p{number}", number, listed) for number, listed in enumerate(listed_states, start=1)]
    listed = a_pickup(parcels=parcels, state=state)
    found = overlay(listed, collected_utc, suspect)

    assert replace(found, state=listed.state, parcels=listed.parcels, collected_utc=listed.collected_utc) == listed
    for before, after in zip(listed.parcels, found.parcels, strict=True):
        if before.id in collected_utc:
            assert after.state is ParcelState.COLLECTED
        elif before.state is ParcelState.READY:
            assert after.state is (ParcelState.SUSPECT if before.id in suspect else ParcelState.READY)
        else:
            assert after.state is before.state
    left = [collected_utc[parcel.id] for parcel in parcels if parcel.id in collected_utc]
    if not left:
        assert (found.state, found.collected_utc) == (listed.state, listed.collected_utc)
    elif all(parcel.state is ParcelState.COLLECTED for parcel in found.parcels):
        assert (found.state, found.collected_utc) == (PickupState.COLLECTED, max(left))
    elif listed.state is not PickupState.READY:
        assert found.state is listed.state


async def act(step, journal, intent, number):
    """The list changes as a backend changes it; a page that is out of order may be refused, which is no matter here."""
    match step:
        case "use" if await journal.credential_used_utc("c1") is None:
            await collect("i1", "p1", 7)(journal, intent)
        case "full":
            await journal.apply_list(replace(LIST, epoch=f"e{number}"))
        case "difference":
            rows = {"pickups": (a_pickup(version=50),), "credentials": (a_credential(),)}
            await journal.apply_list(difference(marks(LIST), epoch=f"e{number + 1}", **rows))
        case "remove":
            removed = gone("pickup:PICKUP01", "credential:c1")
            await journal.apply_list(difference(marks(LIST), epoch=f"e{number + 1}", removed=removed))


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.sampled_from(["use", "full", "difference", "remove", "restart"]), min_size=2, max_size=12))
def test_used_stays_used_through_any_mix_of_syncs_and_restarts(bench, tmp_path_factory, intent, steps):
    """Invariant A3 at the journal: whatever the backend says later, use and collection stay."""
    bench.path = tmp_path_factory.mktemp("journal") / "journal.db"
    bench.clock.now_s = 77.0
    remaining = ["full", *steps, "full"]
    used = False

    async def until_restart(journal):
        nonlocal used
        while remaining and (step := remaining.pop(0)) != "restart":
            await act(step, journal, intent, len(remaining))
            used = used or step == "use"
            assert await journal.credential_used_utc("c1") == (77.0 if used else None)
            found = await journal.pickup("PICKUP01")
            assert found is None or (found.parcels[0].state is ParcelState.COLLECTED) is used

    while remaining:
        bench.run(until_restart)


def test_names_of_people_are_in_no_event(bench, intent):
    async def scenario(journal):
        await journal.apply_list(LIST)
        await collect("i1", "p1", 7)(journal, intent)

    bench.run(scenario)
    with closing(sqlite3.connect(bench.path)) as connection:
        assert "Kari" not in str(connection.execute("SELECT * FROM events").fetchall())
