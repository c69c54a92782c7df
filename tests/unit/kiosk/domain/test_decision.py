from dataclasses import FrozenInstanceError, fields, replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.domain.credential import Credential, CredentialKind
from kiosk.domain.decision import (
    MAX_UNKNOWN_REOPENS,
    UNKNOWN_REOPEN_S,
    Grant,
    Ledger,
    Left,
    Moment,
    ParcelDoubt,
    Reason,
    Refusal,
    decide_listed,
    decide_pickup,
    decide_token,
    may_reopen,
    reopens_left,
)
from kiosk.domain.pickup import Parcel, ParcelState, Pickup, PickupState
from kiosk.domain.record import CompartmentFlags
from kiosk.domain.token import Token
from tests.helpers.flow_script import pickup

SITE, OTHER_SITE = 4, 5
OPENS = {PickupState.READY, PickupState.PARTIALLY_COLLECTED}
MOMENT, DOUBT = Moment(SITE, 5000.0), ParcelDoubt(4900.0, 0, "C")

# Few different times, so that they often meet, and mostly what opens: each condition must often be the only one
# that stands against it.
times = st.integers(0, 4)
starts, ends = st.sampled_from([0, 0, 1, 2]), st.sampled_from([2, 3, 4, 4])
sites = st.sampled_from([SITE, SITE, SITE, OTHER_SITE])
rarely = st.sampled_from([False, False, False, True])
thorough = settings(max_examples=400)
flags_of = st.dictionaries(
    st.integers(1, 4),
    st.builds(CompartmentFlags, st.just(0), st.sampled_from(["", "", "damaged"]), rarely),
    max_size=3,
)
parcels_of = st.lists(
    st.builds(Parcel, st.sampled_from("abc"), st.integers(1, 4), st.sampled_from(ParcelState)), min_size=1, max_size=3
).map(tuple)
pickups = st.builds(
    lambda state, parcels, site, start, end: Pickup("7KQF2M9X", site, state, parcels, start, end, 1, 1),
    st.sampled_from([*PickupState, *OPENS, *OPENS]),
    parcels_of,
    sites,
    starts,
    ends,
)
tokens = st.builds(lambda site, start, end: Token(1, site, "7KQF2M9X", start, end, bytes(8)), sites, starts, ends)
credentials = st.builds(
    lambda kind, start, end, revoked: Credential("C", kind, "d", "7KQF2M9X", start, end, revoked),
    st.sampled_from([*CredentialKind, *[CredentialKind.PICKUP] * 4]),
    starts,
    ends,
    rarely,
)


def free(parcel: Parcel, flags: dict[int, CompartmentFlags]) -> bool:
    """The rule in other words: ready, and nothing is said against its compartment."""
    said = flags.get(parcel.compartment, CompartmentFlags(parcel.compartment))
    return parcel.state is ParcelState.READY and said.blocked_reason == "" and not said.suspect


def rightful(row: Pickup, now: int, flags: dict[int, CompartmentFlags]) -> tuple[Parcel, ...]:
    """What may be handed out, by the invariant A2."""
    due = row.state in OPENS and row.not_before_utc <= now <= row.not_after_utc and row.site == SITE
    return tuple(parcel for parcel in row.parcels if free(parcel, flags)) if due else ()


def stays(row: Pickup, flags: dict[int, CompartmentFlags]) -> Left:
    """Whoever is handed something is told of the rest that lies here."""
    rest = [one for one in row.parcels if one.state is not ParcelState.COLLECTED and not free(one, flags)]
    return Left(barred=tuple(parcel.compartment for parcel in rest if parcel.compartment))


@thorough
@given(tokens, st.none() | pickups, st.none() | credentials, times, flags_of)
def test_a_token_opens_what_it_should_and_nothing_else(
    token: Token, row: Pickup | None, listed: Credential | None, now: int, flags: dict[int, CompartmentFlags]
) -> None:
    answer = decide_token(token, Moment(SITE, now), pickup=row, listed=listed, ledger=Ledger(flags))
    revoked = listed is not None and listed.revoked
    bad = revoked or (listed is not None and listed.kind is not CredentialKind.PICKUP)
    expected = rightful(row, now, flags) if row and token.site == SITE and not bad else ()
    if expected:
        assert row is not None
        assert answer == Grant(token.credential, row, expected, "token", stays(row, flags))
    else:
        assert isinstance(answer, Refusal)


@thorough
@given(credentials, st.none() | pickups, times, flags_of)
def test_a_listed_code_opens_what_it_should_and_tells_nothing_otherwise(
    code: Credential, row: Pickup | None, now: int, flags: dict[int, CompartmentFlags]
) -> None:
    answer = decide_listed(code, Moment(SITE, now), pickup=row, ledger=Ledger(flags))
    valid = code.kind is CredentialKind.PICKUP and not code.revoked
    valid = valid and code.not_before_utc <= now <= code.not_after_utc
    expected = rightful(row, now, flags) if row and valid else ()
    if expected:
        assert row is not None
        assert answer == Grant("C", row, expected, "listed", stays(row, flags))
    else:
        assert answer in {Refusal(Reason.UNKNOWN), Refusal(Reason.BLOCKED_DOOR)}
        if answer == Refusal(Reason.BLOCKED_DOOR):
            assert valid, "only who holds a good code may learn that the door is the trouble"
            assert row is not None
            assert rightful(row, now, {}) or any(parcel.state is ParcelState.SUSPECT for parcel in row.parcels)


def decide(row: Pickup, now: float = 5000.0, **flags: CompartmentFlags) -> Grant | Refusal:
    by_number = {value.number: value for value in flags.values()}
    return decide_pickup("C", row, "token", Moment(SITE, now), ledger=Ledger(by_number))


GONE = replace(pickup(3), parcels=(Parcel("p", 3, ParcelState.COLLECTED),), collected_utc=4000.0)


@pytest.mark.parametrize(
    ("row", "answer"),
    [
        (pickup(3, site=5), Refusal(Reason.WRONG_SITE, site=5)),
        (pickup(3, state=PickupState.CANCELLED), Refusal(Reason.CANCELLED)),
        (
            pickup(3, state=PickupState.COLLECTED, collected_utc=4000.0, not_after_utc=4500.0),
            Refusal(Reason.ALREADY_COLLECTED, at_utc=4000.0),
        ),
        (GONE, Refusal(Reason.ALREADY_COLLECTED, at_utc=4000.0)),
        (pickup(3, not_after_utc=4999.0), Refusal(Reason.EXPIRED, at_utc=4999.0)),
        (pickup(3, state=PickupState.EXPIRED), Refusal(Reason.EXPIRED, at_utc=9000.0)),
        (pickup(3, not_before_utc=5001.0), Refusal(Reason.NOT_YET, at_utc=5001.0)),
        (pickup(3, state=PickupState.AWAITING), Refusal(Reason.NOT_READY)),
        (pickup(3, state=PickupState.AWAITING, payment_due=True), Refusal(Reason.PAYMENT_DUE)),
        (pickup(3, payment_due=True), Refusal(Reason.PAYMENT_DUE)),
        (pickup(3, state=PickupState.CANCELLED, payment_due=True), Refusal(Reason.CANCELLED)),
        (pickup(), Refusal(Reason.NOT_READY)),
    ],
)
def test_the_holder_of_a_token_is_told_the_truth(row: Pickup, answer: Refusal) -> None:
    assert decide(row) == answer


def test_a_blocked_or_suspect_door_is_the_last_reason() -> None:
    blocked, suspect = CompartmentFlags(3, "damaged"), CompartmentFlags(3, "", suspect=True)
    assert decide(pickup(3), a=blocked) == Refusal(Reason.BLOCKED_DOOR)
    assert decide(pickup(3), a=suspect) == Refusal(Reason.BLOCKED_DOOR)
    assert decide(pickup(3, not_after_utc=4000.0), a=blocked) == Refusal(Reason.EXPIRED, at_utc=4000.0)
    answer = decide(pickup(3, 9), a=blocked)
    assert isinstance(answer, Grant)
    assert [parcel.compartment for parcel in answer.parcels] == [9]


def test_a_parcel_in_doubt_stays_the_customers_and_is_not_called_collected() -> None:
    doubtful = replace(pickup(3), parcels=(Parcel("p", 3, ParcelState.SUSPECT),))
    assert decide(doubtful) == Refusal(Reason.BLOCKED_DOOR)


def test_both_ends_of_the_dates_belong_to_them() -> None:
    assert isinstance(decide(pickup(3), now=1000.0), Grant)
    assert isinstance(decide(pickup(3), now=9000.0), Grant)


@pytest.mark.parametrize(("now", "reason"), [(6000.0, Reason.CANNOT_CHECK), (6001.0, Reason.EXPIRED)])
def test_a_token_nobody_listed(now: float, reason: Reason) -> None:
    token = Token(1, SITE, "7KQF2M9X", 1000, 6000, bytes(8))
    answer = decide_token(token, Moment(SITE, now), pickup=None, listed=None, ledger=Ledger({}))
    assert isinstance(answer, Refusal)
    assert answer.reason is reason


def test_the_listed_dates_rule_over_those_of_the_token() -> None:
    token = Token(1, SITE, "7KQF2M9X", 1000, 2000, bytes(8))
    assert isinstance(
        decide_token(token, Moment(SITE, 5000.0), pickup=pickup(3), listed=None, ledger=Ledger({})), Grant
    )


def test_a_token_of_another_site_names_the_site() -> None:
    token = Token(1, OTHER_SITE, "7KQF2M9X", 1000, 6000, bytes(8))
    for row in (None, pickup(3)):
        answer = decide_token(token, Moment(SITE, 5000.0), pickup=row, listed=None, ledger=Ledger({}))
        assert answer == Refusal(Reason.WRONG_SITE, site=OTHER_SITE)


CODE = Credential("C", CredentialKind.PICKUP, "d", "PICKUP01", 4000.0, 6000.0)


@pytest.mark.parametrize(
    ("code", "now", "opens"),
    [
        (CODE, 3999.0, False),
        (CODE, 4000.0, True),
        (CODE, 6000.0, True),
        (CODE, 6001.0, False),
        (replace(CODE, revoked=True), 5000.0, False),
        (replace(CODE, kind=CredentialKind.BADGE), 5000.0, False),
        (replace(CODE, kind=CredentialKind.TECHNICIAN), 5000.0, False),
    ],
)
def test_a_listed_code_opens_within_its_own_dates_while_it_is_good(code: Credential, now: float, opens: bool) -> None:
    answer = decide_listed(code, Moment(SITE, now), pickup=pickup(3), ledger=Ledger({}))
    assert answer == (Grant("C", pickup(3), pickup(3).parcels, "listed") if opens else Refusal(Reason.UNKNOWN))


def test_a_revoked_token_opens_nothing() -> None:
    token = Token(1, SITE, "7KQF2M9X", 1000, 6000, bytes(8))
    for revoked, opens in ((False, True), (True, False)):
        listed = replace(CODE, revoked=revoked)
        answer = decide_token(token, Moment(SITE, 5000.0), pickup=pickup(3), listed=listed, ledger=Ledger({}))
        assert isinstance(answer, Grant) == opens
        assert opens or answer == Refusal(Reason.REVOKED)


def test_whoever_may_open_it_hears_of_a_blocked_door_by_any_code() -> None:
    ledger = Ledger({3: CompartmentFlags(3, "damaged")})
    assert decide_listed(CODE, Moment(SITE, 5000.0), pickup=pickup(3), ledger=ledger) == Refusal(Reason.BLOCKED_DOOR)


def test_a_parcel_that_lies_nowhere_is_not_ready_yet_and_not_collected() -> None:
    to_come = Parcel("to-come", 0)
    assert decide(replace(pickup(3), parcels=(to_come,))) == Refusal(Reason.NOT_READY)
    answer = decide(replace(pickup(3), parcels=(*pickup(3).parcels, to_come)))
    assert isinstance(answer, Grant)
    assert answer.parcels == pickup(3).parcels


@pytest.mark.parametrize("said", [Refusal(Reason.UNKNOWN), Grant("C", pickup(3), (), "token"), Ledger(), MOMENT, DOUBT])
def test_nobody_changes_a_decision_or_what_it_rests_on(said: object) -> None:
    for field in fields(said):  # type: ignore[arg-type]
        with pytest.raises(FrozenInstanceError):
            setattr(said, field.name, None)


# --- delegates ----------------------------------------------------------------------------------------------------

NOW = Moment(SITE, 5000.0)
TWO = pickup(3, 9)
DELEGATE = replace(CODE, delegate_of="parent", max_visits=1, parcels=("parcel-3",))
DELEGATE_TOKEN = Token(1, SITE, "PICKUP01", 1000, 5500, bytes(8), delegate=True)


def test_a_delegate_gets_the_parcels_named_and_no_others() -> None:
    answer = decide_listed(DELEGATE, NOW, pickup=TWO, ledger=Ledger())
    assert answer == Grant("C", TWO, TWO.parcels[:1], "listed")
    answer = decide_listed(replace(DELEGATE, parcels=()), NOW, pickup=TWO, ledger=Ledger())
    assert answer == Grant("C", TWO, TWO.parcels, "listed")


def test_a_delegate_whose_parcels_are_all_collected_hears_so() -> None:
    gone = replace(TWO, parcels=(replace(TWO.parcels[0], state=ParcelState.COLLECTED), TWO.parcels[1]))
    answer = decide_token(DELEGATE_TOKEN, NOW, pickup=gone, listed=DELEGATE, ledger=Ledger())
    assert answer == Refusal(Reason.ALREADY_COLLECTED)
    nothing = replace(DELEGATE, parcels=("parcel-77",))
    answer = decide_token(DELEGATE_TOKEN, NOW, pickup=gone, listed=nothing, ledger=Ledger())
    assert answer == Refusal(Reason.NOT_READY)


@pytest.mark.parametrize(("visits", "limit", "opens"), [(0, 1, True), (1, 1, False), (2, 1, False), (1, 2, True)])
def test_visits_beyond_the_limit_are_refused_in_truth_to_a_token_only(visits: int, limit: int, opens: bool) -> None:
    limited, ledger = replace(DELEGATE, max_visits=limit), Ledger(visits=visits)
    told = decide_token(DELEGATE_TOKEN, NOW, pickup=TWO, listed=limited, ledger=ledger)
    untold = decide_listed(limited, NOW, pickup=TWO, ledger=ledger)
    if opens:
        assert isinstance(told, Grant)
        assert isinstance(untold, Grant)
    else:
        assert (told, untold) == (Refusal(Reason.LIMIT_REACHED), Refusal(Reason.UNKNOWN))


def test_without_any_visit_so_far_even_the_first_is_one_too_many_where_none_is_allowed() -> None:
    none_allowed = replace(DELEGATE, max_visits=0)
    assert decide_pickup("C", TWO, "token", NOW, ledger=Ledger(), limits=none_allowed) == Refusal(Reason.LIMIT_REACHED)


def test_a_parcel_in_doubt_is_part_of_the_visit_that_was_counted() -> None:
    """Only the own doubts, and only those parcels."""
    both = replace(DELEGATE, parcels=())
    for holder, opens in (("C", True), ("D", False)):
        ledger = Ledger(visits=1, doubts={"parcel-9": ParcelDoubt(4900.0, 0, holder)})
        answer = decide_pickup("C", TWO, "token", NOW, ledger=ledger, limits=both)
        expected = Grant("C", TWO, TWO.parcels[1:], "reopen_unknown") if opens else Refusal(Reason.LIMIT_REACHED)
        assert answer == expected


def test_what_stays_is_told_with_the_grant_and_only_to_whom_it_belongs() -> None:
    three = pickup(3, 9, 12)
    tried_out = {"parcel-9": ParcelDoubt(4900.0, MAX_UNKNOWN_REOPENS, "C")}
    ledger = Ledger({12: CompartmentFlags(12, "damaged")}, tried_out)
    answer = decide_pickup("C", three, "token", NOW, ledger=ledger)
    assert answer == Grant("C", three, three.parcels[:1], "token", Left(barred=(12,), unseen=(9,)))
    limits = replace(DELEGATE, parcels=("parcel-3", "parcel-9"))
    answer = decide_pickup("C", three, "token", NOW, ledger=ledger, limits=limits)
    assert isinstance(answer, Grant)
    assert answer.left == Left(unseen=(9,))


def test_a_delegates_token_without_its_row_cannot_be_checked() -> None:
    assert decide_token(DELEGATE_TOKEN, NOW, pickup=TWO, listed=None, ledger=Ledger()) == Refusal(Reason.CANNOT_CHECK)
    late = Moment(SITE, 5501.0)
    expired = Refusal(Reason.EXPIRED, at_utc=5500)
    assert decide_token(DELEGATE_TOKEN, late, pickup=TWO, listed=None, ledger=Ledger()) == expired


@pytest.mark.parametrize(
    ("now", "answer"),
    [
        (3999.0, Refusal(Reason.NOT_YET, at_utc=4000.0)),
        (4000.0, None),
        (6000.0, None),
        (6001.0, Refusal(Reason.EXPIRED, at_utc=6000.0)),
    ],
)
def test_a_delegates_own_dates_rule_its_token(now: float, answer: Refusal | None) -> None:
    got = decide_token(DELEGATE_TOKEN, Moment(SITE, now), pickup=TWO, listed=DELEGATE, ledger=Ledger())
    assert got == (answer or Grant(bytes(8).hex(), TWO, TWO.parcels[:1], "token"))
    whole = replace(DELEGATE_TOKEN, delegate=False)
    assert isinstance(decide_token(whole, Moment(SITE, now), pickup=TWO, listed=DELEGATE, ledger=Ledger()), Grant)


@pytest.mark.parametrize("row", [replace(CODE, subject="PICKUP02"), replace(CODE, kind=CredentialKind.BADGE)])
def test_a_row_that_is_about_something_else_opens_nothing(row: Credential) -> None:
    token = Token(1, SITE, "PICKUP01", 1000, 5500, bytes(8))
    assert decide_token(token, NOW, pickup=TWO, listed=row, ledger=Ledger()) == Refusal(Reason.UNKNOWN)
    assert decide_listed(row, NOW, pickup=TWO, ledger=Ledger()) == Refusal(Reason.UNKNOWN)


# --- parcels in doubt ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("age_s", "reopens", "holder", "may"),
    [
        (0.0, 0, "C", True),
        (UNKNOWN_REOPEN_S, MAX_UNKNOWN_REOPENS - 1, "C", True),
        (UNKNOWN_REOPEN_S + 0.5, 0, "C", False),
        (-0.5, 0, "C", False),
        (1.0, MAX_UNKNOWN_REOPENS, "C", False),
        (1.0, MAX_UNKNOWN_REOPENS + 1, "C", False),
        (1.0, 0, "D", False),
        (1.0, 0, "", False),
    ],
)
def test_a_parcel_in_doubt_opens_for_the_same_holder_twice_within_ten_minutes(
    age_s: float, reopens: int, holder: str, may: bool
) -> None:
    doubt = ParcelDoubt(NOW.now_utc - age_s, reopens, holder)
    assert may_reopen(doubt, "C", NOW.now_utc) is may
    assert reopens_left(doubt, "C", NOW.now_utc) == (MAX_UNKNOWN_REOPENS - reopens if may else 0)
    answer = decide_pickup("C", pickup(3), "token", NOW, ledger=Ledger(doubts={"parcel-3": doubt}))
    expected = Grant("C", pickup(3), pickup(3).parcels, "reopen_unknown")
    assert answer == (expected if may else Refusal(Reason.BLOCKED_DOOR))
    other = decide_pickup("C", TWO, "token", NOW, ledger=Ledger(doubts={"parcel-3": doubt}))
    assert isinstance(other, Grant)
    assert other.parcels == (TWO.parcels if may else TWO.parcels[1:])
    assert other.decision == ("reopen_unknown" if may else "token")


def test_the_limits_are_two_times_in_ten_minutes() -> None:
    assert (MAX_UNKNOWN_REOPENS, UNKNOWN_REOPEN_S) == (2, 600.0)
