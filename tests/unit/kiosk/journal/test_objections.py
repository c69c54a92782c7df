"""What has changed since a decision keeps its intent from becoming durable: nothing is stored, and no permit exists."""

from dataclasses import replace

import pytest

from kiosk.domain.credential import Credential, CredentialKind
from kiosk.domain.pickup import Parcel, ParcelState, Pickup, PickupState
from kiosk.domain.record import Entry, Kind
from kiosk.domain.site_list import JournalAnchor, ListFault
from kiosk.errors import IntentRefusedError
from tests.helpers import stock

OTHER = {"pickup": "PICKUP02", "parcel": "p9"}


def listed(*parcels, name="PICKUP01"):
    return Pickup(name, 4, PickupState.READY, parcels, 0.0, 9e9, len(parcels), len(parcels))


def credential(**values):
    fields = {"id": "c1", "kind": CredentialKind.PICKUP, "digest": "", "subject": "PICKUP01"}
    return Credential(**{**fields, "not_before_utc": 0.0, "not_after_utc": 9e9, **values})


def blocked(kind=Kind.COMPARTMENT_BLOCKED):
    return Entry(kind, {"compartment": 7, "reason": "dirty", "actor": "t1", "cause": "closed_unattended"})


async def collect(journal, intent, **values):
    """The parcel leaves through its door."""
    decided = intent("i0", **values)
    door = {"intent": "i0", "compartment": decided.compartment}
    gone = {**door, "pickup": decided.pickup, "parcel": decided.parcel}
    await journal.intend(decided)
    await journal.append(*(Entry(kind, door) for kind in (Kind.DOOR_OPENED, Kind.DOOR_CLOSED)))
    await journal.append(Entry(Kind.PARCEL_COLLECTED, gone))


async def refused(bench, journal, decided):
    """The reason, with the promise that nothing of it is there."""
    before = (await journal.open_intents(), len(bench.permits))
    with pytest.raises(IntentRefusedError) as error:
        await journal.intend(decided, Entry(Kind.SESSION_STARTED, {}, "s1"), session_state=b"opening")
    assert (await journal.open_intents(), len(bench.permits)) == before
    assert await journal.load_session() is None
    assert error.value.compartment == decided.compartment
    return error.value.reason


@pytest.mark.parametrize("kind", [Kind.COMPARTMENT_BLOCKED, Kind.ENTRAPMENT_SUSPECTED])
def test_a_door_that_was_blocked_since(bench, intent, kind):
    async def scenario(journal):
        await journal.append(blocked(kind))
        assert await refused(bench, journal, intent()) == "blocked_door"
        await journal.intend(intent("t", decision="technician", credential="", pickup="", parcel=""))
        await journal.intend(intent("r", decision="rescue", credential="", pickup="", parcel=""))

    bench.run(scenario)


def test_a_credential_that_was_revoked_since_and_what_was_made_from_it(bench, intent):
    async def scenario(journal):
        child = credential(id="c2", delegate_of="c1", digest="d")
        await journal.apply_list(stock.page(listed(Parcel("p1", 7)), credential(), child))
        await journal.intend(intent("i1"))
        await journal.apply_list(stock.page(listed(Parcel("p1", 7)), credential(revoked=True, version=2), child))
        assert await refused(bench, journal, intent("i2")) == "revoked"
        assert await refused(bench, journal, intent("i3", credential="c2")) == "revoked"
        await journal.intend(intent("i4", credential="c3"))

    bench.run(scenario)


def test_a_parcel_that_was_handed_out_since_but_not_for_the_one_who_took_it(bench, intent):
    async def scenario(journal):
        await journal.apply_list(stock.page(listed(Parcel("p1", 7))))
        await collect(journal, intent)
        assert await refused(bench, journal, intent("i2")) == "already_collected"
        await journal.intend(intent("i3", decision="reopen", consumes=False))

    bench.run(scenario)


def test_a_compartment_that_holds_another_parcel_by_now(bench, intent):
    async def scenario(journal):
        await journal.apply_list(stock.page(listed(Parcel("p1", 7))))
        await collect(journal, intent)
        await journal.apply_list(stock.page(listed(Parcel("p1", 7)), listed(Parcel("p9", 7), name="PICKUP02")))
        assert await refused(bench, journal, intent("i2", decision="reopen", consumes=False)) == "blocked_door"
        assert await refused(bench, journal, replace(intent("i3"), decision="token")) == "blocked_door"
        await journal.intend(intent("i4", **OTHER))

    bench.run(scenario)


def test_a_parcel_that_staff_took_out_since(bench, intent):
    async def scenario(journal):
        await journal.apply_list(stock.page(listed(Parcel("p1", 7))))
        out = {"intent": "t", "compartment": 7}
        await journal.intend(intent("t", decision="technician", credential="", pickup="", parcel=""))
        removed = {**out, "pickup": "PICKUP01", "parcel": "p1", "actor": "t1", "reason": "remove_parcel"}
        await journal.append(Entry(Kind.DOOR_OPENED, out), Entry(Kind.DOOR_CLOSED, out))
        await journal.append(Entry(Kind.PARCEL_REMOVED, removed))
        assert await refused(bench, journal, intent("i2")) == "blocked_door"

    bench.run(scenario)


def test_a_parcel_that_the_list_knows_to_be_gone_and_the_ledger_does_not(bench, intent):
    async def scenario(journal):
        await journal.apply_list(stock.page(listed(Parcel("p1", 7), Parcel("p2", 8))))
        gone = listed(Parcel("p1", 7, ParcelState.COLLECTED), Parcel("p2", 8))
        await journal.apply_list(stock.page(replace(gone, version=2)))
        assert await refused(bench, journal, intent("i1")) == "already_collected"
        await journal.intend(intent("i2", decision="reopen", consumes=False))
        await journal.intend(intent("i3", parcel="p2", compartment=8))

    bench.run(scenario)


def test_a_pickup_that_was_cancelled_since(bench, intent):
    async def scenario(journal):
        await journal.apply_list(stock.page(listed(Parcel("p1", 7))))
        await journal.intend(intent("i1"))
        await journal.apply_list(stock.page(replace(listed(Parcel("p1", 7)), state=PickupState.CANCELLED, version=2)))
        assert await refused(bench, journal, intent("i2", decision="reopen", consumes=False)) == "cancelled"
        await journal.intend(intent("t", decision="technician", credential="", pickup="", parcel=""))

    bench.run(scenario)


def test_a_journal_that_proved_to_be_a_restored_copy_since_and_a_whole_list_ends_that(bench, intent):
    async def scenario(journal):
        whole = stock.page(listed(Parcel("p1", 7)))
        await journal.apply_list(whole)
        await journal.intend(intent("i1"))
        lacking = replace(whole, journal=JournalAnchor(99, "ab"))
        assert await journal.apply_list(lacking) is ListFault.JOURNAL_ROLLED_BACK
        assert await refused(bench, journal, intent("i2", decision="retry")) == "cannot_check"
        await journal.intend(intent("t", decision="technician", credential="", pickup="", parcel=""))
        assert await journal.apply_list(lacking) is None
        await journal.intend(intent("i3"))

    bench.run(scenario)


def test_a_door_that_nobody_saw_open_is_tried_twice_more_whatever_visit_it_is(bench, intent):
    async def scenario(journal):
        async def unseen(number, **values):
            decided = intent(f"i{number}", decision="reopen_unknown", session=f"s{number // 2}", **values)
            await journal.intend(decided)
            await journal.append(Entry(Kind.DOOR_UNKNOWN, {"intent": f"i{number}", "compartment": 7}))

        for number in range(3):
            await unseen(number)
        again = intent("i3", decision="reopen_unknown")
        assert await refused(bench, journal, again) == "blocked_door"
        await journal.intend(intent("r", decision="remote", credential=""))
        await journal.intend(intent("t", decision="technician", credential=""))

    bench.run(scenario)


@pytest.mark.parametrize(("after_s", "credential_id"), [(601.0, "c1"), (1.0, "c2")])
def test_a_door_that_nobody_saw_open_is_not_tried_again_late_or_by_another(bench, intent, after_s, credential_id):
    async def scenario(journal):
        await journal.intend(intent("i1"))
        await journal.append(Entry(Kind.DOOR_UNKNOWN, {"intent": "i1", "compartment": 7}))
        bench.clock.now_s += after_s
        again = intent("i2", decision="reopen_unknown", credential=credential_id)
        assert await refused(bench, journal, again) == "blocked_door"

    bench.run(scenario)
