import pytest

from kiosk.domain.custody import Account, Custody, CustodyBalance, Listed, on_listing
from kiosk.domain.record import Kind

LISTED = Listed("PICKUP01", "p1", 7)
OTHER = Custody("PICKUP02", "p1", Account.COMPARTMENT, 7, 7, "listed")


def known(account: Account, place: int | None, last: int = 3, how: str = "listed") -> Custody:
    return Custody("PICKUP01", "p1", account, place, place or last, how)


@pytest.mark.parametrize(
    ("own", "holder", "kind"),
    [
        (None, None, Kind.PARCEL_DEPOSITED),
        (None, OTHER, Kind.CUSTODY_CONFLICT),
        (known(Account.CUSTOMER, None), None, None),
        (known(Account.CUSTOMER, None), OTHER, None),
        (known(Account.STAFF, None, 7), None, None),
        (known(Account.STAFF, None, 3), None, Kind.PARCEL_DEPOSITED),
        (known(Account.STAFF, None, 3), OTHER, Kind.CUSTODY_CONFLICT),
        (known(Account.COMPARTMENT, 7), None, None),
        (known(Account.INQUIRY, 7), None, None),
        (known(Account.COMPARTMENT, 3), None, Kind.PARCEL_MOVED),
        (known(Account.COMPARTMENT, 3), OTHER, Kind.CUSTODY_CONFLICT),
        (known(Account.COMPARTMENT, 3, how="loaded"), None, Kind.CUSTODY_CONFLICT),
        (known(Account.INQUIRY, 3), None, Kind.CUSTODY_CONFLICT),
        (known(Account.INQUIRY, None), None, Kind.CUSTODY_CONFLICT),
    ],
)
def test_what_a_listed_parcel_means(own: Custody | None, holder: Custody | None, kind: Kind | None) -> None:
    entry = on_listing(LISTED, own, holder)
    assert (entry and entry.kind) == kind
    if entry is not None:
        assert (entry.body["pickup"], entry.body["parcel"], entry.body["compartment"]) == ("PICKUP01", "p1", 7)
        assert entry.send is (kind is Kind.CUSTODY_CONFLICT), "the backend hears what it did not say itself"


@pytest.mark.parametrize(("holder", "cause"), [(OTHER, "occupied"), (None, "elsewhere")])
def test_a_conflict_names_its_cause(holder: Custody | None, cause: str) -> None:
    own = None if holder else known(Account.COMPARTMENT, 3, how="loaded")
    entry = on_listing(LISTED, own, holder)
    assert entry is not None
    assert entry.body["cause"] == cause


@pytest.mark.parametrize(("deposited", "conserved"), [(10, True), (9, False), (11, False)])
def test_a_balance_is_conserved_or_it_is_not(deposited: int, conserved: bool) -> None:
    assert CustodyBalance(deposited, 1, 2, 3, 4).conserved is conserved
