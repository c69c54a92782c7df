from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.domain.credential import Credential, CredentialKind
from kiosk.domain.decision import Grant, Reason, Refusal, decide_listed, decide_pickup, decide_token
from kiosk.domain.pickup import Parcel, ParcelState, Pickup, PickupState
from kiosk.domain.record import CompartmentFlags
from kiosk.domain.token import Token
from tests.helpers.flow_script import pickup

SITE, OTHER_SITE = 4, 5
OPENS = {PickupState.READY, PickupState.PARTIALLY_COLLECTED}

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


@thorough
@given(tokens, st.none() | pickups, st.none() | credentials, times, flags_of)
def test_a_token_opens_what_it_should_and_nothing_else(
    token: Token, row: Pickup | None, listed: Credential | None, now: int, flags: dict[int, CompartmentFlags]
) -> None:
    answer = decide_token(token, site=SITE, now_utc=now, pickup=row, listed=listed, flags=flags)
    revoked = listed is not None and listed.revoked
    expected = rightful(row, now, flags) if row and token.site == SITE and not revoked else ()
    if expected:
        assert answer == Grant(token.credential, row, expected, "token")  # type: ignore[arg-type]
    else:
        assert isinstance(answer, Refusal)


@thorough
@given(credentials, st.none() | pickups, times, flags_of)
def test_a_listed_code_opens_what_it_should_and_tells_nothing_otherwise(
    code: Credential, row: Pickup | None, now: int, flags: dict[int, CompartmentFlags]
) -> None:
    answer = decide_listed(code, site=SITE, now_utc=now, pickup=row, flags=flags)
    valid = code.kind is CredentialKind.PICKUP and not code.revoked
    valid = valid and code.not_before_utc <= now <= code.not_after_utc
    expected = rightful(row, now, flags) if row and valid else ()
    if expected:
        assert answer == Grant("C", row, expected, "listed")  # type: ignore[arg-type]
    else:
        assert answer in {Refusal(Reason.UNKNOWN), Refusal(Reason.BLOCKED_DOOR)}
        if answer == Refusal(Reason.BLOCKED_DOOR):
            assert valid, "only who holds a good code may learn that the door is the trouble"
            assert row is not None
            assert rightful(row, now, {}) or any(parcel.state is ParcelState.SUSPECT for parcel in row.parcels)


def decide(row: Pickup, now: float = 5000.0, **flags: CompartmentFlags) -> Grant | Refusal:
    by_number = {value.number: value for value in flags.values()}
    return decide_pickup("C", row, "token", site=SITE, now_utc=now, flags=by_number)


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
    answer = decide_token(token, site=SITE, now_utc=now, pickup=None, listed=None, flags={})
    assert isinstance(answer, Refusal)
    assert answer.reason is reason


def test_the_listed_dates_rule_over_those_of_the_token() -> None:
    token = Token(1, SITE, "7KQF2M9X", 1000, 2000, bytes(8))
    assert isinstance(decide_token(token, site=SITE, now_utc=5000.0, pickup=pickup(3), listed=None, flags={}), Grant)


def test_a_token_of_another_site_names_the_site() -> None:
    token = Token(1, OTHER_SITE, "7KQF2M9X", 1000, 6000, bytes(8))
    for row in (None, pickup(3)):
        answer = decide_token(token, site=SITE, now_utc=5000.0, pickup=row, listed=None, flags={})
        assert answer == Refusal(Reason.WRONG_SITE, site=OTHER_SITE)


CODE = Credential("C", CredentialKind.PICKUP, "d", "7KQF2M9X", 4000.0, 6000.0)


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
    answer = decide_listed(code, site=SITE, now_utc=now, pickup=pickup(3), flags={})
    assert answer == (Grant("C", pickup(3), pickup(3).parcels, "listed") if opens else Refusal(Reason.UNKNOWN))


def test_a_revoked_token_opens_nothing() -> None:
    token = Token(1, SITE, "7KQF2M9X", 1000, 6000, bytes(8))
    for revoked, opens in ((False, True), (True, False)):
        listed = replace(CODE, revoked=revoked)
        answer = decide_token(token, site=SITE, now_utc=5000.0, pickup=pickup(3), listed=listed, flags={})
        assert isinstance(answer, Grant) == opens
        assert opens or answer == Refusal(Reason.REVOKED)
