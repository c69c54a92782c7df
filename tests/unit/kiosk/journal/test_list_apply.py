"""Pages that do not fit: nothing of them is applied, and what is known stays known."""

import sqlite3
from contextlib import closing
from dataclasses import replace

import pytest

from kiosk.domain.account import Account
from kiosk.domain.credential import Credential, CredentialKind
from kiosk.domain.pickup import Parcel, Pickup, PickupState
from kiosk.domain.record import Entry, Kind
from kiosk.domain.site_list import (
    MAX_ROWS,
    JournalAnchor,
    ListFault,
    Mark,
    RowKind,
    SiteListPage,
    changed_checksum,
    checksum_of,
    marks,
)
from kiosk.ports import AskedCode, Resolved


def a_pickup(version=3, **other):
    return Pickup("PICKUP01", 1, PickupState.READY, (Parcel("p1", 7),), 10.0, 20.0, 1, 1, version=version, **other)


def a_credential(name="c1", digest="d1", version=3, **other):
    return Credential(name, CredentialKind.PICKUP, digest, "PICKUP01", 10.0, 20.0, version=version, **other)


def full(*, version=5, epoch="e1", cursor="k1", **rows):
    page = SiteListPage(cursor, full=True, server_utc=1.0, epoch=epoch, version=version, **rows)
    return replace(page, checksum=checksum_of(marks(page)))


FIRST = full(pickups=(a_pickup(),), credentials=(a_credential(),))
CHECKSUM = FIRST.checksum


def next_page(before=(), **values):
    fields = {"base": "k1", "epoch": "e1", "version": 6, **values}
    page = SiteListPage("k2", full=False, server_utc=2.0, **fields)
    checksum = changed_checksum(CHECKSUM, added=marks(page), gone=before)
    return page if "checksum" in values else replace(page, checksum=checksum)


PICKUP3, CODE3 = Mark(RowKind.PICKUP, "PICKUP01", 3), Mark(RowKind.CREDENTIAL, "c1", 3)
NEWER = next_page((PICKUP3,), pickups=(a_pickup(4, project="new"),))


async def held(journal):
    found = await journal.pickup("PICKUP01")
    return await journal.cursor(), found and (found.version, found.project)


@pytest.mark.parametrize(
    ("page", "fault"),
    [
        (NEWER, None),
        (replace(NEWER, base="k0"), ListFault.WRONG_BASE),
        (replace(NEWER, base=""), ListFault.WRONG_BASE),
        (replace(NEWER, epoch="e2"), ListFault.WRONG_BASE),
        (replace(FIRST, base="k1"), ListFault.WRONG_BASE),
        (replace(FIRST, removed=(Mark(RowKind.ACCOUNT, "A", 1),)), ListFault.WRONG_BASE),
        (replace(NEWER, version=4), ListFault.VERSION_BACK),
        (replace(FIRST, version=4), ListFault.VERSION_BACK),
        (replace(NEWER, checksum="0" * 32), ListFault.CHECKSUM),
        (replace(FIRST, checksum=""), ListFault.CHECKSUM),
        (next_page((PICKUP3,), pickups=(a_pickup(2),)), ListFault.ROW_VERSION_BACK),
        (next_page((CODE3,), removed=(Mark(RowKind.CREDENTIAL, "c1", 2),)), ListFault.ROW_VERSION_BACK),
        (replace(NEWER, pickups=(a_pickup(4), a_pickup(5))), ListFault.DUPLICATE_ROW),
        (replace(NEWER, removed=(replace(PICKUP3, version=9),)), ListFault.DUPLICATE_ROW),
        (next_page(credentials=(a_credential("c2", "d1"),)), ListFault.DUPLICATE_DIGEST),
        (next_page(credentials=(a_credential("c2", "d2"), a_credential("c3", "d2"))), ListFault.DUPLICATE_DIGEST),
        (next_page(accounts=tuple(Account(str(n), "") for n in range(MAX_ROWS + 1))), ListFault.TOO_MANY_ROWS),
        (next_page(accounts=tuple(Account(str(n), "") for n in range(MAX_ROWS))), ListFault.TOO_MANY_ROWS),
    ],
)
def test_a_page_is_applied_as_a_whole_or_not_at_all(bench, page, fault):
    async def scenario(journal):
        assert await journal.apply_list(FIRST) is None
        assert await journal.apply_list(page) is fault
        return await held(journal)

    expected = ("k1", (3, "")) if fault else ("k2", (4, "new"))
    assert bench.run(scenario) == expected
    assert bench.run(held) == expected


def test_a_difference_before_any_list_is_refused(bench):
    page = next_page(base="")
    assert bench.run(lambda journal: journal.apply_list(page)) is ListFault.WRONG_BASE


def test_a_lost_page_shows_with_the_very_next_one(bench):
    lost = next_page((CODE3,), removed=(Mark(RowKind.CREDENTIAL, "c1", 4),))
    after = replace(NEWER, base="k1", checksum=changed_checksum(lost.checksum, added=marks(NEWER), gone=(PICKUP3,)))

    async def scenario(journal):
        await journal.apply_list(FIRST)
        return await journal.apply_list(after)

    assert bench.run(scenario) is ListFault.CHECKSUM


def test_what_was_removed_comes_back_newer_or_not_at_all(bench):
    removed = next_page((CODE3,), removed=(Mark(RowKind.CREDENTIAL, "c1", 7),))

    async def scenario(journal):
        await journal.apply_list(FIRST)
        assert await journal.apply_list(removed) is None
        await journal.remember(Resolved(a_credential(version=7), a_pickup()))
        seen = [await journal.credential_by_id("c1")]
        late = full(version=6, pickups=(a_pickup(),), credentials=(a_credential(version=7),))
        assert await journal.apply_list(late) is ListFault.ROW_VERSION_BACK
        again = full(version=8, pickups=(a_pickup(),), credentials=(a_credential(version=8),))
        assert await journal.apply_list(again) is None
        return [*seen, await journal.credential_by_id("c1")]

    assert bench.run(scenario) == [None, a_credential(version=8)]


def test_an_older_page_does_not_replace_what_was_resolved_online_since(bench):
    async def scenario(journal):
        await journal.apply_list(FIRST)
        await journal.remember(Resolved(a_credential(), a_pickup(9, project="resolved")))
        assert await journal.apply_list(NEWER) is None
        return await held(journal)

    assert bench.run(scenario) == ("k2", (9, "resolved"))


@pytest.mark.parametrize("epoch", ["e1", "e2"])
def test_a_revocation_is_final(bench, epoch):
    async def scenario(journal):
        await journal.apply_list(FIRST)
        revoked = next_page((CODE3,), credentials=(a_credential(version=4, revoked=True),))
        assert await journal.apply_list(revoked) is None
        fresh = full(version=9, epoch=epoch, pickups=(a_pickup(),), credentials=(a_credential(version=9),))
        assert await journal.apply_list(fresh) is None
        await journal.remember(Resolved(a_credential(version=10), a_pickup()))
        by_id, by_digest = await journal.credential_by_id("c1"), await journal.credential_by_digest("d1")
        return by_id.revoked, by_digest.revoked

    assert bench.run(scenario) == (True, True)


def test_a_new_epoch_counts_anew(bench):
    async def scenario(journal):
        await journal.apply_list(FIRST)
        return await journal.apply_list(full(version=1, epoch="e2", pickups=(a_pickup(1),))), await held(journal)

    assert bench.run(scenario) == (None, ("k1", (1, "")))


def test_an_epoch_that_was_left_is_over(bench):
    anew = full(version=1, epoch="e2", pickups=(a_pickup(1),))

    async def scenario(journal):
        await journal.apply_list(FIRST)
        assert await journal.apply_list(anew) is None
        assert await journal.apply_list(replace(FIRST, version=90)) is ListFault.EPOCH_BACK
        return await held(journal)

    assert bench.run(scenario) == ("k1", (1, ""))
    assert bench.run(lambda journal: journal.apply_list(FIRST)) is ListFault.EPOCH_BACK


def test_epochs_without_end_do_not_fill_the_disk(bench):
    async def scenario(journal):
        for number in range(150):
            assert await journal.apply_list(full(epoch=f"e{number}")) is None

    bench.run(scenario)
    with closing(sqlite3.connect(bench.path)) as connection:
        assert connection.execute("SELECT count(*), max(epoch) FROM left_epochs").fetchone() == (100, "e99")


# --- delegates ---


def test_a_delegate_ends_with_the_one_it_was_made_from(bench):
    parent = a_credential("c1", "d1")
    child = a_credential("c2", "d2", delegate_of="c1")
    grandchild = a_credential("c3", "d3", delegate_of="c2")
    of_token = a_credential("c4", "d4", delegate_of="token")
    loop = a_credential("c5", "d5", delegate_of="c5")
    names = ("c1", "c2", "c3", "c4", "c5")

    async def revoked(journal):
        return [(await journal.credential_by_id(name)).revoked for name in names]

    async def scenario(journal):
        rows = (parent, child, grandchild, of_token, loop)
        first = full(pickups=(a_pickup(),), credentials=rows)
        await journal.apply_list(first)
        seen = [await revoked(journal)]
        tokens = a_credential("token", "", revoked=True)
        changed = full(version=9, pickups=(a_pickup(),), credentials=(*rows, tokens))
        assert await journal.apply_list(changed) is None
        seen.append(await revoked(journal))
        orphaned = full(version=10, pickups=(a_pickup(),), credentials=(*rows[1:], tokens))
        assert await journal.apply_list(orphaned) is None
        seen.append([(await journal.credential_by_id(name)).revoked for name in names[1:]])
        return seen

    assert bench.run(scenario) == [
        [False, False, False, False, True],
        [False, False, False, True, True],
        [True, True, True, True],
    ]


def test_visits_are_sessions_that_consumed_the_credential(bench, intent):
    async def scenario(journal):
        seen = []
        for name, session, consumes in (
            ("i1", "s1", True),
            ("i2", "s1", True),
            ("i3", "s2", False),
            ("i4", "s3", True),
        ):
            await journal.intend(intent(name, session=session, consumes=consumes))
            facts = await journal.facts_for(AskedCode(1000.0, "c1", "PICKUP01"))
            seen.append(facts.ledger.visits)
        return seen

    assert bench.run(scenario) == [1, 1, 1, 2]
    with closing(sqlite3.connect(bench.path)) as connection:
        uses = connection.execute("SELECT credential, pickup, parcel, session FROM credential_uses ORDER BY seq")
        assert uses.fetchall() == [
            ("c1", "PICKUP01", "p1", "s1"),
            ("c1", "PICKUP01", "p1", "s1"),
            ("c1", "PICKUP01", "p1", "s3"),
        ]


# --- parcels in doubt ---


@pytest.mark.parametrize(
    "clears",
    [
        Entry(Kind.DOOR_OPENED, {"intent": "i1", "compartment": 7}),
        Entry(
            Kind.PARCEL_RESOLVED,
            {"pickup": "PICKUP01", "parcel": "p1", "compartment": 7, "verdict": "present", "actor": "t1", "reason": ""},
        ),
    ],
)
def test_a_parcel_is_in_doubt_from_unknown_until_somebody_knows_more(bench, intent, clears):
    unknown = Entry(Kind.DOOR_UNKNOWN, {"intent": "i1", "compartment": 7, "cause": "no_evidence"})

    async def scenario(journal):
        await journal.intend(intent("i1"))
        seen = [await journal.parcel_doubts("PICKUP01")]
        await journal.append(unknown)
        bench.clock.now_s = 1300.0
        await journal.intend(intent("i2", consumes=False))
        await journal.append(replace(unknown, body={**unknown.body, "intent": "i2"}))
        seen.append(await journal.parcel_doubts("PICKUP01"))
        await journal.append(clears)
        return [*seen, await journal.parcel_doubts("PICKUP01")]

    before, (doubt,), after = [list(found.items()) for found in bench.run(scenario)]
    assert (before, after) == ([], [])
    assert doubt[0] == "p1"
    assert (doubt[1].first_unknown_utc, doubt[1].reopens, doubt[1].credential) == (1000.0, 1, "c1")


# --- a restored journal ---


def test_a_journal_that_lacks_an_event_of_its_own_trusts_no_list_until_a_whole_one_came(bench):
    async def scenario(journal):
        await journal.apply_list(FIRST)
        await journal.append(Entry(Kind.SESSION_STARTED))
        unknown = JournalAnchor(7, "ab")

        async def state():
            return await journal.cursor(), (await journal.facts_for(AskedCode(1.0))).rolled_back

        seen = [await state()]
        assert await journal.apply_list(replace(FIRST, journal=unknown)) is ListFault.JOURNAL_ROLLED_BACK
        seen.append(await state())
        difference = replace(NEWER, journal=unknown)
        assert await journal.apply_list(difference) is ListFault.JOURNAL_ROLLED_BACK
        assert await journal.apply_list(replace(FIRST, journal=unknown)) is None
        seen.append(await state())
        assert await journal.apply_list(difference) is None
        assert await journal.apply_list(replace(FIRST, version=9, journal=JournalAnchor(1, "cd"))) is (
            ListFault.JOURNAL_ROLLED_BACK
        )
        return [*seen, await state()]

    assert bench.run(scenario) == [("k1", False), ("", True), ("k1", False), ("", True)]


def test_an_event_the_journal_has_is_no_reason_to_doubt_it(bench):
    async def scenario(journal):
        await journal.append(Entry(Kind.SESSION_STARTED))
        (row,) = await journal.outbox(1)
        return await journal.apply_list(replace(FIRST, journal=JournalAnchor(row.event.seq, row.event.hash)))

    assert bench.run(scenario) is None
