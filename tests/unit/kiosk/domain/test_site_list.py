"""What can be said against a page of the list before anybody looks at the rows held."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.domain.credential import Credential, CredentialKind
from kiosk.domain.pickup import Pickup, PickupState
from kiosk.domain.site_list import (
    MAX_ROWS,
    HeldList,
    ListFault,
    Mark,
    RowKind,
    SiteListPage,
    changed_checksum,
    checksum_of,
    fault_of,
    marks,
)

NOTHING = HeldList()
HELD = HeldList("k1", "e1", 5)
PICKUP = Pickup("PICKUP01", 1, PickupState.READY, (), 10.0, 20.0, 1, 1)
CODE = Credential("c1", CredentialKind.PICKUP, "d1", "PICKUP01", 10.0, 20.0)
FULL = SiteListPage("k2", full=True, server_utc=1.0, epoch="e1", version=5, pickups=(PICKUP,), credentials=(CODE,))
CHANGES = replace(FULL, full=False, base="k1")
ROWS = st.lists(st.builds(Mark, st.sampled_from(RowKind), st.text(max_size=3), st.integers(0, 9)), unique=True)


def removed(count: int) -> tuple[Mark, ...]:
    return tuple(Mark(RowKind.PICKUP, f"P{number}", 1) for number in range(count))


def test_a_whole_list_and_changes_to_the_one_held_are_right() -> None:
    assert fault_of(FULL, NOTHING) is None
    assert fault_of(FULL, HELD) is None
    assert fault_of(CHANGES, HELD) is None
    assert fault_of(replace(CHANGES, removed=removed(MAX_ROWS - 2)), HELD) is None


@pytest.mark.parametrize(
    ("page", "held", "fault"),
    [
        (replace(CHANGES, removed=removed(MAX_ROWS - 1)), HELD, ListFault.TOO_MANY_ROWS),
        (replace(FULL, pickups=(PICKUP, PICKUP)), HELD, ListFault.DUPLICATE_ROW),
        (replace(CHANGES, removed=(Mark(RowKind.PICKUP, "PICKUP01", 9),)), HELD, ListFault.DUPLICATE_ROW),
        (replace(FULL, credentials=(CODE, replace(CODE, id="c2"))), HELD, ListFault.DUPLICATE_DIGEST),
        (replace(FULL, base="k1"), HELD, ListFault.WRONG_BASE),
        (replace(FULL, removed=removed(1)), HELD, ListFault.WRONG_BASE),
        (replace(CHANGES, base=""), NOTHING, ListFault.WRONG_BASE),
        (replace(CHANGES, base="k0"), HELD, ListFault.WRONG_BASE),
        (replace(CHANGES, epoch="e2"), HELD, ListFault.WRONG_BASE),
        (replace(FULL, version=4), HELD, ListFault.VERSION_BACK),
        (replace(CHANGES, version=4), HELD, ListFault.VERSION_BACK),
    ],
)
def test_a_page_that_does_not_fit_has_its_fault(page: SiteListPage, held: HeldList, fault: ListFault) -> None:
    assert fault_of(page, held) is fault


def test_another_epoch_counts_anew_and_codes_without_a_digest_are_no_twins() -> None:
    assert fault_of(replace(FULL, epoch="e2", version=1), HELD) is None
    unsaid = (replace(CODE, digest=""), replace(CODE, id="c2", digest=""))
    assert fault_of(replace(FULL, credentials=unsaid), HELD) is None


@given(ROWS, ROWS)
def test_the_checksum_of_a_list_can_be_told_from_its_changes(held: list[Mark], come: list[Mark]) -> None:
    whole = checksum_of([*held, *come])
    assert changed_checksum(checksum_of(held), added=come) == whole == checksum_of([*come, *held])
    assert changed_checksum(whole, gone=come) == checksum_of(held)
    assert len(whole) == 32


def test_kind_id_and_version_count() -> None:
    row = Mark(RowKind.PICKUP, "1", 2)
    others = [replace(row, kind=RowKind.ACCOUNT), replace(row, id="2"), replace(row, version=3)]
    assert checksum_of([row]) not in {checksum_of([other]) for other in others}
    assert marks(FULL) == (
        Mark(RowKind.PICKUP, "PICKUP01", PICKUP.version),
        Mark(RowKind.CREDENTIAL, "c1", CODE.version),
    )
